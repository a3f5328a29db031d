r"""Scores of forecasts of the number of votes to reverse.

With :math:`f` the forecast distribution and :math:`k` what happened, the log score is
:math:`-\log f(k)` and the ranked probability score, which is the CRPS of a whole number,
:math:`\sum_i (F(i) - 1[k \le i])^2`. Both are proper and lower is better.

References
----------
Gneiting & Raftery 2007, doi 10.1198/016214506000001437.
Epstein 1969, doi 10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2 (ranked probability score).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.metrics import CLIP
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.forecasting.splits import SplitForecast
from scotus_forecast.project.frame import predicted_reverse

_HEADLINE = {
    "improvement_over_historical_low": "ci_low",
    "improvement_over_historical_high": "ci_high",
}


def log_score(distribution: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Minus the log of the probability of what happened, at least `CLIP`.

    Parameters
    ----------
    distribution : np.ndarray, shape (n_cases, n_numbers)
    observed : np.ndarray of int, shape (n_cases,)
    """
    return -np.log(np.maximum(distribution[np.arange(len(observed)), observed], CLIP))


def ranked_probability_score(distribution: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """CRPS of a whole number, in votes; parameters as in `log_score`."""
    happened = observed[:, None] <= np.arange(distribution.shape[1])
    return ((np.cumsum(distribution, axis=1) - happened) ** 2).sum(axis=1)


def case_scores(forecast: SplitForecast, observed: np.ndarray, reversed_: np.ndarray) -> dict:
    """Scores of each case by name; `_independent` and `_historical` mark the references."""
    given = {
        "": forecast.coalition,
        "_independent": forecast.independent,
        "_historical": forecast.historical,
    }
    scores = {"log_score": log_score, "crps": ranked_probability_score}
    graded = {
        f"{name}{whose}": score(split, observed)
        for name, score in scores.items()
        for whose, split in given.items()
    }
    right = predicted_reverse(forecast.p_case_reverse) == (reversed_ == 1)
    return {**graded, "case_accuracy": right.astype(float)}


def split_score_table(
    cases: pd.DataFrame, periods: Iterable[Period], bootstrap: ClusterBootstrap, confidence: float
) -> pd.DataFrame:
    """Mean scores by period, and gains over the references with case-bootstrap intervals.

    Parameters
    ----------
    cases : pd.DataFrame
        ``case_id, term, outcome`` and the columns of `case_scores`.
    periods : iterable of Period
    bootstrap : ClusterBootstrap
    confidence : float

    Returns
    -------
    pd.DataFrame
        ``period, n``, the mean of every score, and for each of `gains` its value and the ends of
        its interval, ``<name>_low`` and ``<name>_high``; ``ci_low`` and ``ci_high`` are those of
        the gain over history. Periods without cases are left out.
    """
    term, outcome = cases["term"].to_numpy(), cases["outcome"].to_numpy()
    chosen = [(period, cases[period.select(term, outcome)]) for period in periods]
    table = pd.DataFrame(
        {"period": period.name, "n": len(rows), **_period_row(rows, bootstrap, confidence)}
        for period, rows in chosen
        if len(rows)
    )
    return table.rename(columns=_HEADLINE)


def _period_row(rows: pd.DataFrame, bootstrap: ClusterBootstrap, confidence: float) -> dict:
    scores = rows.drop(columns=["case_id", "term", "outcome"])
    means = {name: float(scores[name].mean()) for name in scores}
    resampled = bootstrap.means(rows["case_id"], scores.to_numpy())
    drawn = gains(dict(zip(scores, resampled.T, strict=True)))
    row = dict(means)
    for name, value in gains(means).items():
        low, high = percentile_interval(drawn[name][:, None], confidence)
        row |= {name: value, f"{name}_low": low[0], f"{name}_high": high[0]}
    return row


def gains(means: dict) -> dict:
    """How much lower the model's mean scores are than the references', positive when better."""
    ours, past = means["log_score"], means["log_score_historical"]
    return {
        "improvement_over_historical": past - ours,
        "relative_improvement": 1 - ours / past,
        "improvement_over_independent": means["log_score_independent"] - ours,
        "crps_improvement_over_historical": means["crps_historical"] - means["crps"],
    }
