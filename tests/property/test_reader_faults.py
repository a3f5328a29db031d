"""Reader and prepare under 2,000 spoiled files: the same result, or one clear line.

A file that is only written otherwise gives the same tables or is refused. A file with spoiled
cells keeps every other case as it was. No file loses a row in silence or ends in a traceback.
"""

from __future__ import annotations

import random
from functools import cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faults.laws import accounts_for_every_row, is_one_clear_line
from faults.mutations import BYTES, CELLS, SAME, as_csv
from raw_court import simulated_rows
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.prepare import Prepared, RawTable, check_prepared, prepare
from scotus_forecast.data.read import parse_archive

FILE = "SCDB_2025_01.csv"

#: Files of each kind: 2,084 in all. Where `prepare` runs on most of them, fewer.
SAME_CASES = dict.fromkeys(SAME, 150) | dict.fromkeys(
    ("reorder_rows", "duplicate_rows", "pad_with_blank_rows", "save_again"), 36
)
CELL_CASES = dict.fromkeys(CELLS, 40)
BYTE_CASES = dict.fromkeys(BYTES, 40) | dict.fromkeys(
    ("truncate", "change_columns", "begin_as_another_kind"), 100
)


def for_each_seed(number, check):
    """Run `check` on so many sources of chance, the same ones in every run."""

    @settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32 - 1))
    def run(seed):
        check(random.Random(seed))

    run()


@cache
def rows() -> pd.DataFrame:
    """Four cases, one with letters beyond ASCII."""
    drawn = simulated_rows(4)
    return drawn.assign(caseName=drawn["caseName"].str.replace("PARTY", "PEÑA §", n=1))


@cache
def expected() -> Prepared:
    return prepare([RawTable("2025_01", FILE, rows())])


def outcome(content: bytes) -> Prepared | None:
    """What the file gives; None where it is refused with one clear line."""
    done = tables_or_line(content)
    if isinstance(done, str):
        assert is_one_clear_line(done, FILE), done
        return None
    return done


def tables_or_line(content: bytes) -> Prepared | str:
    try:
        read = parse_archive(FILE, content)
        same = read.equals(rows())
        return expected() if same else prepare([RawTable("2025_01", FILE, read)])
    except UserError as error:
        return str(error)


@pytest.mark.parametrize("name", SAME)
def test_other_writing_gives_the_same_tables_or_one_line(name):
    def check(rng):
        done = outcome(SAME[name](rng, rows()))
        if done is not None:
            pd.testing.assert_frame_equal(done.cases, expected().cases)
            pd.testing.assert_frame_equal(done.votes, expected().votes)
            assert accounts_for_every_row(done)

    for_each_seed(SAME_CASES[name], check)


@pytest.mark.parametrize("name", CELLS)
def test_spoiled_cells_leave_every_other_case_as_it_was(name):
    def check(rng):
        mutant = CELLS[name](rng, rows())
        done = outcome(mutant.content)
        if done is not None:
            assert accounts_for_every_row(done)
            assert_untouched(done.cases, expected().cases, mutant.touched)
            assert_untouched(done.votes, expected().votes, mutant.touched)

    for_each_seed(CELL_CASES[name], check)


def assert_untouched(found: pd.DataFrame, kept: pd.DataFrame, touched: frozenset[str]) -> None:
    others = (table[~table["caseId"].isin(touched)] for table in (found, kept))
    pd.testing.assert_frame_equal(*(table.reset_index(drop=True) for table in others))


@pytest.mark.parametrize("name", BYTES)
def test_spoiled_bytes_end_in_tables_that_hold_or_one_line(name):
    def check(rng):
        done = outcome(BYTES[name](rng, rows()))
        if done is not None:
            assert accounts_for_every_row(done)
            if rng.random() < 0.1:
                check_prepared(done)

    for_each_seed(BYTE_CASES[name], check)


def test_there_are_two_thousand_files():
    counts = (SAME_CASES, CELL_CASES, BYTE_CASES)
    assert sum(sum(count.values()) for count in counts) >= 2000


@pytest.mark.parametrize("column", ["caseName", "vote", "dateDecision", "caseId", "justiceName"])
def test_a_cell_of_ten_million_letters(column):
    spoiled = rows().copy()
    spoiled.loc[5, column] = "x" * 10_000_000
    done = outcome(as_csv(spoiled))
    assert done is not None
    assert 5 + 2 in set(done.quarantine["row"])
    assert accounts_for_every_row(done)
