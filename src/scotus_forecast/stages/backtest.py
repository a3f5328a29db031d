"""Stage backtest: past terms forecast from docket files, registered and resolved."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.core.learners.case_then_votes import LEAST_TERMS
from scotus_forecast.core.project.files import read_table, write_csv
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import Execution, execution_of
from scotus_forecast.docket.backtest import BackTest
from scotus_forecast.docket.fit import Recipe, walk_docket, walk_of
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.tables import docket_inputs, past_tables
from scotus_forecast.ledger.chain import read_ledger, register
from scotus_forecast.ledger.outcomes import Decision
from scotus_forecast.ledger.track_record import TrackRecord, track_record

#: First term of the back-test, and the lag at which it is made.
FIRST_TERM, LAG = 2000, 1


def run(layout: Layout, params: Params, execution: Execution | None = None) -> None:
    """Write the record of a user who forecast every term since 2000 from docket files.

    Tables
    ------
    backtest.csv : one row a level and way of giving the parties
        level : int
            What was known, see `docket.levels`.
        parties : str
            Given by ``code``, as the walk-forward has them, or by ``name``.
        n : int
            Cases.
        accuracy, brier : float
            Of the registered forecasts, as the track record says.
        walked_accuracy, walked_brier : float
            Of the walk-forward's forecasts of the same cases.
        same : float
            Share of the registered forecasts that are the walk-forward's, to six decimals.
    """
    cases, votes = read_table(layout.cases), read_table(layout.votes)
    past = past_tables(cases, votes, params)
    folder = folder_of(layout)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = []
    for number, level in LEVELS.items():
        walk = walk_of(layout.dataset, params, number, LAG, execution or execution_of(params))
        walked = walk_docket(docket_inputs(past, level, LAG, params), Recipe.of(params), walk)
        for by_name in (False, True):
            test = BackTest(cases, past, walked, number, LAG, params, walk, by_name)
            terms = _terms(past.cases["term"].to_numpy(int), walk.first_term)
            ledger = folder / f"level{number}-{'name' if by_name else 'code'}.jsonl"
            found = test.run(terms, folder)
            rows.append(_row(number, by_name, found, _resolved(found, ledger)))
    write_csv(folder / "backtest.csv", pd.DataFrame(rows))


def folder_of(layout: Layout) -> Path:
    """Folder of the record; outside the pipeline's outputs, which DVC compares."""
    return layout.data.with_name("backtest") / layout.dataset


def _terms(terms: np.ndarray, first_walked: int) -> list[int]:
    # Before, the walk-forward has too few forecasts to recalibrate.
    first = max(FIRST_TERM, first_walked + LEAST_TERMS)
    return [int(term) for term in np.unique(terms) if term >= first]


def _resolved(found: pd.DataFrame, ledger: Path) -> TrackRecord:
    """Register the forecasts before their terms open, then resolve them."""
    for term, of_term in found.groupby("term"):
        entries = [_entry(row) for row in of_term.itertuples()]
        register(ledger, entries, datetime(int(term), 9, 1, tzinfo=UTC))
    decided = {
        row.case_id: Decision(row.case_id, datetime(int(row.term), 12, 1).date(), row.reversed)
        for row in found.itertuples()
    }
    kept = read_ledger(ledger)
    return track_record(kept.entries, decided, kept.head)


def _entry(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of a table
    return {
        "case": {"docket": row.case_id, "also": [], "name": row.case_id, "term": int(row.term)},
        "forecast": {"p_reverse": round(row.p_reverse, 6), "votes": {}, "votes_to_reverse": []},
    }


def _row(level: int, by_name: bool, found: pd.DataFrame, record: TrackRecord) -> dict[str, Any]:
    walked, y = found["walked"].to_numpy(), found["reversed"].to_numpy()
    same = found["p_reverse"].round(6) == found["walked"].round(6)
    return {
        "level": level,
        "parties": "name" if by_name else "code",
        "n": record.scores["n"],
        "accuracy": record.scores["accuracy"],
        "brier": record.scores["brier"],
        "walked_accuracy": float(((walked >= 0.5) == (y == 1)).mean()),
        "walked_brier": float(((walked - y) ** 2).mean()),
        "same": float(same.mean()),
    }
