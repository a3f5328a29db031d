"""From rows of a docket file to pending cases in SCDB's codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.docket.courts import match_court
from scotus_forecast.docket.fields import ORIGINAL, plain_codes, read_roster, state_codes
from scotus_forecast.docket.levels import LAGS
from scotus_forecast.docket.names import Match
from scotus_forecast.docket.parties import SIDES, PartyTable
from scotus_forecast.docket.read_rows import Row
from scotus_forecast.ledger.outcomes import docket_key, shown

#: Columns of the cases that a row can tell, each with the field that tells it.
TOLD_BY = {
    "jurisdiction": "came_by",
    "petitioner": "petitioner",
    "respondent": "respondent",
    "caseSource": "court_below",
    "issueArea": "issue_area",
    "lcDisposition": "disposition_below",
    "lcDispositionDirection": "direction_below",
}


@dataclass(frozen=True)
class Known:
    """What rows are read against.

    Attributes
    ----------
    last_term : int
        Last term whose outcomes are known.
    parties : PartyTable
    current, justices : dict of int to str
        The current Court, and all justices in the data.
    decided : mapping of str to str
        Docket number of decided cases of the last terms to their name and ``caseId``.
    """

    last_term: int
    parties: PartyTable
    current: dict[int, str]
    justices: dict[int, str]
    decided: Mapping[str, str]


@dataclass(frozen=True)
class PendingCase:
    """A case to be forecast.

    Attributes
    ----------
    docket, name : str
        Docket number, of consolidated cases the first.
    term : int
    also : tuple of str
        Docket numbers of the cases consolidated with it.
    given : dict of str to str
        The cells that were filled in, as given.
    codes : dict of str to int
        SCDB codes that are known or sure enough.
    matches : dict of str to Match
        What names were taken for, by column.
    roster : dict of int to str
    notes : tuple of str
        What was assumed.
    """

    docket: str
    name: str
    term: int
    also: tuple[str, ...]
    given: dict[str, str]
    codes: dict[str, int]
    matches: dict[str, Match]
    roster: dict[int, str]
    notes: tuple[str, ...] = field(default=())

    @property
    def case_id(self) -> str:
        """Name of the case in tables beside SCDB's ``caseId``."""
        return f"pending-{self.docket}"

    @property
    def level(self) -> int:
        """2 where anything of the decision below was coded by hand."""
        coded = ("issueArea", "lcDisposition", "lcDispositionDirection")
        return 2 if any(name in self.codes for name in coded) else 1

    def missing(self) -> list[str]:
        """Fields that were not given or not understood."""
        told = (field for column, field in TOLD_BY.items() if column not in self.codes)
        original = self.codes.get("jurisdiction") == ORIGINAL
        return [name for name in told if not (original and name == "court_below")]


def read_pending(
    rows: Iterable[Row | UserError], known: Known
) -> tuple[list[PendingCase], list[UserError]]:
    """Pending cases, and a message for each row that is none."""
    good: list[PendingCase] = []
    bad: list[UserError] = []
    seen: dict[str, str] = {}
    for row in rows:
        try:
            if isinstance(row, UserError):
                raise row
            case = _case(row, known)
            _once(case, row, seen)
            good.append(case)
        except UserError as error:
            bad.append(error)
    return good, bad


def _once(case: PendingCase, row: Row, seen: dict[str, str]) -> None:
    for docket in (case.docket, *case.also):
        key = docket_key(docket)
        if key in seen:
            raise row.error(
                "docket", f"{shown(docket)} stands already in {seen[key]}; keep one of them"
            )
        seen[key] = row.where


def _case(row: Row, known: Known) -> PendingCase:
    dockets = _dockets(row, known)
    term = _term(row, known)
    _require_dates(row, term)
    cells = {name: text for name, text in row.cells.items() if text}
    codes, notes = plain_codes(row, term, dockets[0])
    matches = _matches(row, known)
    codes |= _matched_codes(matches)
    codes |= state_codes(row)
    roster = read_roster(
        cells.get("justices", ""), cells.get("recused", ""), known.current, known.justices,
        row.where,
    )  # fmt: skip
    return PendingCase(
        docket=dockets[0],
        name=row.cells["case_name"],
        term=term,
        also=tuple(dockets[1:]),
        given=cells,
        codes=codes,
        matches=matches,
        roster=roster,
        notes=tuple(notes),
    )


def _dockets(row: Row, known: Known) -> list[str]:
    parts = re.split(r"\s*(?:;|,|&|\band\b)\s*", row.cells["docket"])
    dockets = [part for part in parts if docket_key(part)]
    if not dockets or not any(letter.isdigit() for letter in dockets[0]):
        raise row.error("docket", f"{shown(row.cells['docket'])} is no docket number, as in 25-170")
    for docket in dockets:
        if docket_key(docket) in known.decided:
            decided = known.decided[docket_key(docket)]
            raise row.error(
                "docket", f"{shown(docket)} was decided: {decided}; look it up with 'case'"
            )
    return dockets


def _term(row: Row, known: Known) -> int:
    text = row.cells["term"]
    first, last = known.last_term + min(LAGS), known.last_term + max(LAGS)
    if not re.fullmatch(r"\d{4}", text):
        raise row.error("term", f"{shown(text)} is no year of four digits")
    if not first <= int(text) <= last:
        way_out = (
            "look decided cases up with: scotus-forecast case"
            if int(text) < first
            else "get a newer release of the data"
        )
        raise row.error(
            "term",
            f"{text} cannot be forecast: the data end with term {known.last_term}, so terms "
            f"{first} to {last} can; {way_out}",
        )
    return int(text)


def _require_dates(row: Row, term: int) -> None:
    """Refuse dates that no case of the term can have."""
    found = {}
    for column in ("granted", "argument"):
        text = row.cells.get(column, "")
        if not text:
            continue
        try:
            found[column] = date.fromisoformat(text)
        except ValueError as error:
            raise row.error(column, f"{shown(text)} is no date, as in 2026-02-23") from error
        if not term - 3 <= found[column].year <= term + 1:
            raise row.error(column, f"{text} is no date of a case of October Term {term}")
    if len(found) == 2 and found["argument"] < found["granted"]:
        raise row.error("argument", f"{found['argument']} lies before the grant")


def _matches(row: Row, known: Known) -> dict[str, Match]:
    """What the names of the row were taken for."""
    halves = re.split(r"\s+v(?:s|ersus)?\.?\s+", row.cells["case_name"], maxsplit=1)
    named = len(halves) == len(SIDES)
    names = {
        side: row.cells.get(side) or (halves[k].strip() if named else "")
        for k, side in enumerate(SIDES)
    }
    matches = {
        side: known.parties.match(names[side], names[SIDES[1 - k]], side)
        for k, side in enumerate(SIDES)
        if names[side]
    }
    court = row.cells.get("court_below")
    return matches | ({"court_below": match_court(court)} if court else {})


def _matched_codes(matches: Mapping[str, Match]) -> dict[str, int]:
    codes = {}
    for field_, match in matches.items():
        column = "caseSource" if field_ == "court_below" else field_
        if match.used and match.code is not None:
            codes[column] = match.code
            if match.state is not None:
                codes[f"{column}State"] = match.state
    return codes


def fields_table(pending: Iterable[PendingCase], chief: str) -> pd.DataFrame:
    """Columns of pending cases as the horizon shows them, one row a case."""
    rows: list[dict[str, Any]] = [
        {
            "caseId": case.case_id,
            "term": case.term,
            "chief": chief,
            "docket": case.docket,
            "caseName": case.name,
            **case.codes,
        }
        for case in pending
    ]
    return pd.DataFrame(rows)
