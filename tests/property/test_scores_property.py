"""What must hold for any forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import factories
from scotus_forecast.evaluation import calibration, metrics
from scotus_forecast.evaluation.bootstrap import draw_clusters, draw_resamples
from scotus_forecast.evaluation.metrics import (
    decompose_brier,
    equal_mass_bins,
    isotonic_recalibration,
    recalibration_line,
)
from scotus_forecast.evaluation.pairs import Pair, compare_pairs, holm
from scotus_forecast.evaluation.panel import panel_of
from scotus_forecast.evaluation.periods import periods_until
from scotus_forecast.evaluation.scores import score_table

PROBABILITY = st.floats(0, 1).map(lambda p: round(p, 3))


@st.composite
def populations(draw: st.DrawFn, least: int = 1) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(least, 60))
    y = draw(hnp.arrays(np.float64, n, elements=st.sampled_from([0.0, 1.0])))
    return y, draw(hnp.arrays(np.float64, n, elements=PROBABILITY))


def all_metrics(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    return metrics.decision_metrics(y, p) | metrics.probability_metrics(y, p)


@given(populations())
def test_metrics_lie_in_their_ranges(population):
    for name, value in all_metrics(*population).items():
        assert np.isnan(value) or 0 <= value <= (14 if name == "log_loss" else 1)


@given(populations(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(population, random):
    y, p = population
    order = np.array(random.sample(range(len(y)), len(y)))
    assert all_metrics(y[order], p[order]) == pytest.approx(all_metrics(y, p), nan_ok=True)
    assert decompose_brier(y[order], p[order]) == pytest.approx(decompose_brier(y, p))


@given(populations())
def test_mirrored_forecasts_of_mirrored_outcomes_score_alike(population):
    y, p = population
    ours, mirrored = all_metrics(y, p), all_metrics(1 - y, 1 - p)
    for name in ("brier", "log_loss", "auc"):
        assert mirrored[name] == pytest.approx(ours[name], nan_ok=True)
    if not (p == 0.5).any():  # ties reverse, so the rule is no mirror image at one half
        assert mirrored["accuracy"] == pytest.approx(ours["accuracy"])


@given(populations())
def test_flipped_forecasts_flip_the_auc(population):
    y, p = population
    assert metrics.auc(y, 1 - p) == pytest.approx(1 - metrics.auc(y, p), nan_ok=True)


@given(populations())
def test_decomposition_adds_up_and_no_part_is_negative(population):
    y, p = population
    parts = decompose_brier(y, p)
    total = parts["miscalibration"] - parts["discrimination"] + parts["uncertainty"]
    assert total == pytest.approx(metrics.brier(y, p), abs=1e-12)
    assert min(parts.values()) > -1e-12


@given(populations())
def test_recalibrated_forecasts_are_calibrated_and_in_order(population):
    y, p = population
    recalibrated = isotonic_recalibration(y, p)
    assert (np.diff(recalibrated[np.argsort(p, kind="stable")]) >= -1e-12).all()
    again = decompose_brier(y, recalibrated.round(12))
    assert again["miscalibration"] == pytest.approx(0, abs=1e-9)


@given(populations())
def test_bins_partition_and_follow_the_forecasts(population):
    y, p = population
    table = calibration.reliability(y, p)
    assert table["n"].sum() == len(y)
    assert table["mean_forecast"].is_monotonic_increasing
    assert len(table) <= 15
    assert (table["n"] * table["share_reversed"]).sum() == pytest.approx(y.sum())


@given(populations())
def test_calibration_error_never_exceeds_its_bins_apart(population):
    y, p = population
    bins = equal_mass_bins(p)
    assert metrics.expected_calibration_error(y, p, bins) >= abs((p - y).mean()) - 1e-12


@given(populations(least=2))
def test_recalibration_line_is_null_or_mirrored(population):
    y, p = population
    slope, intercept = recalibration_line(y, p)
    mirrored = recalibration_line(1 - y, 1 - p)
    assert mirrored == pytest.approx((slope, -intercept), rel=1e-3, abs=1e-3, nan_ok=True)


@given(hnp.arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1)))
def test_holm_only_raises_and_keeps_the_order(p):
    adjusted = holm(p)
    assert ((adjusted >= p) & (adjusted <= 1)).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 120))
def test_intervals_contain_their_estimates(seed, n_cases):
    panel = factories.panel(factories.court(n_cases, seed=seed), "vote")
    resamples = draw_resamples(panel.rows, 300, np.random.default_rng(seed))
    everywhere = np.ones(len(panel.rows), dtype=bool)
    scores = score_table(panel, periods_until(2014)[:1], resamples, 0.95)
    assert scores["accuracy"].between(scores["accuracy_low"], scores["accuracy_high"]).all()
    compared = compare_pairs(panel, [Pair(0, 1), Pair(0, 2)], everywhere, resamples.cases, 0.95)
    assert compared["difference"].between(compared["ci_low"], compared["ci_high"]).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_comparison_turned_round_changes_sign_only(seed):
    panel = factories.panel(factories.court(40, seed=seed), "vote")
    bootstrap = draw_clusters(panel.rows["case_id"], 100, np.random.default_rng(seed))
    everywhere = np.ones(len(panel.rows), dtype=bool)
    one, other = compare_pairs(
        panel, [Pair(0, 1), Pair(1, 0)], everywhere, bootstrap, 0.9
    ).itertuples()
    assert one.difference == -other.difference
    assert (one.ci_low, one.ci_high) == pytest.approx((-other.ci_high, -other.ci_low))
    assert one.p_value == pytest.approx(other.p_value, nan_ok=True)


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_frames_and_rows_does_not_change_a_score(random):
    frames = factories.frames(factories.court(60))
    shuffled = [frame.sample(frac=1, random_state=random.randrange(99)) for frame in frames]
    random.shuffle(shuffled)
    tables = []
    for some in (frames, shuffled):
        panel = panel_of("vote", some)
        resamples = draw_resamples(panel.rows, 100, np.random.default_rng(0))
        tables.append(score_table(panel, periods_until(2014), resamples, 0.95))
    pd.testing.assert_frame_equal(*tables)
