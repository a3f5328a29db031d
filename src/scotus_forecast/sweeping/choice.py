"""Choosing as one would have had to: for every term by earlier terms only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.walk_forward import split_at
from scotus_forecast.sweeping.grid import Setting
from scotus_forecast.sweeping.losses import Losses

PROSPECTIVE, HINDSIGHT, NOW = "term by term", "best in hindsight", "now"

#: Where nothing is known yet to choose by.
NO_CHOICE = -1


def choices(losses: Losses) -> dict[int, int]:
    """Choose for every term, and the one after the last, the setting best until it opened.

    Returns
    -------
    dict of int to int
        Term to column; `NO_CHOICE` where no earlier case was decided. The first column of those
        that tie is taken.
    """
    terms = [*np.unique(losses.term).tolist(), int(losses.term.max()) + 1]
    return {term: _choice(losses, term) for term in terms}


def _choice(losses: Losses, term: int) -> int:
    known = split_at(term, losses.term, losses.revealed).train
    return int(losses.squared[known].sum(axis=0).argmin()) if len(known) else NO_CHOICE


def nested_table(
    losses: Losses,
    chosen: dict[int, int],
    settings: Sequence[Setting],
    bootstrap: ClusterBootstrap,
    confidence: float,
) -> pd.DataFrame:
    """Score the choice beside fixed settings, on the terms for which one could be made.

    Parameters
    ----------
    losses : Losses
    chosen : dict of int to int
        See `choices`.
    settings : sequence of Setting
        The present one first.
    bootstrap : ClusterBootstrap
    confidence : float

    Returns
    -------
    pd.DataFrame
        ``way, setting, n, accuracy, brier, difference, low, high``; ``difference`` is the Brier
        score less that of the choice.
    """
    column = np.array([chosen[term] for term in losses.term.tolist()])
    kept = column != NO_CHOICE
    losses, column = losses.rows(kept), column[kept]
    rows, best = np.arange(len(column)), int(losses.squared.mean(axis=0).argmin())
    squared, right = (
        np.column_stack([matrix[rows, column], matrix[:, best], matrix[:, 0]])
        for matrix in (losses.squared, losses.right)
    )
    resampled = bootstrap.means(losses.case_id, squared)
    low, high = percentile_interval(resampled - resampled[:, [0]], confidence)
    brier = squared.mean(axis=0)
    return pd.DataFrame(
        {
            "way": [PROSPECTIVE, HINDSIGHT, NOW],
            "setting": ["", settings[best].name, settings[0].name],
            "n": len(column),
            "accuracy": right.mean(axis=0),
            "brier": brier,
            "difference": brier - brier[0],
            "low": low,
            "high": high,
        }
    )


def choice_table(chosen: dict[int, int], settings: Sequence[Setting]) -> pd.DataFrame:
    """List what was chosen for each ``term``; the last is the term after all that were read."""
    made = {term: settings[j].name for term, j in chosen.items() if j != NO_CHOICE}
    return pd.DataFrame({"term": list(made), "setting": list(made.values())})
