"""L01, L02: with another future, features and forecasts stay the same byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from scotus_forecast.audit.check import (
    FUTURE_FEATURES_QUESTION,
    FUTURE_FORECASTS_QUESTION,
    AuditCheck,
    quietly,
    same_bytes,
)
from scotus_forecast.audit.worlds import (
    FEATURE_KEYS,
    TURNS,
    FeatureRecipe,
    Tables,
    altered,
    among_others,
    forecasts_of,
    inputs_of,
    left_alone,
    values_of,
)
from scotus_forecast.core.court.columns import COLUMN_BY_NAME, KnownAt
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.features.build import Features
from scotus_forecast.features.declarations import Feature, FeatureSet
from scotus_forecast.models.logistic import LogisticSettings, case_then_votes
from scotus_forecast.models.stacked import StackedSettings, combine


@FUTURE_FEATURES_QUESTION.guards
def check_future_features(tables: Tables, recipe: FeatureRecipe, terms: list[int]) -> AuditCheck:
    """Alter everything decided after the opening of each of `terms`; compare features up to it.

    Later terms are removed. In the term itself, and in cases still undecided at its opening, labels
    and columns that the horizon does not show are altered. Every second case of the term is
    replaced and their order reversed; features of the other half are compared. This is done twice:
    once all reversals change, once all outcomes that are neither reversed nor affirmed.

    Parameters
    ----------
    tables : Tables
    recipe : FeatureRecipe
        All horizons of its feature sets are checked.
    terms : list of int

    Notes
    -----
    The paper's horizon shows columns known at the decision. Features of those change with them by
    design, so their rows of the altered term are not compared.
    """
    faults = [
        f"{horizon}, {term}: {feature}"
        for horizon in recipe.feature_sets
        for before in [recipe.build(tables, horizon)]
        for term in terms
        for feature in _changed(tables, recipe, horizon, term, before)
    ]
    return FUTURE_FEATURES_QUESTION.verdict(faults, _found(recipe, terms))


def _found(recipe: FeatureRecipe, terms: list[int]) -> str:
    exempt = {
        horizon: [f.name for f in (*chosen.case, *chosen.vote) if uses_decision(f)]
        for horizon, chosen in recipe.feature_sets.items()
    }
    kept_out = "".join(
        f"; on {horizon}, {' and '.join(names)} of the altered term itself left out"
        for horizon, names in exempt.items()
        if names
    )
    return (
        f"identical on {', '.join(recipe.feature_sets)} up to terms "
        f"{', '.join(map(str, terms))}, whatever comes later or is decided beside{kept_out}"
    )


def uses_decision(feature: Feature) -> bool:
    """Whether a feature uses a column of the case that is known at its decision only."""
    return any(COLUMN_BY_NAME[c].known_at is KnownAt.DECISION for c in feature.columns)


def _changed(
    tables: Tables, recipe: FeatureRecipe, horizon: str, term: int, before: Features
) -> list[str]:
    until = tables.between(int(tables.cases["term"].min()), term)
    alone = left_alone(until.cases, term)
    chosen: FeatureSet = recipe.feature_sets[horizon]
    changed: dict[str, None] = {}
    for after in _other_features(until, recipe, horizon, term):
        changed |= dict.fromkeys(_differing(before.case, after.case, term, alone, chosen.case))
        changed |= dict.fromkeys(_differing(before.vote, after.vote, term, alone, chosen.vote))
    return list(changed)


def _other_features(
    until: Tables, recipe: FeatureRecipe, horizon: str, term: int
) -> Iterator[Features]:
    for turn in TURNS:
        future = altered(until, term, recipe.seed, horizon, turn)
        yield recipe.build(among_others(future, term, recipe.seed), horizon)


def _differing(
    before: pd.DataFrame,
    after: pd.DataFrame,
    term: int,
    alone: Collection[str],
    features: Iterable[Feature],
) -> list[str]:
    exempt = {feature.name for feature in features if uses_decision(feature)}
    was, now = (_compared(table, term, alone) for table in (before, after))
    earlier = (was["term"] < term).to_numpy()
    return [
        name
        for name in values_of(was)
        if not same_bytes(
            *(t[name].to_numpy()[earlier if name in exempt else slice(None)] for t in (was, now))
        )
    ]


def _compared(table: pd.DataFrame, term: int, alone: Collection[str]) -> pd.DataFrame:
    """Rows of earlier terms, and of the cases left alone, in the order of their keys."""
    kept = table[(table["term"] < term) | table["case_id"].isin(alone)]
    return kept.sort_values([key for key in FEATURE_KEYS if key in kept], ignore_index=True)


#: Terms of history that each forecast is given, and terms forecast before the one compared. Fixed:
#: any history long enough for a fit can show a leak, and a longer one only costs time.
HISTORY, WALKED = 30, 8


class PipelineSettings(NamedTuple):
    """Settings of the two models that are walked again."""

    logistic: LogisticSettings
    stacked: StackedSettings


#: From inputs, settings and a walk-forward to the forecasts that are compared.
Pipeline = Callable[[ForecastInputs, PipelineSettings, WalkForward], list[Forecast]]


def logistic_then_stacked(
    inputs: ForecastInputs, settings: PipelineSettings, walk: WalkForward
) -> list[Forecast]:
    """Forecast with the logistic model and recalibrate it by the stack, as the pipeline does."""
    single = case_then_votes(settings.logistic).forecast(inputs, walk)
    base = BaseForecasts(single.case[:, None], single.vote[:, None])
    stack = settings.stacked.model_copy(update={"base": {"logistic": 1}})
    return [single, combine(inputs, base, stack, walk)]


@FUTURE_FORECASTS_QUESTION.guards
def check_future_forecasts(
    tables: Tables,
    recipe: FeatureRecipe,
    settings: PipelineSettings,
    terms: list[int],
    pipeline: Pipeline = logistic_then_stacked,
) -> AuditCheck:
    """Forecast each of `terms` twice, with the future as it was and with an altered one.

    Parameters
    ----------
    tables : Tables
    recipe : FeatureRecipe
    settings : PipelineSettings
    terms : list of int
    pipeline : callable
    """
    faults = [
        f"term {term}: {named} forecasts differ"
        for term in terms
        for named in _changed_forecasts(tables, recipe, settings, term, pipeline)
    ]
    found = f"logistic and stacked forecasts of terms {', '.join(map(str, terms))} identical"
    return FUTURE_FORECASTS_QUESTION.verdict(faults, f"{found}, cases and votes, on {LEAD}")


def _changed_forecasts(
    tables: Tables,
    recipe: FeatureRecipe,
    settings: PipelineSettings,
    term: int,
    pipeline: Pipeline,
) -> list[str]:
    window = tables.between(term - HISTORY, term + 1)
    first = first_walked(term, settings.logistic.refit_every)
    walk = WalkForward(recipe.seed, ("audit",), first, Execution("serial", 1))
    made = []
    for world in (window, altered(window, term, recipe.seed, LEAD)):
        inputs = inputs_of(world, recipe.build(world, LEAD))
        with quietly():
            made.append(forecasts_of(term, inputs, pipeline(inputs, settings, walk)))
    return [name for name in made[0] if not same_bytes(made[0][name], made[1][name])]


def first_walked(term: int, refit_every: int) -> int:
    """First term of a walk-forward that fits the model anew at `term` itself."""
    return term - refit_every * -(-WALKED // refit_every)
