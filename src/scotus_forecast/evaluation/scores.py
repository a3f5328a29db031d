"""The table of scores by forecaster and period."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import CaseBootstrap, percentile_interval
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
    "balanced_accuracy", "brier", "log_loss", "auc", "ece", "precision", "recall", "f1",
    "three_class_accuracy",
]  # fmt: skip


def score_table(
    panel: Panel, periods: Iterable[Period], bootstrap: CaseBootstrap, confidence: float
) -> pd.DataFrame:
    """Score every forecaster on every period it has forecasts in.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period
    bootstrap : CaseBootstrap
    confidence : float
        Of the interval ``accuracy_low`` to ``accuracy_high``.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`, one row a forecaster and period.
    """
    rows = [
        {**score, "period": period.name}
        for period in periods
        for score in _period_scores(panel, period, bootstrap, confidence)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _period_scores(
    panel: Panel, period: Period, bootstrap: CaseBootstrap, confidence: float
) -> list[dict]:
    inside = period.select(panel.term, panel.outcome)
    present = ~np.isnan(panel.correct) & inside[:, None]
    columns = np.flatnonzero(present.any(axis=0))
    low, high = _accuracy_interval(panel, present[:, columns], columns, bootstrap, confidence)
    return [
        {
            **_row_scores(panel, j, present[:, j]),
            "accuracy_low": low[position],
            "accuracy_high": high[position],
        }
        for position, j in enumerate(columns)
    ]


def _accuracy_interval(
    panel: Panel,
    present: np.ndarray,
    columns: np.ndarray,
    bootstrap: CaseBootstrap,
    confidence: float,
) -> tuple[np.ndarray, np.ndarray]:
    rows = present.any(axis=1)
    if not rows.any():
        return np.empty(0), np.empty(0)
    right = present[rows] & (panel.correct[np.ix_(rows, columns)] == 1)
    ratios = bootstrap.ratios(panel.rows.loc[rows, "case_id"], right, present[rows])
    return percentile_interval(ratios, confidence)


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
