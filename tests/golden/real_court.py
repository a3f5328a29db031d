"""The real files on this machine, prepared; with CI=true and SCDB_DIR set they must be there."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from scotus_forecast.core.project.layout import Layout
from scotus_forecast.data.obtain import SCDB_DIR, find
from scotus_forecast.data.prepare import Prepared, RawTable, prepare
from scotus_forecast.data.read import read_archive

ROOT = Path(__file__).parents[2]
RELEASES = {
    "Legacy_07": "SCDB_Legacy_07_justiceCentered_Citation.csv.zip",
    "2025_01": "SCDB_2025_01_justiceCentered_Citation.csv.zip",
}
DOCKETS = {"2015_03": "SCDB_2015_03_justiceCentered_Docket.csv.gz"}


def path_of(file: str) -> Path | None:
    """Where a file lies on this machine, if it does."""
    found = find(Layout("scdb", ROOT), SCDB_DIR, (file,))
    return found and found.path


def may_be_skipped() -> bool:
    """Whether a file is absent and nobody promised it."""
    promised = os.environ.get("CI") == "true" and bool(os.environ.get(SCDB_DIR))
    return not promised and None in map(path_of, (*RELEASES.values(), *DOCKETS.values()))


def tables(files: dict[str, str]) -> list[RawTable]:
    """Raw tables of `files`, whole."""
    return [RawTable(name, file, _rows(file)) for name, file in files.items()]


def _rows(file: str) -> pd.DataFrame:
    path = path_of(file)
    if path is None:
        pytest.fail(f"SCDB_DIR and data/external lack {file}")
    return read_archive(path)


@cache
def prepared() -> Prepared:
    """Both Citation releases, as the pipeline prepares them."""
    return prepare(tables(RELEASES))


def counts_by_term(court: Prepared) -> pd.DataFrame:
    """Release, term, votes, cases, cases reversed."""
    of_release = court.cases[["caseId", "release", "reversed"]]
    votes = court.votes[["caseId", "term"]].merge(of_release, on="caseId")
    once = ~votes["caseId"].duplicated()
    counted = votes.assign(cases=once, reversed=votes["reversed"] * once).groupby(
        ["release", "term"], sort=False
    )
    return counted.agg(
        votes=("caseId", "size"), cases=("cases", "sum"), reversed=("reversed", "sum")
    ).reset_index()
