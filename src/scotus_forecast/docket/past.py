"""The prepared tables that pending cases are forecast from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scotus_forecast.case_lookup.card import COLUMNS as NEAREST_COLUMNS
from scotus_forecast.core.court.codes import with_party_groups
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.docket.fitted import hash_of_files, made_by
from scotus_forecast.docket.parties import learn_parties
from scotus_forecast.docket.pending import Known
from scotus_forecast.docket.rosters import current_roster
from scotus_forecast.docket.tables import CASE_COLUMNS, VOTE_COLUMNS, DocketTables
from scotus_forecast.ledger.outcomes import docket_key

#: Terms whose docket numbers are searched for cases that were decided already.
_RECENT = 3


@dataclass(frozen=True)
class Court:
    """The prepared tables that forecasts are made from.

    Attributes
    ----------
    cases, votes : pd.DataFrame
    past : DocketTables
    known : Known
    data_hash : str
    """

    cases: pd.DataFrame
    votes: pd.DataFrame
    past: DocketTables
    known: Known
    data_hash: str


_READ_OF_CASES = tuple(
    dict.fromkeys(
        (*CASE_COLUMNS, *NEAREST_COLUMNS, "docket", "petitionerState", "respondentState", "chief")
    )
)


def open_court(layout: Layout) -> Court:
    """Read the tables that forecasts are made from.

    Raises
    ------
    UserError
        When they are missing.
    """
    shown = layout.docket / "cases.parquet"
    for path, command in ((layout.cases, "make reproduce"), (shown, made_by(layout))):
        if not path.is_file():
            raise UserError(f"{path} not found; run: {command}")
    cases = with_party_groups(read_table(layout.cases, columns=list(_READ_OF_CASES)))
    votes = read_table(layout.votes, columns=list(VOTE_COLUMNS))
    past = DocketTables(cases[list(CASE_COLUMNS)], votes, read_table(shown).drop(columns="caseId"))
    return Court(cases, votes, past, known_to(cases, votes), hash_of_files(layout))


def known_to(cases: pd.DataFrame, votes: pd.DataFrame) -> Known:
    """What the rows of a docket file are read against."""
    last = int(cases["term"].max())
    names = votes.drop_duplicates("justice")
    recent = cases[cases["term"] > last - _RECENT]
    told = recent["caseName"] + " (" + recent["caseId"] + ")"
    return Known(
        last_term=last,
        parties=learn_parties(cases, last + 1),
        current=current_roster(votes),
        justices={int(n): str(name) for n, name in zip(names["justice"], names["justiceName"])},  # noqa: B905
        decided={docket_key(d): t for d, t in zip(recent["docket"].fillna(""), told) if d},  # noqa: B905
    )
