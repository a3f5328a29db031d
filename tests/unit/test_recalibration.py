"""The recalibration line."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from scotus_forecast.evaluation.metrics import recalibration_line


def test_line_recovers_slope_and_intercept():
    rng = np.random.default_rng(0)
    p = rng.uniform(0.05, 0.95, 40_000)
    y = (rng.random(len(p)) < expit(0.3 + 0.6 * logit(p))).astype(float)
    assert recalibration_line(y, p) == pytest.approx((0.6, 0.3), abs=0.04)


@pytest.mark.parametrize(
    ("y", "p"),
    [
        ([1, 1, 1], [0.2, 0.5, 0.9]),  # one class
        ([0, 1, 1], [0.4, 0.4, 0.4]),  # equal forecasts
        ([0, 0, 1], [0.1, 0.4, 0.4]),  # separated but for a tie
        ([1, 0, 0], [0.1, 0.4, 0.6]),  # separated the wrong way round
    ],
)
def test_line_without_a_single_maximum_is_null(y, p):
    assert np.isnan(recalibration_line(np.array(y), np.array(p))).all()


def test_line_of_two_forecasts_is_the_one_through_both_shares():
    p = np.repeat([0.2, 0.9], [10, 20])
    y = np.repeat([1, 0, 1, 0], [3, 7, 12, 8])
    slope, intercept = recalibration_line(y, p)
    assert expit(intercept + slope * logit(np.array([0.2, 0.9]))) == pytest.approx([0.3, 0.6])


def test_line_of_certain_forecasts_that_sometimes_fail():
    p, y = np.repeat([0.0, 1.0], 50), np.repeat([1, 0, 1, 0], [5, 45, 45, 5])
    slope, intercept = recalibration_line(y, p)
    assert (slope, intercept) == pytest.approx((logit(0.9) / logit(1 - 1e-6), 0), abs=1e-9)


def test_line_of_forecasts_that_rounding_alone_keeps_from_separating_is_null():
    p = np.array([0.1, 0.5, 0.5 + 1e-9, 0.5 + 2e-9, 0.5 + 3e-9, 1])
    assert np.isnan(recalibration_line(np.array([0, 0, 1, 0, 1, 1]), p)).all()
