"""L05: a feature looks at what it declares, and declares nothing its horizon may not see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scotus_forecast.evaluation.audit.check import AuditCheck, Question
from scotus_forecast.evaluation.audit.future_features import same_bytes
from scotus_forecast.evaluation.audit.worlds import Recipe, Tables
from scotus_forecast.features.feature_sets import FeatureSet
from scotus_forecast.features.features import Context, Feature
from scotus_forecast.project.horizons import HORIZONS, Horizon, HorizonError

QUESTION = Question("L05", "Features see their declared columns only, all within the horizon")

#: Latest terms on which every feature is computed twice.
TERMS = 15


@QUESTION.guards
def check(tables: Tables, recipe: Recipe) -> AuditCheck:
    """Compute every feature again where nothing but its declared columns is shown.

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
        features = (*chosen.case, *chosen.vote)
        count += len(features)
        faults += [fault for feature in features for fault in _faults(feature, context)]
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


def _faults(feature: Feature, context: Context) -> list[str]:
    horizon = context.sight.horizon
    refused = _refused(feature, horizon)
    if refused:
        return [refused]
    try:
        narrow = feature.compute(narrowed(context, feature))
    except (HorizonError, KeyError) as error:
        return [f"{horizon.name}: '{feature.name}' looks at an undeclared column: {error}"]
    if same_bytes(narrow, feature.compute(context)):
        return []
    return [f"{horizon.name}: '{feature.name}' changes with columns it does not declare"]


def _refused(feature: Feature, horizon: Horizon) -> str | None:
    try:
        HORIZONS[horizon.name].require(feature.name, feature.columns)
    except HorizonError as error:
        return str(error)
    return None


def narrowed(context: Context, feature: Feature) -> Context:
    """Show no column but those `feature` declares."""
    shown = context.sight.shown
    declared = [name for name in shown if name in feature.columns]
    return replace(context, sight=replace(context.sight, shown=shown[declared]))
