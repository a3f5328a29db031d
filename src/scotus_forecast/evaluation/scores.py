"""The table of scores by forecaster and period."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, Resamples, percentile_interval
from scotus_forecast.evaluation.metrics import (
    PROBABILITY_METRICS,
    decision_metrics,
    probability_metrics,
    three_class_accuracy,
)
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.periods import Period

COLUMNS = [
    "horizon", "model", "unit", "period", "n", "accuracy", "accuracy_low", "accuracy_high",
    "accuracy_term_low", "accuracy_term_high", "balanced_accuracy", "brier", "log_loss", "auc",
    "ece", "precision", "recall", "f1", "three_class_accuracy",
]  # fmt: skip


def score_table(
    panel: Panel, periods: Iterable[Period], resamples: Resamples, confidence: float
) -> pd.DataFrame:
    """Score every forecaster on every period it has forecasts in.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period
    resamples : Resamples
    confidence : float
        Of the intervals ``accuracy_low`` to ``accuracy_high``, over cases, and
        ``accuracy_term_low`` to ``accuracy_term_high``, over terms.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`, one row a forecaster and period.
    """
    rows = [
        {**score, "period": period.name}
        for period in periods
        for score in _period_scores(panel, period, resamples, confidence)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _period_scores(
    panel: Panel, period: Period, resamples: Resamples, confidence: float
) -> list[dict]:
    inside = period.select(panel.term, panel.outcome)
    present = ~np.isnan(panel.correct) & inside[:, None]
    columns = np.flatnonzero(present.any(axis=0))
    intervals = _accuracy_intervals(panel, present[:, columns], columns, resamples, confidence)
    return [
        {
            **_row_scores(panel, j, present[:, j]),
            **{name: end[position] for name, end in intervals.items()},
        }
        for position, j in enumerate(columns)
    ]


def _accuracy_intervals(
    panel: Panel,
    present: np.ndarray,
    columns: np.ndarray,
    resamples: Resamples,
    confidence: float,
) -> dict[str, np.ndarray]:
    rows = present.any(axis=1)
    if not rows.any():
        return {}
    right = present[rows] & (panel.correct[np.ix_(rows, columns)] == 1)

    def interval(bootstrap: ClusterBootstrap, cluster: str) -> tuple[np.ndarray, np.ndarray]:
        ratios = bootstrap.ratios(panel.rows.loc[rows, cluster], right, present[rows])
        return percentile_interval(ratios, confidence)

    low, high = interval(resamples.cases, "case_id")
    term_low, term_high = interval(resamples.terms, "term")
    return {
        "accuracy_low": low,
        "accuracy_high": high,
        "accuracy_term_low": term_low,
        "accuracy_term_high": term_high,
    }


def _row_scores(panel: Panel, column: int, rows: np.ndarray) -> dict:
    y, p = panel.reversed[rows, column], panel.p_reverse[rows, column]
    graded = column in panel.probabilistic
    return {
        **panel.labels(column),
        "n": len(y),
        **decision_metrics(y, p),
        **(probability_metrics(y, p) if graded else dict.fromkeys(PROBABILITY_METRICS, np.nan)),
        "three_class_accuracy": three_class_accuracy(
            panel.outcome[rows], panel.predicted_outcome[rows, column]
        ),
    }
