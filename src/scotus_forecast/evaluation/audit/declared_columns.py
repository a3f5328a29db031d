"""L05: a feature looks at what it declares, and declares nothing its horizon may not see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.audit.check import AuditCheck, Question
from scotus_forecast.evaluation.audit.future_features import same_bytes
from scotus_forecast.evaluation.audit.worlds import Recipe, Tables, altered
from scotus_forecast.features.feature_sets import FeatureSet
from scotus_forecast.features.features import Context, Feature
from scotus_forecast.features.folding import FOLDED_COLUMNS, tells_outcome
from scotus_forecast.features.record import (
    RECORD_COLUMNS,
    SIDES,
    is_reviewed,
    unidentified,
)
from scotus_forecast.features.sight import Sight
from scotus_forecast.project.horizons import HORIZONS, Horizon, HorizonError

QUESTION = Question("L05", "Features see their declared columns only, all within the horizon")

#: Latest terms on which every feature is computed twice.
TERMS = 15


@QUESTION.guards
def check(tables: Tables, recipe: Recipe) -> AuditCheck:
    """Compute every feature again where nothing but its declared columns is shown.

    What was decided, and how justices voted, is then that of another future, so that no feature
    finds the case itself among the decided ones. What is shown must be what the file says, but
    for blanks and codes that are folded.

    Parameters
    ----------
    tables : Tables
        Their last `TERMS` terms are used.
    recipe : Recipe
    """
    last = int(tables.cases["term"].max())
    recent = tables.between(last - TERMS + 1, last)
    faults, count = [], 0
    for horizon, chosen in recipe.feature_sets.items():
        context = context_of(recent, recipe, horizon)
        other = context_of(altered(recent, last, recipe.seed, horizon), recipe, horizon)
        features = (*chosen.case, *chosen.vote)
        count += len(features)
        faults += shown_otherwise(context.sight, recent.cases)
        faults += [fault for feature in features for fault in _faults(feature, context, other)]
    return QUESTION.verdict(
        faults, f"{count} features of {', '.join(recipe.feature_sets)}, none sees more"
    )


def context_of(tables: Tables, recipe: Recipe, horizon: str) -> Context:
    """Return the very context that `build_features` hands to its features."""
    handed: list[Context] = []

    def keep(context: Context) -> np.ndarray:
        handed.append(context)
        return np.zeros(len(context.terms))

    recipe.build(tables, horizon, FeatureSet(case=(Feature("context", (), keep),), vote=()))
    return handed[0]


def shown_otherwise(sight: Sight, cases: pd.DataFrame) -> list[str]:
    """Name columns that a horizon shows otherwise than the file, where nothing calls for it.

    Parameters
    ----------
    sight : Sight
    cases : pd.DataFrame
        Prepared cases.
    """
    free = _silenced(cases) if sight.horizon.folds else {}
    rebuilt = {"naturalCourt"} if sight.horizon.rebuilds else set()
    return [
        f"{sight.horizon.name}: '{name}' is not shown as in the file"
        for name in sight.shown
        if name not in rebuilt
        and (_differs(sight.shown[name], cases[name]) & ~free.get(name, False)).any()
    ]


def _silenced(cases: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which rows of a column may be shown otherwise than in the file."""
    blank = {name: cases[name].isna().to_numpy() for name in RECORD_COLUMNS}
    unknown = {name: unidentified(cases[side[0]]) for side in SIDES for name in side}
    gaps = {name: blank[name] | unknown.get(name, False) for name in RECORD_COLUMNS}
    silent = {name: gap & is_reviewed(cases) for name, gap in gaps.items()}
    return dict.fromkeys(FOLDED_COLUMNS, tells_outcome(cases)) | silent


def _differs(one: pd.Series, other: pd.Series) -> np.ndarray:
    same = (one == other).fillna(False) | (one.isna() & other.isna())
    return ~same.to_numpy(bool)


def _faults(feature: Feature, context: Context, other: Context) -> list[str]:
    horizon = context.sight.horizon
    refused = _refused(feature, horizon)
    if refused:
        return [refused]
    try:
        narrow = feature.compute(narrowed(context, other, feature))
    except (HorizonError, KeyError) as error:
        return [f"{horizon.name}: '{feature.name}' looks at an undeclared column: {error}"]
    if same_bytes(narrow, feature.compute(context)):
        return []
    return [f"{horizon.name}: '{feature.name}' changes with what it does not declare"]


def _refused(feature: Feature, horizon: Horizon) -> str | None:
    try:
        HORIZONS[horizon.name].require(feature.name, feature.columns)
    except HorizonError as error:
        return str(error)
    return None


def narrowed(context: Context, other: Context, feature: Feature) -> Context:
    """Show no column but those `feature` declares, and the decided cases of `other`."""
    shown = context.sight.shown
    declared = [name for name in shown if name in feature.columns]
    return replace(other, sight=replace(context.sight, shown=shown[declared]))
