"""The clustered bootstrap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.evaluation.bootstrap import (
    ClusterBootstrap,
    draw_clusters,
    percentile_interval,
)

CASES = pd.Index(["a", "b", "c"])


def drawn(clusters: pd.Index = CASES, samples: int = 400, seed: int = 0) -> ClusterBootstrap:
    return draw_clusters(clusters, samples, np.random.default_rng(seed))


def test_each_resample_has_as_many_cases():
    assert (drawn().weights.sum(axis=1) == len(CASES)).all()


def test_draws_do_not_depend_on_order_or_repeats_of_cases():
    repeated = drawn(pd.Index(["c", "a", "b", "a"]))
    assert repeated.clusters.tolist() == CASES.tolist()
    np.testing.assert_array_equal(repeated.weights, drawn().weights)


def test_votes_of_a_case_enter_together():
    weights = np.array([[2, 0, 1], [0, 3, 0]], dtype=np.uint8)
    votes = pd.Series(["a", "a", "b", "c"])
    right = np.array([[1], [0], [1], [1]])
    ratios = ClusterBootstrap(CASES, weights).ratios(votes, right, np.ones((4, 1)))
    assert ratios.ravel().tolist() == [3 / 5, 1.0]


def test_a_resample_without_any_of_the_rows_is_undefined_and_left_out():
    weights = np.array([[0, 3, 0], [1, 1, 1]], dtype=np.uint8)
    ratios = ClusterBootstrap(CASES, weights).ratios(
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


def scored_votes(n_cases: int = 40) -> tuple[ClusterBootstrap, pd.Series, np.ndarray]:
    rng = np.random.default_rng(2)
    cases = pd.Index([f"{i:04d}" for i in range(n_cases)])
    votes = pd.Series(cases.repeat(rng.integers(1, 10, n_cases)))
    return drawn(cases, samples=30), votes, rng.random((len(votes), 2))


def test_means_and_sums_are_those_of_rows_repeated():
    bootstrap, votes, values = scored_votes()
    means, sums = bootstrap.means(votes, values), bootstrap.sums(votes, values)
    place = bootstrap.clusters.get_indexer(votes)
    for sample, weights in enumerate(bootstrap.weights):
        repeated = np.repeat(values, weights[place], axis=0)
        assert means[sample] == pytest.approx(repeated.mean(axis=0), abs=1e-7)
        assert sums[sample] == pytest.approx(repeated.sum(axis=0), abs=1e-5)


def test_means_do_not_depend_on_the_order_of_rows():
    bootstrap, votes, values = scored_votes()
    backward = bootstrap.means(votes[::-1], values[::-1])
    assert backward.tobytes() == bootstrap.means(votes, values).tobytes()


def test_what_is_undefined_for_a_row_or_a_resample_is_undefined():
    weights = np.array([[0, 3, 0], [1, 1, 1]], dtype=np.uint8)
    values = np.array([[1.0, np.nan], [0.5, 2.0]])
    means = ClusterBootstrap(CASES, weights).means(pd.Series(["a", "c"]), values)
    np.testing.assert_array_equal(means, [[np.nan, np.nan], [0.75, np.nan]])
