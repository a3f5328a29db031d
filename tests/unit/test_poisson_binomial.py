"""The number of successes among unlike trials."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from scotus_forecast.vote_splits.distributions import poisson_binomial


def test_alike_trials_give_the_binomial():
    assert poisson_binomial(np.full(9, 0.3)) == pytest.approx(binom.pmf(range(10), 9, 0.3))


def test_two_unlike_trials_by_hand():
    assert poisson_binomial(np.array([0.2, 0.5])) == pytest.approx([0.4, 0.5, 0.1])


def test_certain_trials_shift_and_impossible_ones_do_nothing():
    assert poisson_binomial(np.array([1.0, 0.0, 1.0])).tolist() == [0, 0, 1, 0]


def test_no_trials_have_no_successes():
    assert poisson_binomial(np.empty((0, 4))).tolist() == [[1, 1, 1, 1]]


def test_many_sums_at_once_are_each_alone():
    p = np.random.default_rng(0).random((10, 3, 4))
    together = poisson_binomial(p)
    assert together[:, 2, 1] == pytest.approx(poisson_binomial(p[:, 2, 1]))
