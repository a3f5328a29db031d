"""The table of scores by forecaster and period, and the distance to the true probabilities."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, Resamples, percentile_interval
from scotus_forecast.evaluation.metrics import (
    PROBABILITY_METRICS,
    clipped,
    decision_metrics,
    probability_metrics,
    three_class_accuracy,
)
from scotus_forecast.evaluation.pairs import Pair, compare_pairs
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.evaluation.references import TRUTH_MODEL, ceiling_of

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
        As below.

    Tables
    ------
    scores.parquet : one row a forecaster, unit and period
        horizon, model, unit, period : str
            Who forecast what, and over which terms.
        n : int
            Cases or votes.
        accuracy : float
            Share whose outcome, reverse or not reverse, was forecast.
        accuracy_low, accuracy_high : float
            Interval of the accuracy, cases resampled.
        accuracy_term_low, accuracy_term_high : float
            Interval of the accuracy, terms resampled.
        balanced_accuracy, precision, recall, f1 : float or null
            For the class reverse.
        brier, log_loss, auc, ece : float or null
            Null for forecasters without probabilities; see `evaluation.metrics`.
        three_class_accuracy : float or null
            Share whose label among reverse, affirm and other was forecast, where a model gives one.
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
            **_row_scores(panel, int(j), present[:, j]),
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


REGRET_COLUMNS = [
    "horizon", "model", "unit", "n", "accuracy", "bayes_accuracy", "difference", "ci_low",
    "ci_high", "mean_absolute_error", "kl_divergence",
]  # fmt: skip


def regret_table(panel: Panel, bootstrap: ClusterBootstrap, confidence: float) -> pd.DataFrame:
    """Compare every forecaster with the true probabilities that are the ceiling of its horizon.

    Parameters
    ----------
    panel : Panel
        Holding the forecasters `references.ceiling_of` names.
    bootstrap : ClusterBootstrap
    confidence : float

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    regret.parquet : simulated Court only, one row a forecaster and unit, over all terms
        horizon, model, unit : str
            Who forecast what.
        n : int
            Cases or votes.
        accuracy, bayes_accuracy : float
            Of the model, and of the true probabilities that are the ceiling of its horizon.
        difference : float
            Accuracy of the model less that of the true probabilities.
        ci_low, ci_high : float
            Interval of the difference, cases resampled.
        mean_absolute_error, kl_divergence : float or null
            Distance of the forecast probabilities from the true ones; the divergence in nats.
    """
    pairs = [
        Pair(j, panel.forecasters.index(ceiling_of(who.horizon)))
        for j, who in enumerate(panel.forecasters)
        if who.model != TRUTH_MODEL
    ]
    if not pairs:
        return pd.DataFrame(columns=REGRET_COLUMNS)
    everywhere = np.ones(len(panel.rows), dtype=bool)
    compared = compare_pairs(panel, pairs, everywhere, bootstrap, confidence)
    columns = compared[["model_column", "reference_column"]].to_numpy()
    distances = [_distances(panel, *pair) for pair in columns]
    return compared.join(pd.DataFrame(distances))[REGRET_COLUMNS]


def _distances(panel: Panel, model: int, truth: int) -> dict[str, float]:
    p, q = panel.p_reverse[:, model], panel.p_reverse[:, truth]
    shared = ~np.isnan(p) & ~np.isnan(q)
    gives_probability = model in panel.probabilistic
    return {
        "accuracy": float(panel.correct[shared, model].mean(dtype=float)),
        "bayes_accuracy": float(panel.correct[shared, truth].mean(dtype=float)),
        "mean_absolute_error": _absolute(p[shared], q[shared]) if gives_probability else np.nan,
        "kl_divergence": divergence(p[shared], q[shared]) if gives_probability else np.nan,
    }


def _absolute(p: np.ndarray, q: np.ndarray) -> float:
    return float(np.abs(p - q).mean())


def divergence(p: np.ndarray, q: np.ndarray) -> float:
    r"""Mean Kullback-Leibler divergence of forecasts from true probabilities.

    :math:`q \log(q / p) + (1 - q) \log\{(1 - q) / (1 - p)\}` in nats, both clipped: the expected
    log loss of the forecast beyond that of the truth (doi 10.1214/aoms/1177729694).

    Parameters
    ----------
    p, q : np.ndarray of float, shape (n,)
        Forecast and true probabilities.
    """
    p, q = clipped(p), clipped(q)
    return float(np.mean(q * np.log(q / p) + (1 - q) * np.log((1 - q) / (1 - p))))
