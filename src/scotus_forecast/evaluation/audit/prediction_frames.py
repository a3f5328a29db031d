"""L08: every prediction frame keeps its contract and the prepared truth."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.audit.check import AuditCheck, Question, Status
from scotus_forecast.evaluation.audit.worlds import KEY, Tables

QUESTION = Question("L08", "Prediction frames keep cutoff, rows, names and truth")

#: A justice's number is below this, so that case and justice make one key.
_JUSTICES = 10_000


@QUESTION.guards
def check(
    frames: Iterable[tuple[str, pd.DataFrame]], tables: Tables, dataset: str, first_term: int
) -> AuditCheck:
    """Hold every frame against the prepared tables.

    Parameters
    ----------
    frames : iterable of (str, pd.DataFrame)
        Stem of the file, `<horizon>-<model>`, and what it holds; taken one at a time.
    tables : Tables
    dataset : str
    first_term : int
        First term of which every row must be forecast.
    """
    truths = truth_by_unit(tables, first_term)
    faults, count, rows = [], 0, 0
    for name, frame in frames:
        faults += [f"{name}: {fault}" for fault in _faults(name, frame, truths, dataset)]
        count, rows = count + 1, rows + len(frame)
    if not count:
        return QUESTION.answer(Status.SKIPPED, "no forecasts yet")
    return QUESTION.verdict(faults, f"{count} frames, {rows} forecasts")


def truth_by_unit(tables: Tables, first_term: int) -> dict[str, pd.DataFrame]:
    """Truth of every row to be forecast, by unit: its key, term, reversed and outcome."""
    votes = tables.votes
    return {
        unit: pd.DataFrame(
            {
                "key": _keys(tables.cases, table[KEY], justice),
                **{name: table[name].to_numpy(int) for name in ("term", "reversed", "outcome")},
            }
        )[table["term"].to_numpy(int) >= first_term].set_index("key")
        for unit, table, justice in (
            ("case", tables.cases, None),
            ("vote", votes, votes["justice"]),
        )
    } | {"cases": tables.cases}


def _keys(cases: pd.DataFrame, case_id: pd.Series, justice: pd.Series | None) -> np.ndarray:
    row = pd.Index(cases[KEY]).get_indexer(case_id)
    seat = 0 if justice is None else justice.fillna(0).to_numpy(int)
    return np.where(row >= 0, row * _JUSTICES + seat, -1)


def _faults(
    name: str, frame: pd.DataFrame, truths: dict[str, pd.DataFrame], dataset: str
) -> list[str]:
    horizon, _, model = name.partition("-")
    named = {"dataset": dataset, "horizon": horizon, "model": model}
    found = {
        "a cutoff not before its term": (frame["cutoff"] >= frame["term"]).any(),
        "p_reverse outside [0, 1] or missing": not frame["p_reverse"].between(0, 1).all(),
        **{f"{key} is not '{value}'": (frame[key] != value).any() for key, value in named.items()},
    }
    units = frame.groupby("unit", observed=True)
    return [fault for fault, is_so in found.items() if is_so] + [
        f"{unit}: {fault}" for unit, rows in units for fault in _against(rows, unit, truths)
    ]


def _against(rows: pd.DataFrame, unit: str, truths: dict[str, pd.DataFrame]) -> list[str]:
    truth = truths[unit]
    justice = None if unit == "case" else rows["justice"]
    keys = _keys(truths["cases"], rows["case_id"], justice)
    if not np.array_equal(np.sort(keys), np.sort(truth.index)):
        return ["not one forecast for each prepared row"]
    expected = truth.loc[keys]
    return [
        f"{column} is not the prepared one"
        for column in ("term", "reversed", "outcome")
        if (rows[column].to_numpy(int) != expected[column].to_numpy()).any()
    ]
