"""L02: with another future, the forecasts of a term stay the same, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scotus_forecast.evaluation.audit.check import AuditCheck, Question
from scotus_forecast.evaluation.audit.future_features import same_bytes
from scotus_forecast.evaluation.audit.quiet import quietly
from scotus_forecast.evaluation.audit.worlds import Recipe, Tables, altered, inputs_of
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.execution import Execution
from scotus_forecast.evaluation.walk_forward.inputs import BaseForecasts, Forecast, Inputs
from scotus_forecast.models.logistic import logistic
from scotus_forecast.models.stacked import stacked

QUESTION = Question("L02", "Forecasts do not change when the future is altered")

HORIZON = "argument"
#: Terms of history each forecast is given, and terms walked, at least, before the one compared.
HISTORY, WALKED = 30, 8

#: From inputs, settings by model and a run to the forecasts that are compared.
Pipeline = Callable[[Inputs, dict[str, dict[str, Any]], Run], list[Forecast]]


def logistic_then_stacked(
    inputs: Inputs, settings: dict[str, dict[str, Any]], run: Run
) -> list[Forecast]:
    """Walk the logistic model forward and recalibrate it by the stack, as the pipeline does."""
    single = logistic(inputs, settings["logistic"], run)
    base = BaseForecasts(single.case[:, None], single.vote[:, None])
    stack = {**settings["stacked"], "base": {"logistic": 1}}
    return [single, stacked(inputs, base, stack, run)]


@QUESTION.guards
def check(
    tables: Tables,
    recipe: Recipe,
    settings: dict[str, dict[str, Any]],
    terms: list[int],
    pipeline: Pipeline = logistic_then_stacked,
) -> AuditCheck:
    """Forecast each of `terms` with the future as it was and altered.

    Parameters
    ----------
    tables : Tables
    recipe : Recipe
    settings : dict
        By model: `logistic` and `stacked`.
    terms : list of int
    pipeline : callable
    """
    faults = [
        f"term {term}: {named} forecasts differ"
        for term in terms
        for named in _changed(tables, recipe, settings, term, pipeline)
    ]
    found = f"logistic and stacked forecasts of terms {', '.join(map(str, terms))} identical"
    return QUESTION.verdict(faults, f"{found}, cases and votes, on {HORIZON}")


def _changed(
    tables: Tables,
    recipe: Recipe,
    settings: dict[str, dict[str, Any]],
    term: int,
    pipeline: Pipeline,
) -> list[str]:
    window = tables.between(term - HISTORY, term + 1)
    first = first_walked(term, settings["logistic"]["refit_every"])
    run = Run(recipe.seed, ("audit",), first, Execution("serial", 1))
    told = []
    for world in (window, altered(window, term, recipe.seed, HORIZON)):
        inputs = inputs_of(world, recipe.build(world, HORIZON))
        with quietly():
            told.append(forecasts_of(term, inputs, pipeline(inputs, settings, run)))
    return [name for name in told[0] if not same_bytes(told[0][name], told[1][name])]


def first_walked(term: int, refit_every: int) -> int:
    """Term from which to walk so that the model is fitted anew at `term` itself."""
    return term - refit_every * -(-WALKED // refit_every)


def forecasts_of(term: int, inputs: Inputs, made: list[Forecast]) -> dict[str, np.ndarray]:
    """Forecasts of one term by step of the pipeline and unit."""
    case, vote = inputs.case.term == term, inputs.vote.term == term
    return {
        f"step {step} {unit}": values
        for step, forecast in enumerate(made, start=1)
        for unit, values in (("case", forecast.case[case]), ("vote", forecast.vote[vote]))
    }
