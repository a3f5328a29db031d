"""Two prediction frames of the same rows: which forecasts changed, for better and for worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.prediction_frame import UNITS, predicted_reverse
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.metric_differences import metric_rows

BETTER, WORSE = "better", "worse"

_KEYS = ["unit", "case_id", "justice"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What `compare_frames` found.

    Attributes
    ----------
    metrics : pd.DataFrame
        One row a unit and metric, see `metric_differences.METRIC_COLUMNS`. ``low`` to ``high``
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
