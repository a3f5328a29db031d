"""Calibration: correlation within cases, error of the perfect forecaster."""

from __future__ import annotations

import numpy as np
import pytest

import factories
from scotus_forecast.evaluation import calibration
from scotus_forecast.evaluation.metrics import N_BINS, equal_mass_bins
from scotus_forecast.evaluation.periods import PERIODS

PAPER = PERIODS[0]


def draws(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2000, N_BINS))


def test_correlation_is_zero_for_cases_and_one_for_votes_that_move_together():
    rng = np.random.default_rng(0)
    p, case = np.full(900, 0.4), np.repeat(np.arange(100), 9)
    together = np.repeat(rng.random(100) < 0.4, 9).astype(float)
    apart = (rng.random(900) < 0.4).astype(float)
    assert calibration.within_case_correlation(apart, p, np.arange(900)) == 0
    assert calibration.within_case_correlation(apart, p, case) == pytest.approx(0, abs=0.05)
    assert calibration.within_case_correlation(together, p, case) == pytest.approx(1, abs=0.1)


def test_correlated_votes_allow_a_perfect_forecaster_more_error():
    rng = np.random.default_rng(0)
    case = np.repeat(np.arange(200), 9)
    p = np.repeat(rng.uniform(0.1, 0.9, 200), 9)
    bins = equal_mass_bins(p)
    independent = calibration.ece_of_calibrated(p, bins, case, 0.0, draws())
    correlated = calibration.ece_of_calibrated(p, bins, case, 0.8, draws())
    assert correlated > 2 * independent


def test_certain_forecasts_allow_no_error():
    p = np.array([0.0, 1.0] * 20)
    allowed = calibration.ece_of_calibrated(p, equal_mass_bins(p), np.arange(40), 0.0, draws())
    assert allowed == 0


def test_tables_hold_only_forecasters_with_probabilities():
    panel = factories.panel()
    rng = np.random.default_rng(0)
    reliability = calibration.reliability_table(panel, [PAPER])
    table = calibration.calibration_table(panel, [PAPER], rng)
    assert set(reliability["model"]) == set(table["model"]) == {"boosted", "logistic"}
    n = reliability.groupby("model")["n"].sum()
    assert n.to_dict() == dict(zip(table["model"], table["n"], strict=True))


def test_panel_without_probabilities_gives_empty_tables():
    court = factories.court(20)
    panel = factories.panel_of("case", factories.frames(court)[2:])
    assert calibration.reliability_table(panel, [PAPER]).empty
    assert calibration.calibration_table(panel, [PAPER], np.random.default_rng(0)).empty


def test_more_confident_is_a_lower_slope():
    table = calibration.calibration_table(
        factories.panel(factories.court(2000)), [PAPER], np.random.default_rng(0)
    ).set_index("model")
    assert table.loc["logistic", "slope"] < table.loc["boosted", "slope"] < 1
