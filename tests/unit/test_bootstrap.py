"""The case-clustered bootstrap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.evaluation.bootstrap import CaseBootstrap, draw_cases, percentile_interval

CASES = pd.Index(["a", "b", "c"])


def drawn(case_ids: pd.Index = CASES, samples: int = 400, seed: int = 0) -> CaseBootstrap:
    return draw_cases(case_ids, samples, np.random.default_rng(seed))


def test_each_resample_has_as_many_cases():
    assert (drawn().weights.sum(axis=1) == len(CASES)).all()


def test_draws_do_not_depend_on_order_or_repeats_of_cases():
    repeated = drawn(pd.Index(["c", "a", "b", "a"]))
    assert repeated.case_ids.tolist() == CASES.tolist()
    np.testing.assert_array_equal(repeated.weights, drawn().weights)


def test_votes_of_a_case_enter_together():
    weights = np.array([[2, 0, 1], [0, 3, 0]], dtype=np.uint8)
    votes = pd.Series(["a", "a", "b", "c"])
    right = np.array([[1], [0], [1], [1]])
    ratios = CaseBootstrap(CASES, weights).ratios(votes, right, np.ones((4, 1)))
    assert ratios.ravel().tolist() == [3 / 5, 1.0]


def test_a_resample_without_any_of_the_rows_is_undefined_and_left_out():
    weights = np.array([[0, 3, 0], [1, 1, 1]], dtype=np.uint8)
    ratios = CaseBootstrap(CASES, weights).ratios(
        pd.Series(["a"]), np.ones((1, 1)), np.ones((1, 1))
    )
    assert np.isnan(ratios[0, 0])
    assert [bound[0] for bound in percentile_interval(ratios, 0.95)] == [1.0, 1.0]


def test_clustering_widens_the_interval_of_votes_that_agree():
    rng = np.random.default_rng(1)
    cases = pd.Index([f"{i:04d}" for i in range(300)])
    votes, right = pd.Series(cases.repeat(9)), np.repeat(rng.random(300) < 0.7, 9)[:, None]
    clustered = drawn(cases).ratios(votes, right, np.ones_like(right))
    assert clustered.std() == pytest.approx(np.sqrt(0.7 * 0.3 / 300), rel=0.15)
