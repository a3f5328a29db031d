"""L04, L09, L11: nothing is learned too early, by training labels, recalibration or frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from scotus_forecast.audit.check import (
    LATE_DECISIONS_QUESTION,
    PROSPECTIVE_STACK_QUESTION,
    REFITTED_FRAMES_QUESTION,
    TOLERANCE,
    AuditCheck,
    Status,
    quietly,
    same_bytes,
)
from scotus_forecast.audit.worlds import KEY, Tables, altered, forecasts_of, inputs_of
from scotus_forecast.core.court.calendar import first_monday_of_october
from scotus_forecast.core.learners.case_then_votes import CaseThenVotes
from scotus_forecast.core.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.splits import split_at, splits
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.models.stacked import StackedSettings, combine


@LATE_DECISIONS_QUESTION.guards
def check_late_decisions(tables: Tables, first_term: int) -> AuditCheck:
    """Compare the decision date of every training row with the opening of the term it trains.

    Parameters
    ----------
    tables : Tables
    first_term : int
        First term that is forecast.

    Notes
    -----
    The dates come from the prepared cases, not from `revealed_term`, which is what is tested. A
    case without a date counts as decided within its term; the detail says how many there are.
    """
    decided = tables.cases.set_index(KEY)["dateDecision"]
    faults = [
        fault
        for unit, table in (("case", tables.cases), ("vote", tables.votes))
        for fault in _too_late(unit, table, decided.reindex(table[KEY]), first_term)
    ]
    return LATE_DECISIONS_QUESTION.verdict(faults, _found(tables.cases, first_term))


def _too_late(unit: str, table: pd.DataFrame, decided: pd.Series, first_term: int) -> list[str]:
    terms, revealed = table["term"].to_numpy(int), table["revealed_term"].to_numpy(int)
    date, name = decided.to_numpy(), table[KEY].to_numpy()
    faults = []
    for split in splits(terms, revealed, first_term):
        opening = opening_of(split.term)
        late = split.train[(date[split.train] >= opening) | (terms[split.train] >= split.term)]
        faults += [f"{unit} {name[row]} trains {split.term}" for row in late]
    return faults


def opening_of(term: int) -> np.datetime64:
    """First Monday of October of `term`."""
    return first_monday_of_october(np.array([term])).to_numpy()[0]


def _found(cases: pd.DataFrame, first_term: int) -> str:
    dated = cases["dateDecision"].notna().to_numpy()
    following = first_monday_of_october(cases["term"].to_numpy(int) + 1)
    waiting = int((cases["dateDecision"].to_numpy() >= following.to_numpy())[dated].sum())
    last = int(cases["term"].max())
    return (
        f"every term from {first_term} to {last}; {waiting} cases decided after the next term "
        f"opened do not train before, {int((~dated).sum())} have no date"
    )


#: Terms of base forecasts that the stack is given before the one compared. Fixed: enough for a fit.
WALKED = 12

#: Stacks base forecasts: inputs, base forecasts, settings and a walk to forecasts.
Combine = Callable[[ForecastInputs, BaseForecasts, StackedSettings, WalkForward], Forecast]


@PROSPECTIVE_STACK_QUESTION.guards
def check_prospective_stack(
    tables: Tables,
    base: Mapping[str, BaseForecasts],
    settings: StackedSettings,
    terms: list[int],
    seed: int,
    combine: Combine = combine,
) -> AuditCheck:
    """Stack each of `terms` again after labels and later base forecasts are altered.

    Parameters
    ----------
    tables : Tables
    base : mapping of str to BaseForecasts
        By horizon, aligned to `tables`.
    settings : StackedSettings
    terms : list of int
    seed : int
    combine : callable
    """
    if not base:
        return PROSPECTIVE_STACK_QUESTION.answer(
            Status.SKIPPED, "the base forecasts have not been made yet"
        )
    faults = [
        f"{horizon}, {term}: {unit} forecasts differ"
        for horizon, forecasts in base.items()
        for term in terms
        for unit in _changed(tables, forecasts, settings, term, seed, combine)
    ]
    years = ", ".join(map(str, terms))
    return PROSPECTIVE_STACK_QUESTION.verdict(
        faults, f"stacked forecasts of {years} identical on {', '.join(base)}"
    )


def _changed(
    tables: Tables,
    base: BaseForecasts,
    settings: StackedSettings,
    term: int,
    seed: int,
    combine: Combine,
) -> list[str]:
    first, last = term - WALKED, term + 1
    window, kept = tables.between(first, last), _between(tables, base, first, last)
    inputs = [inputs_of(world) for world in (window, altered(window, term, seed))]
    walk = WalkForward(seed, ("audit",), first)
    with quietly():
        made = [
            combine(inputs[0], kept, settings, walk),
            combine(inputs[1], _opposite_after(kept, inputs[0], term), settings, walk),
        ]
    was, now = (forecasts_of(term, inputs[0], [forecast]) for forecast in made)
    return [unit for unit in was if not same_bytes(was[unit], now[unit])]


def _between(tables: Tables, base: BaseForecasts, first: int, last: int) -> BaseForecasts:
    case, vote = (t["term"].between(first, last).to_numpy() for t in (tables.cases, tables.votes))
    return BaseForecasts(base.case[case], base.vote[vote])


def _opposite_after(base: BaseForecasts, inputs: ForecastInputs, term: int) -> BaseForecasts:
    """Replace the base forecasts of terms after `term` by their opposite."""
    return replace(
        base,
        case=_opposite(base.case, inputs.case.term > term),
        vote=_opposite(base.vote, inputs.vote.term > term),
    )


def _opposite(p: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.where(rows[:, None], 1 - p, p)


class StoredForecasts(NamedTuple):
    """Stored forecasts of cases, and the inputs that they were made from."""

    name: str
    inputs: ForecastInputs
    p_case: np.ndarray


@REFITTED_FRAMES_QUESTION.guards
def check_refitted_frames(
    stored: Iterable[StoredForecasts],
    model: CaseThenVotes,
    terms: list[int],
    certain: Iterable[pd.Series],
) -> AuditCheck:
    """Fit each of `terms` again and compare the stored forecasts of its cases.

    Parameters
    ----------
    stored : iterable of StoredForecasts
        Of a model that is fitted anew for every term.
    model : CaseThenVotes
    terms : list of int
    certain : iterable of pd.Series
        Forecasts of the baseline that always says reverse, which must all be 1.
    """
    faults = [f"always_reverse: {int((p != 1).sum())} not 1" for p in certain if (p != 1).any()]
    names = []
    for frame in stored:
        names.append(frame.name)
        faults += [f"{frame.name}, {term}" for term in terms if _differs(frame, model, term)]
    if not names and not faults:
        return REFITTED_FRAMES_QUESTION.answer(Status.SKIPPED, "no forecasts yet")
    years = ", ".join(map(str, terms))
    return REFITTED_FRAMES_QUESTION.verdict(faults, f"cases of {years} alike on {', '.join(names)}")


def _differs(stored: StoredForecasts, model: CaseThenVotes, term: int) -> bool:
    labels = stored.inputs.case
    split = split_at(term, labels.term, labels.revealed)
    with quietly():
        again = model.case_fitter(stored.inputs)(split, 0)
    return not np.allclose(again, stored.p_case[split.test], rtol=0, atol=TOLERANCE)
