"""Paired comparisons by period: with the references, and of one model on two horizons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from scotus_forecast.core.project.horizons import NARROWEST_FIRST
from scotus_forecast.evaluation.bootstrap import Resamples
from scotus_forecast.evaluation.pairs import Pair, compare_both_ways, holm
from scotus_forecast.evaluation.panel import Forecaster, Panel
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.evaluation.references import STORED_HORIZON, STORED_RUNS

BEST_BASELINE = "best_baseline_in_hindsight"

COLUMNS = [
    "horizon", "model", "unit", "period", "reference", "reference_model", "n",
    "model_only_correct", "reference_only_correct", "difference", "ci_low", "ci_high",
    "term_ci_low", "term_ci_high", "p_value",
]  # fmt: skip

#: Narrower and wider horizon of each step; last, from the narrowest to the widest.
STEPS = (*pairwise(NARROWEST_FIRST), (NARROWEST_FIRST[0], NARROWEST_FIRST[-1]))

STEP_COLUMNS = [
    "horizon", "model", "unit", "period", "narrower", "n", "difference", "ci_low", "ci_high",
    "term_ci_low", "term_ci_high", "p_value",
]  # fmt: skip


def reference_pairs(panel: Panel) -> list[Pair]:
    """Every forecaster against every baseline and every stored run of the paper but itself."""
    stored = {Forecaster(STORED_HORIZON, model) for model in STORED_RUNS}
    references = [
        j
        for j, forecaster in enumerate(panel.forecasters)
        if j in panel.baselines or forecaster in stored
    ]
    everyone = range(len(panel.forecasters))
    return [Pair(model, other) for model in everyone for other in references if model != other]


def paired_table(
    panel: Panel, periods: Iterable[Period], resamples: Resamples, confidence: float
) -> pd.DataFrame:
    """Compare every forecaster with every reference, by period.

    The best baseline in hindsight is the most accurate one on that unit and period. Each forecaster
    is judged by the truth of its own frame.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period
    resamples : Resamples
    confidence : float
        Of the intervals of the difference.

    Returns
    -------
    pd.DataFrame
        As below, without ``p_holm``, which `with_holm` adds.

    Tables
    ------
    paired.parquet : one row a forecaster, unit, period and reference
        horizon, model, unit, period : str
            Who forecast what, and over which terms.
        reference : str
            A baseline, a stored run of the paper or ``best_baseline_in_hindsight``.
        reference_model : str
            Model behind ``reference``; another name than it for the best baseline only.
        n : int
            Cases or votes both forecast.
        model_only_correct, reference_only_correct : int
            Those that one of the two alone forecast right.
        difference : float
            Accuracy of the model less that of the reference.
        ci_low, ci_high, term_ci_low, term_ci_high : float
            Intervals of the difference, cases and terms resampled.
        p_value : float or null
            McNemar's exact test for cases. For votes a normal test with the bootstrap's standard
            error.
        p_holm : float or null
            The same, adjusted over all comparisons of flagships in one period. Null for models not
            named beforehand.
    """
    pairs = reference_pairs(panel)

    def table(period: Period) -> pd.DataFrame:
        return _period_table(panel, pairs, period, resamples, confidence)

    return by_period(pairs, periods, table, COLUMNS)


def by_period(
    pairs: Sequence[Pair],
    periods: Iterable[Period],
    table: Callable[[Period], pd.DataFrame],
    columns: list[str],
) -> pd.DataFrame:
    """Put the tables of all periods one below the other; without pairs there are no rows."""
    if not pairs:
        return pd.DataFrame(columns=columns)
    return pd.concat([table(period) for period in periods], ignore_index=True)


def _period_table(
    panel: Panel,
    pairs: Sequence[Pair],
    period: Period,
    resamples: Resamples,
    confidence: float,
) -> pd.DataFrame:
    inside = period.select(panel.term, panel.outcome)
    compared = compare_both_ways(panel, pairs, inside, resamples, confidence)
    names = compared["reference_column"].map(lambda j: panel.forecasters[j].model)
    named = compared.assign(period=period.name, reference=names, reference_model=names)
    best = best_baseline(panel, inside)
    hindsight = named[named["reference_column"] == best].assign(reference=BEST_BASELINE)
    return pd.concat([named, hindsight], ignore_index=True)[COLUMNS]


def best_baseline(panel: Panel, inside: np.ndarray) -> int | None:
    """Column of the baseline most accurate on some rows; the first by name where several are.

    Parameters
    ----------
    panel : Panel
    inside : np.ndarray of bool, shape (n_rows,)
    """
    right = {j: panel.correct[inside, j] for j in panel.baselines}
    accuracy = {j: np.nanmean(c) for j, c in right.items() if not np.isnan(c).all()}
    return max(accuracy, key=accuracy.__getitem__, default=None)


def with_holm(paired: pd.DataFrame, flagships: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Add ``p_holm``, adjusted over the comparisons named beforehand.

    A family is all comparisons of flagships in one period, horizons and units together. Other
    models have no adjusted p-value, because they were not named before the run. Nor has the best
    baseline in hindsight, because it is one of the baselines compared already.

    Parameters
    ----------
    paired : pd.DataFrame
        See `paired_table`.
    flagships : dict
        Model by horizon and unit, as in ``params.yaml``.
    """
    named = _of_flagships(paired, flagships) & (paired["reference"] != BEST_BASELINE)
    adjusted = (
        paired.loc[named]
        .groupby("period")["p_value"]
        .transform(lambda p: holm(p.to_numpy(dtype=float)))
    )
    return paired.assign(p_holm=adjusted.reindex(paired.index).astype(float))


def _of_flagships(paired: pd.DataFrame, flagships: dict[str, dict[str, str]]) -> np.ndarray:
    keys = zip(paired["horizon"], paired["model"], paired["unit"], strict=True)
    return np.array([flagships.get(h, {}).get(unit) == model for h, model, unit in keys], bool)


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
        Of the intervals of the difference.

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    horizon_steps.parquet : one row a model, unit, period and pair of horizons
        horizon, model, unit, period : str
            Who forecast what, and over which terms.
        narrower : str
            The horizon that shows less.
        n : int
            Cases or votes, the same on both horizons.
        difference : float
            Accuracy on ``horizon`` less accuracy on ``narrower``.
        ci_low, ci_high, term_ci_low, term_ci_high : float
            Intervals of the difference, cases and terms resampled.
        p_value : float or null
            As in ``paired.parquet``.
    """
    pairs = _step_pairs(panel)

    def table(period: Period) -> pd.DataFrame:
        return _step_period_table(panel, pairs, period, resamples, confidence)

    return by_period(pairs, periods, table, STEP_COLUMNS)


def _step_pairs(panel: Panel) -> list[Pair]:
    place = {who: column for column, who in enumerate(panel.forecasters)}
    models = dict.fromkeys(who.model for who in panel.forecasters)
    steps = [
        (Forecaster(wider, model), Forecaster(narrower, model))
        for model in models
        for narrower, wider in STEPS
    ]
    return [Pair(place[a], place[b]) for a, b in steps if a in place and b in place]


def _step_period_table(
    panel: Panel, pairs: list[Pair], period: Period, resamples: Resamples, confidence: float
) -> pd.DataFrame:
    inside = period.select(panel.term, panel.outcome)
    compared = compare_both_ways(panel, pairs, inside, resamples, confidence)
    narrower = compared["reference_column"].map(lambda j: panel.forecasters[j].horizon)
    return compared.assign(period=period.name, narrower=narrower)[STEP_COLUMNS]
