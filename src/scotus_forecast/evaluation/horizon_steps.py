"""The same model on a wider horizon against itself on a narrower one, on the same rows."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from scotus_forecast.evaluation.bootstrap import Resamples
from scotus_forecast.evaluation.paired import Pair, by_period, compare_both_ways
from scotus_forecast.evaluation.panel import Forecaster, Panel
from scotus_forecast.evaluation.periods import Period

#: Narrower and wider horizon of each step.
STEPS = (("strict", "argument"), ("argument", "paper"), ("strict", "paper"))

COLUMNS = [
    "horizon", "model", "unit", "period", "narrower", "n", "difference", "ci_low", "ci_high",
    "term_ci_low", "term_ci_high", "p_value",
]  # fmt: skip


def horizon_step_table(
    panel: Panel, periods: Iterable[Period], resamples: Resamples, confidence: float
) -> pd.DataFrame:
    """Compare every model with itself across horizons, by period.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period
    resamples : Resamples
    confidence : float
        Of the intervals of ``difference``, accuracy on ``horizon`` less that on ``narrower``.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`.
    """
    pairs = _pairs(panel)

    def table(period: Period) -> pd.DataFrame:
        return _period_table(panel, pairs, period, resamples, confidence)

    return by_period(pairs, periods, table, COLUMNS)


def _pairs(panel: Panel) -> list[Pair]:
    place = {who: column for column, who in enumerate(panel.forecasters)}
    models = dict.fromkeys(who.model for who in panel.forecasters)
    steps = [
        (Forecaster(wider, model), Forecaster(narrower, model))
        for model in models
        for narrower, wider in STEPS
    ]
    return [Pair(place[a], place[b]) for a, b in steps if a in place and b in place]


def _period_table(
    panel: Panel, pairs: list[Pair], period: Period, resamples: Resamples, confidence: float
) -> pd.DataFrame:
    inside = period.select(panel.term, panel.outcome)
    compared = compare_both_ways(panel, pairs, inside, resamples, confidence)
    narrower = compared["reference_column"].map(lambda j: panel.forecasters[j].horizon)
    return compared.assign(period=period.name, narrower=narrower)[COLUMNS]
