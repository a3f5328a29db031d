"""What must hold for any bench and any coupling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import vote_split_factory
from scotus_forecast.vote_splits.benches import Benches, benches_of
from scotus_forecast.vote_splits.couplings import Coupling
from scotus_forecast.vote_splits.distributions import comonotone, mixture_weights, poisson_binomial


@st.composite
def any_bench(draw: st.DrawFn) -> Benches:
    n = draw(st.integers(5, 10))
    rate = st.floats(0, 1)
    return benches_of(
        np.zeros(n, int),
        draw(hnp.arrays(float, n, elements=rate)),
        draw(hnp.arrays(float, n, elements=st.floats(0, 0.9))),
        draw(hnp.arrays(float, n, elements=rate)),
    )


@st.composite
def any_coupling(draw: st.DrawFn) -> Coupling:
    return Coupling(
        draw(st.floats(0, 0.95)), draw(st.floats(0, 0.9)), draw(st.sampled_from([0.0, 0.5, 1.5]))
    )


@settings(max_examples=60, deadline=None)
@given(any_bench(), any_coupling())
def test_couplings_are_distributions_that_keep_the_chances(benches, coupling):
    split = coupling.distribution(benches)[:, 0]
    assert split.min() >= 0
    assert split.sum() == pytest.approx(1)
    expected = benches.marginal.sum(axis=0)[0]
    assert vote_split_factory.mean_votes(split) == pytest.approx(expected, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(any_bench())
def test_the_comonotone_keeps_the_chances(benches):
    split = comonotone(benches)[:, 0]
    assert split.sum() == pytest.approx(1)
    expected = benches.marginal.sum(axis=0)[0]
    assert vote_split_factory.mean_votes(split) == pytest.approx(expected)


@given(hnp.arrays(float, st.integers(1, 10), elements=st.floats(0, 1)))
def test_mean_and_variance_of_the_poisson_binomial(p):
    split, k = poisson_binomial(p), np.arange(len(p) + 1)
    mean = (k * split).sum()
    assert mean == pytest.approx(p.sum(), abs=1e-9)
    assert ((k - mean) ** 2 * split).sum() == pytest.approx((p * (1 - p)).sum(), abs=1e-9)


@given(hnp.arrays(float, st.tuples(st.integers(0, 20), st.just(3)), elements=st.floats(0.01, 1)))
def test_weights_of_a_mixture_are_no_worse_than_even_ones(likelihood):
    weights = mixture_weights(likelihood, 0.0 if len(likelihood) else 1.0)
    assert weights.sum() == pytest.approx(1)
    fitted, even = np.log(likelihood @ weights).sum(), np.log(likelihood.mean(axis=1)).sum()
    assert fitted >= even - 1e-9
