r"""Scores and calibration of forecasts of the number of votes to reverse.

With :math:`f` the forecast distribution and :math:`k` what happened, the log score is
:math:`-\log f(k)` and the ranked probability score, which is the CRPS of a whole number,
:math:`\sum_i (F(i) - 1[k \le i])^2`. Both are proper and lower is better.

References
----------
Gneiting & Raftery 2007, doi 10.1198/016214506000001437.
Epstein 1969, doi 10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2 (ranked probability score).

Calibration is shown in two ways, both as shares of cases. The smaller side: how often 0, 1, 2, ...
votes stand against the rest, forecast and observed. The probability integral transform (PIT): where
what happened lies in its forecast distribution. For a count :math:`k` with distribution :math:`F`
its mass is spread evenly over :math:`[F(k - 1), F(k)]`. A calibrated forecaster fills all bins
equally.

References
----------
Czado, Gneiting & Held 2009, Predictive model assessment for count data,
doi 10.1111/j.1541-0420.2009.01191.x.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.metrics import CLIP
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.vote_splits.benches import SEATS
from scotus_forecast.vote_splits.forecast import VoteSplitForecast

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
    reached = observed[:, None] <= np.arange(distribution.shape[1])
    return ((np.cumsum(distribution, axis=1) - reached) ** 2).sum(axis=1)


def case_scores(forecast: VoteSplitForecast, observed: np.ndarray, reversed_: np.ndarray) -> dict:
    """Scores of each case by name; `_independent` and `_historical` are those of the references."""
    given = {
        "": forecast.mixture,
        "_independent": forecast.independent,
        "_historical": forecast.historical,
    }
    scores = {"log_score": log_score, "crps": ranked_probability_score}
    graded = {
        f"{name}{whose}": score(distribution, observed)
        for name, score in scores.items()
        for whose, distribution in given.items()
    }
    right = predicted_reverse(forecast.p_case_reverse) == (reversed_ == 1)
    return {**graded, "case_accuracy": right.astype(float)}


def vote_split_score_table(
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


SMALLER_SIDE, PIT = "smaller_side", "pit"
PIT_BINS = 10

_SIDES = SEATS // 2 + 1
_LABELS = pd.DataFrame(
    {
        "measure": [SMALLER_SIDE] * _SIDES + [PIT] * PIT_BINS,
        "value": [*range(_SIDES), *range(PIT_BINS)],
    }
)


@dataclass(frozen=True, eq=False)
class Shares:
    """What each case adds to every share, shape (n_cases, n_shares), in the table's order."""

    observed: np.ndarray
    forecast: np.ndarray
    historical: np.ndarray


def shares(
    size: np.ndarray, observed: np.ndarray, mixture: np.ndarray, historical: np.ndarray
) -> Shares:
    """What each case adds to the shares.

    Parameters
    ----------
    size, observed : np.ndarray of int, shape (n_cases,)
        Roster rows and votes to reverse among them.
    mixture, historical : np.ndarray, shape (n_cases, SEATS + 1)
        Distributions of the number of votes to reverse.
    """
    even = np.full((len(size), PIT_BINS), 1 / PIT_BINS)
    happened = np.eye(SEATS + 1)[observed]
    return Shares(
        np.column_stack([smaller_side(happened, size), pit_masses(mixture, observed)]),
        np.column_stack([smaller_side(mixture, size), even]),
        np.column_stack([smaller_side(historical, size), pit_masses(historical, observed)]),
    )


def smaller_side(distribution: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Distribution of the votes on the smaller side, shape (n_cases, SEATS // 2 + 1).

    Parameters
    ----------
    distribution : np.ndarray, shape (n_cases, SEATS + 1)
        Of votes to reverse.
    size : np.ndarray of int, shape (n_cases,)
    """
    cases, votes = np.indices(distribution.shape)
    side = np.minimum(votes, np.abs(size[:, None] - votes))
    summed = np.zeros((len(size), SEATS + 1))
    np.add.at(summed, (cases, side), distribution)
    return summed[:, :_SIDES]


def pit_masses(distribution: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Mass of each case in `PIT_BINS` bins of its probability integral transform.

    Parameters
    ----------
    distribution : np.ndarray, shape (n_cases, SEATS + 1)
    observed : np.ndarray of int, shape (n_cases,)
    """
    rows = np.arange(len(observed))
    top = np.cumsum(distribution, axis=1)[rows, observed][:, None]
    width = distribution[rows, observed][:, None]
    edges = np.linspace(0, 1, PIT_BINS + 1)
    below = np.clip((edges - (top - width)) / np.maximum(width, np.finfo(float).tiny), 0, 1)
    return np.diff(below, axis=1)


def vote_split_calibration_table(
    cases: pd.DataFrame,
    given: Shares,
    periods: Iterable[Period],
    bootstrap: ClusterBootstrap,
    confidence: float,
) -> pd.DataFrame:
    """Compare observed with forecast shares by period.

    Parameters
    ----------
    cases : pd.DataFrame
        ``case_id, term, outcome``.
    given : Shares
        Of the same cases.
    periods : iterable of Period
    bootstrap : ClusterBootstrap
    confidence : float
        Of the interval of ``difference``, observed less forecast.

    Returns
    -------
    pd.DataFrame
        ``period, n, measure, value, observed, forecast, historical, difference, ci_low,
        ci_high``; ``historical`` is the forecast share of history for ``smaller_side`` and its
        observed one for ``pit``.
    """
    term, outcome = cases["term"].to_numpy(), cases["outcome"].to_numpy()
    chosen = [(period.name, period.select(term, outcome)) for period in periods]
    tables = [
        _period_table(cases["case_id"], given, inside, bootstrap, confidence).assign(period=name)
        for name, inside in chosen
        if inside.any()
    ]
    return pd.concat(tables, ignore_index=True)


def _period_table(
    case_id: pd.Series,
    given: Shares,
    inside: np.ndarray,
    bootstrap: ClusterBootstrap,
    confidence: float,
) -> pd.DataFrame:
    surplus = (given.observed - given.forecast)[inside]
    low, high = percentile_interval(bootstrap.means(case_id[inside], surplus), confidence)
    return _LABELS.assign(
        n=int(inside.sum()),
        observed=given.observed[inside].mean(axis=0),
        forecast=given.forecast[inside].mean(axis=0),
        historical=given.historical[inside].mean(axis=0),
        difference=surplus.mean(axis=0),
        ci_low=low,
        ci_high=high,
    )
