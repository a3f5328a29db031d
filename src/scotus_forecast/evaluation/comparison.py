"""Two prediction frames of the same rows: which forecasts changed, and metrics with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.prediction_frame import (
    UNITS,
    gives_probability,
    predicted_reverse,
)
from scotus_forecast.evaluation.bootstrap import (
    ClusterBootstrap,
    draw_clusters,
    percentile_interval,
)
from scotus_forecast.evaluation.metrics import auc, clipped, mid_ranks
from scotus_forecast.evaluation.pairs import mcnemar_exact

METRICS = ("accuracy", "brier", "log_loss", "auc")
METRIC_COLUMNS = ["unit", "metric", "n", "before", "after", "difference", "low", "high", "p_value"]


def metric_rows(rows: pd.DataFrame, bootstrap: ClusterBootstrap, confidence: float) -> pd.DataFrame:
    """Metrics before and after, and their difference, of one unit.

    Parameters
    ----------
    rows : pd.DataFrame
        See `shared_rows`; one unit, at least one row.
    bootstrap : ClusterBootstrap
        Holds every case of `rows`.
    confidence : float

    Returns
    -------
    pd.DataFrame
        Columns `METRIC_COLUMNS`. A forecaster without probabilities has an accuracy only, and so
        has a difference from it.
    """
    y = rows["reversed"].to_numpy()
    before, after = (row_scores(y, rows[p].to_numpy()) for p in ("p_before", "p_after"))
    table = pd.DataFrame(
        {
            "unit": rows["unit"].iloc[0],
            "metric": METRICS,
            "n": len(rows),
            "before": _summary(y, rows["p_before"], before),
            "after": _summary(y, rows["p_after"], after),
        }
    )
    table["difference"] = table["after"] - table["before"]
    resampled = _resampled_differences(rows["case_id"], after - before, bootstrap)
    # Influences are of the AUC's difference about its value here.
    resampled[:, -1] += table["difference"].iloc[-1]
    low, high = _intervals(resampled, confidence)
    return table.assign(low=low, high=high, p_value=_p_values(rows))[METRIC_COLUMNS]


def row_scores(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Contribution of each row to each of `METRICS`; of the AUC, its first-order influence.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    np.ndarray of float, shape (n, 4)
        In columns other than accuracy, NaN where `p` gives no probabilities.
    """
    right = predicted_reverse(p) == (y == 1)
    if not gives_probability(p):
        return np.column_stack([right, *np.full((3, len(y)), np.nan)])
    miss = -np.log(np.where(y == 1, clipped(p), 1 - clipped(p)))
    return np.column_stack([right, (p - y) ** 2, miss, auc_influence(y, p)])


def auc_influence(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """First-order change of the AUC from counting a row once more; all rows add up to 0.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    np.ndarray of float, shape (n,)
        NaN where only one outcome occurs.
    """
    was = y == 1
    if was.all() or not was.any():
        return np.full(len(y), np.nan)
    within = np.empty(len(y))
    for same in (was, ~was):
        within[same] = mid_ranks(p[same])
    n_own, n_other = np.where(was, was.sum(), (~was).sum()), np.where(was, (~was).sum(), was.sum())
    # A mid-rank among all less that among its own counts the others below, ties by half.
    share_below = (mid_ranks(p) - within) / n_other
    won = np.where(was, share_below, 1 - share_below)
    return (won - won[was].mean()) / n_own


def _summary(y: np.ndarray, p: pd.Series, scores: np.ndarray) -> list[float]:
    area = auc(y, p.to_numpy()) if gives_probability(p) else np.nan
    return [*scores[:, :3].mean(axis=0), area]


def _resampled_differences(
    case_id: pd.Series, differences: np.ndarray, bootstrap: ClusterBootstrap
) -> np.ndarray:
    """Means of the first three columns and sums of the last, on every resample."""
    # Influences shrink with the number of rows; summed as they are, rounding would show.
    n = len(differences)
    summed = bootstrap.sums(case_id, n * differences[:, 3:]) / n
    return np.column_stack([bootstrap.means(case_id, differences[:, :3]), summed])


def _intervals(resampled: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    low, high = np.full((2, resampled.shape[1]), np.nan)
    defined = ~np.isnan(resampled).all(axis=0)
    low[defined], high[defined] = percentile_interval(resampled[:, defined], confidence)
    return low, high


def _p_values(rows: pd.DataFrame) -> list[float]:
    if rows["unit"].iloc[0] != "case":
        return [np.nan] * len(METRICS)
    exact = mcnemar_exact(*(np.array([flipped.sum()]) for flipped in _flips(rows)))
    return [float(exact[0]), *[np.nan] * (len(METRICS) - 1)]


BETTER, WORSE = "better", "worse"

_KEYS = ["unit", "case_id", "justice"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What `compare_frames` found.

    Attributes
    ----------
    metrics : pd.DataFrame
        One row a unit and metric, see `METRIC_COLUMNS`. ``low`` to ``high``
        is the interval of the difference. ``p_value``, McNemar's exact test, is given for the
        accuracy of cases.
    eras : pd.DataFrame
        ``unit, era, n, flipped, better, worse, change``; ``change`` is that of the accuracy.
    justices : pd.DataFrame
        ``justice`` and the same counts, of votes.
    flips : pd.DataFrame
        One row a flipped forecast, those whose probability moved most first: ``unit, case_id,
        justice, term, reversed, p_before, p_after, flip``; ``flip`` is `BETTER` or `WORSE`.
    """

    metrics: pd.DataFrame
    eras: pd.DataFrame
    justices: pd.DataFrame
    flips: pd.DataFrame


def compare_frames(
    before: pd.DataFrame,
    after: pd.DataFrame,
    n_samples: int,
    confidence: float,
    rng: np.random.Generator,
) -> Comparison:
    """Compare two prediction frames on the rows both have.

    Parameters
    ----------
    before, after : pd.DataFrame
        Prediction frames of one forecaster each.
    n_samples : int
        Resamples of cases.
    confidence : float
    rng : np.random.Generator

    Raises
    ------
    UserError
        See `shared_rows`.
    """
    rows = shared_rows(before, after)
    bootstrap = draw_clusters(rows["case_id"], n_samples, rng)
    units = [rows[rows["unit"] == unit] for unit in UNITS]
    scored = [metric_rows(unit, bootstrap, confidence) for unit in units if len(unit)]
    return Comparison(
        metrics=pd.concat(scored, ignore_index=True),
        eras=flip_counts(rows, ["unit", "era"]),
        justices=flip_counts(rows[rows["unit"] == "vote"], ["justice"]),
        flips=flipped_rows(rows),
    )


def shared_rows(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Line up the cases and votes that both forecast, by term.

    Returns
    -------
    pd.DataFrame
        ``unit, case_id, justice, term, era, reversed, p_before, p_after, right_before,
        right_after``.

    Raises
    ------
    UserError
        When the frames are of different datasets, share no row, or disagree about the truth.
    """
    _require_same_dataset(before, after)
    left = before[[*_KEYS, "term", "reversed", "p_reverse"]]
    right = after[[*_KEYS, "reversed", "p_reverse"]]
    # Missing justices, those of cases, match one another.
    both = left.merge(right, on=_KEYS, suffixes=("_before", "_after"), validate="one_to_one")
    _require_same_truth(both)
    rows = both.rename(
        columns={"reversed_before": "reversed", "p_reverse_before": "p_before"}
        | {"p_reverse_after": "p_after"}
    ).drop(columns="reversed_after")
    was = rows["reversed"] == 1
    rows["right_before"] = predicted_reverse(rows["p_before"]) == was
    rows["right_after"] = predicted_reverse(rows["p_after"]) == was
    rows["era"] = rows["term"].map({term: era(term) for term in rows["term"].unique()})
    return rows.sort_values(["unit", "term"], kind="stable", ignore_index=True)


def _require_same_dataset(before: pd.DataFrame, after: pd.DataFrame) -> None:
    names = [", ".join(frame["dataset"].unique()) for frame in (before, after)]
    if names[0] != names[1]:
        raise UserError(f"different datasets, {names[0]} and {names[1]}: nothing to compare")


def _require_same_truth(both: pd.DataFrame) -> None:
    if both.empty:
        raise UserError("the two have no case or vote in common")
    differing = int((both["reversed_before"] != both["reversed_after"]).sum())
    if differing:
        raise UserError(
            f"the two disagree about what happened in {differing:,} of {len(both):,} cases and "
            "votes: they were made from different data"
        )


def era(term: int) -> str:
    """Name of the Chief Justice when `term` opened."""
    return next(c.name for c in CHIEFS if c.last_term is None or term <= c.last_term)


def _flips(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Tell which forecasts flipped for the better, and which for the worse."""
    before, after = rows["right_before"], rows["right_after"]
    return after & ~before, before & ~after


def flip_counts(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count flipped forecasts by group, groups in the order of their first term.

    Parameters
    ----------
    rows : pd.DataFrame
        See `shared_rows`.
    by : sequence of str
        Columns of `rows`.

    Returns
    -------
    pd.DataFrame
        `by`, then ``n, flipped, better, worse, change``; ``change`` is that of the accuracy.
    """
    better, worse = _flips(rows)
    marked = rows.assign(n=1, better=better, worse=worse)
    counts = marked.groupby(list(by), sort=False)[["n", "better", "worse"]].sum().reset_index()
    counts["flipped"] = counts["better"] + counts["worse"]
    counts["change"] = (counts["better"] - counts["worse"]) / counts["n"]
    return counts[[*by, "n", "flipped", "better", "worse", "change"]]


def flipped_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """List the flipped forecasts, those whose probability moved most first.

    Parameters
    ----------
    rows : pd.DataFrame
        See `shared_rows`.
    """
    better, worse = _flips(rows)
    flips = rows.assign(
        flip=np.where(better, BETTER, WORSE), moved=(rows["p_after"] - rows["p_before"]).abs()
    )[better | worse]
    ordered = flips.sort_values(["unit", "moved"], ascending=[True, False], kind="stable")
    columns = [*_KEYS, "term", "reversed", "p_before", "p_after", "flip"]
    return ordered[columns].reset_index(drop=True)
