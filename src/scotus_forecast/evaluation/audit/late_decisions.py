"""L04: a label trains only once its case was decided."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.calendar import first_monday_of_october
from scotus_forecast.evaluation.audit.check import AuditCheck, Question
from scotus_forecast.evaluation.audit.worlds import KEY, Tables
from scotus_forecast.evaluation.walk_forward import splits

QUESTION = Question("L04", "No label decided after the cutoff trains")


@QUESTION.guards
def check(tables: Tables, first_term: int) -> AuditCheck:
    """Hold the decision date of all that trains each term against its first Monday of October.

    Parameters
    ----------
    tables : Tables
    first_term : int
        First term that is forecast.

    Notes
    -----
    The dates are those of the prepared cases, not `revealed_term`, which is what is on trial.
    A case without a date (counted in the detail) is taken to be decided within its term.
    """
    decided = tables.cases.set_index(KEY)["dateDecision"]
    faults = [
        fault
        for unit, table in (("case", tables.cases), ("vote", tables.votes))
        for fault in _too_late(unit, table, decided.reindex(table[KEY]), first_term)
    ]
    return QUESTION.verdict(faults, _found(tables.cases, first_term))


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
        f"opened wait, {int((~dated).sum())} have no date"
    )
