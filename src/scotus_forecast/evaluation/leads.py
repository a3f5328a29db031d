"""How far the flagships lead the best baseline, group by group."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import Resamples
from scotus_forecast.evaluation.paired import best_baseline
from scotus_forecast.evaluation.pairs import Pair, compare_pairs
from scotus_forecast.evaluation.panel import Forecaster, Panel

#: Groupings of which leads are given; single terms hold too few cases for an interval.
GROUPS = ("decade", "chief", "issue_area", "circuit", "unanimity", "margin", "justice")

#: Terms below which resampling terms gives no interval.
FEWEST_TERMS = 5

COLUMNS = [
    "horizon", "model", "unit", "group", "value", "n", "terms", "reference_model", "lead",
    "lead_low", "lead_high",
]  # fmt: skip


def lead_table(
    panel: Panel,
    attributes: pd.DataFrame,
    resamples: Resamples,
    confidence: float,
    named: Collection[Forecaster],
) -> pd.DataFrame:
    """Compare the flagships with the best baseline within every value of every attribute.

    Parameters
    ----------
    panel : Panel
    attributes : pd.DataFrame of string, shape (n_rows, n_groups)
        See `panel.row_attributes`.
    resamples : Resamples
        Terms are resampled.
    confidence : float
    named : collection of Forecaster
        The flagships.

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    leads.parquet : one row a flagship, unit, group and value, over all terms
        horizon, model, unit : str
            Who forecast what.
        group, value : str
            As in ``groups.parquet``, without ``term``.
        n, terms : int
            Cases or votes, and terms they are of.
        reference_model : str
            The baseline most accurate in the group, chosen in hindsight.
        lead : float
            Accuracy of the flagship less that of the reference.
        lead_low, lead_high : float or null
            Its interval, terms resampled. Null in a group of fewer than five terms.
    """
    columns = [j for j, who in enumerate(panel.forecasters) if who in named]
    if not columns or not panel.baselines:
        return pd.DataFrame(columns=COLUMNS)
    tables = [
        _group(panel, columns, attributes[group] == value, resamples, confidence).assign(
            group=group, value=value
        )
        for group in GROUPS
        if group in attributes
        for value in sorted(attributes[group].unique())
    ]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _group(
    panel: Panel, columns: list[int], member: pd.Series, resamples: Resamples, confidence: float
) -> pd.DataFrame:
    inside = member.to_numpy(bool)
    best = best_baseline(panel, inside)
    if best is None:
        return pd.DataFrame(columns=COLUMNS)
    pairs = [Pair(j, best) for j in columns]
    compared = compare_pairs(panel, pairs, inside, resamples.terms, confidence, cluster="term")
    terms = len(np.unique(panel.term[inside]))
    ends = {"lead_low": compared["ci_low"], "lead_high": compared["ci_high"]}
    known = ends if terms >= FEWEST_TERMS else dict.fromkeys(ends, np.nan)
    return compared.assign(
        terms=terms,
        reference_model=panel.forecasters[best].model,
        lead=compared["difference"],
        **known,
    )
