"""Scores on populations small enough to count by hand, and where they are undefined."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from scotus_forecast.evaluation import metrics
from scotus_forecast.evaluation.metrics import equal_mass_bins, recalibration_line

Y = np.array([1, 1, 0, 0, 0])
P = np.array([0.9, 0.5, 0.5, 0.2, 0.1])


def test_counted_by_hand():
    # Said reverse: the first three; a probability of one half reverses.
    assert metrics.decision_metrics(Y, P) == pytest.approx(
        {
            "accuracy": 4 / 5,
            "balanced_accuracy": (1 + 2 / 3) / 2,
            "precision": 2 / 3,
            "recall": 1,
            "f1": 4 / 5,
        }
    )
    assert metrics.brier(Y, P) == pytest.approx((0.01 + 0.25 + 0.25 + 0.04 + 0.01) / 5)
    assert metrics.auc(Y, P) == pytest.approx(5.5 / 6)  # six pairs, one tied


UNDEFINED = [
    # y, p, metrics without a value there
    ([1, 1], [0.9, 0.1], {"balanced_accuracy"}),  # no affirmance: no specificity
    ([0, 0], [0.9, 0.1], {"balanced_accuracy", "recall"}),  # no reversal
    ([1, 0], [0.1, 0.1], {"precision"}),  # no forecast of reversal
    ([0, 0], [0.1, 0.1], {"balanced_accuracy", "precision", "recall", "f1"}),
    ([], [], {"accuracy", "balanced_accuracy", "precision", "recall", "f1"}),
]


@pytest.mark.parametrize(("y", "p", "undefined"), UNDEFINED)
def test_undefined_is_null_never_an_exception(y, p, undefined):
    scores = metrics.decision_metrics(np.array(y), np.array(p))
    assert {name for name, value in scores.items() if np.isnan(value)} == undefined


@pytest.mark.parametrize("y", [[1, 1], [0, 0]])
def test_auc_of_one_class_is_null(y):
    assert np.isnan(metrics.auc(np.array(y), np.array([0.2, 0.7])))


def test_log_loss_of_a_certain_mistake_is_finite():
    assert metrics.log_loss(np.array([0]), np.array([1.0])) == pytest.approx(-np.log(1e-6))


def test_three_class_accuracy_leaves_out_rows_without_a_label():
    outcome, label = np.array([1, 0, -1, -1]), np.array([1, 1, -1, np.nan])
    assert metrics.three_class_accuracy(outcome, label) == pytest.approx(2 / 3)
    assert np.isnan(metrics.three_class_accuracy(outcome, np.full(4, np.nan)))


def test_bins_are_of_equal_mass_and_in_order():
    p = np.random.default_rng(0).permutation(np.arange(150) / 150)
    bins = equal_mass_bins(p)
    assert np.bincount(bins).tolist() == [10] * 15
    assert (np.diff(bins[np.argsort(p)]) >= 0).all()


def test_equal_forecasts_share_a_bin_and_bins_have_no_gaps():
    p = np.repeat([0.1, 0.4, 0.7], [50, 1, 49])
    bins = equal_mass_bins(p)
    assert len(np.unique(p)) >= len(np.unique(bins))
    assert all(len(np.unique(bins[p == value])) == 1 for value in p)
    assert np.unique(bins).tolist() == list(range(bins.max() + 1))


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
