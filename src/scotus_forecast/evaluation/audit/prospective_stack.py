"""L09: recalibration of a term learns nothing from that term or a later one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from scotus_forecast.evaluation.audit.check import AuditCheck, Question, Status
from scotus_forecast.evaluation.audit.future_features import same_bytes
from scotus_forecast.evaluation.audit.future_forecasts import forecasts_of
from scotus_forecast.evaluation.audit.quiet import quietly
from scotus_forecast.evaluation.audit.worlds import Tables, altered, inputs_of
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.inputs import BaseForecasts, Forecast, Inputs
from scotus_forecast.models.stacked import stacked

QUESTION = Question("L09", "Recalibration does not learn from the future")

#: Terms of base forecasts the stack is given before the one compared.
WALKED = 12

#: Stacks base forecasts: inputs, base forecasts, settings and a run to forecasts.
Combine = Callable[[Inputs, BaseForecasts, dict[str, Any], Run], Forecast]


@QUESTION.guards
def check(
    tables: Tables,
    base: Mapping[str, BaseForecasts],
    settings: dict[str, Any],
    terms: list[int],
    seed: int,
    combine: Combine = stacked,
) -> AuditCheck:
    """Stack each of `terms` again with other labels, and other base forecasts of later terms.

    Parameters
    ----------
    tables : Tables
    base : mapping of str to BaseForecasts
        By horizon, aligned to `tables`.
    settings : dict
        Of the stack.
    terms : list of int
    seed : int
    combine : callable
    """
    if not base:
        return QUESTION.answer(Status.SKIPPED, "the base forecasts have not been made yet")
    faults = [
        f"{horizon}, {term}: {unit} forecasts differ"
        for horizon, forecasts in base.items()
        for term in terms
        for unit in _changed(tables, forecasts, settings, term, seed, combine)
    ]
    years = ", ".join(map(str, terms))
    return QUESTION.verdict(faults, f"stacked forecasts of {years} identical on {', '.join(base)}")


def _changed(
    tables: Tables,
    base: BaseForecasts,
    settings: dict[str, Any],
    term: int,
    seed: int,
    combine: Combine,
) -> list[str]:
    first, last = term - WALKED, term + 1
    window, kept = tables.between(first, last), _between(tables, base, first, last)
    inputs = [inputs_of(world) for world in (window, altered(window, term, seed))]
    run = Run(seed, ("audit",), first)
    with quietly():
        made = [
            combine(inputs[0], kept, settings, run),
            combine(inputs[1], _turned_after(kept, inputs[0], term), settings, run),
        ]
    was, now = (forecasts_of(term, inputs[0], [forecast]) for forecast in made)
    return [unit for unit in was if not same_bytes(was[unit], now[unit])]


def _between(tables: Tables, base: BaseForecasts, first: int, last: int) -> BaseForecasts:
    case, vote = (t["term"].between(first, last).to_numpy() for t in (tables.cases, tables.votes))
    return BaseForecasts(base.case[case], base.vote[vote])


def _turned_after(base: BaseForecasts, inputs: Inputs, term: int) -> BaseForecasts:
    """Turn the base forecasts of terms after `term` into their opposite."""
    return replace(
        base,
        case=_opposite(base.case, inputs.case.term > term),
        vote=_opposite(base.vote, inputs.vote.term > term),
    )


def _opposite(p: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.where(rows[:, None], 1 - p, p)
