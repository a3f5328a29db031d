"""Scores on populations small enough to count by hand, and where they are undefined."""

from __future__ import annotations

import numpy as np
import pytest

from scotus_forecast.evaluation import metrics
from scotus_forecast.evaluation.metrics import equal_mass_bins

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
