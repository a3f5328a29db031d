"""What became of registered cases: from prepared cases of a newer release, or a small CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout

WORDS = {"reversed": REVERSE, "affirmed": AFFIRM, "other": OTHER}
COLUMNS = ("docket", "decided", "outcome")

#: Characters of a user's text that a message repeats.
LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Decision:
    """How a case was decided.

    Attributes
    ----------
    docket : str
    decided : date
    outcome : int
        1 reversed, 0 affirmed, -1 not decided on the merits.
    votes : dict of str to int
        Outcome of each justice's vote, by SCDB's name; empty where not known.
    """

    docket: str
    decided: date
    outcome: int
    votes: dict[str, int] = field(default_factory=dict)


def docket_key(docket: str) -> str:
    """Docket number without spaces, case and a leading "No.".

    Examples
    --------
    >>> docket_key(" No. 25-170 "), docket_key("22 Orig.")
    ('25-170', '22orig')
    """
    return re.sub(r"[^0-9a-z-]", "", docket.lower()).removeprefix("no")


def decisions_of_csv(path: Path) -> dict[str, Decision]:
    """Read decisions from a CSV of `COLUMNS`, by docket.

    Raises
    ------
    UserError
        Naming row, column, value and the way out.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _require_columns(path, reader.fieldnames)
            found = [_decision(path, row, reader.line_num) for row in reader]
    except FileNotFoundError as error:
        raise UserError(f"{path} not found") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} is no CSV in UTF-8: {error}; save it as CSV UTF-8") from error
    return _by_docket(path, found)


def shown(text: str) -> str:
    r"""Return the beginning of a user's text in quotation marks, fit for a terminal.

    Examples
    --------
    >>> print(shown("café\x1b[2J"))
    'café\x1b[2J'
    """
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return f"'{plain[:LONGEST_SHOWN]}…'" if len(plain) > LONGEST_SHOWN else f"'{plain}'"


def _require_columns(path: Path, names: Iterable[str] | None) -> None:
    missing = [name for name in COLUMNS if name not in (names or ())]
    if missing:
        wanted = ",".join(COLUMNS)
        raise UserError(
            f"{path} lacks column {', '.join(missing)}; its first line must be {wanted}"
        )


def _decision(path: Path, row: dict[str, str], line: int) -> Decision:
    docket, decided, outcome = ((row[name] or "").strip() for name in COLUMNS)
    where = f"{path}, line {line}"
    if not docket_key(docket):
        raise UserError(
            f"{where}, column docket: {shown(docket)} is no docket number, as in 25-170"
        )
    if outcome not in WORDS:
        raise UserError(f"{where}, column outcome: {shown(outcome)} is none of {', '.join(WORDS)}")
    try:
        return Decision(docket_key(docket), date.fromisoformat(decided), WORDS[outcome])
    except ValueError as error:
        message = f"{where}, column decided: {shown(decided)} is no date, as in 2027-01-15"
        raise UserError(message) from error


def _by_docket(path: Path, found: list[Decision]) -> dict[str, Decision]:
    by_docket = {decision.docket: decision for decision in found}
    if len(by_docket) < len(found):
        seen = [decision.docket for decision in found]
        twice = next(docket for docket in seen if seen.count(docket) > 1)
        raise UserError(f"{path}: docket {twice} stands there twice; keep one line a docket")
    return by_docket


def decisions_of_release(layout: Layout, entries: Iterable[dict[str, Any]]) -> dict[str, Decision]:
    """Read decisions of registered cases from the prepared tables, by docket.

    A case is found by its docket number, in the registered term or one beside it: a case can be
    set over to the next, and old docket numbers return every year.

    Raises
    ------
    UserError
        When the prepared tables are missing.
    """
    if not layout.cases.is_file():
        raise UserError(f"{layout.cases} not found; run: make reproduce")
    cases = read_table(
        layout.cases, columns=["caseId", "docket", "term", "dateDecision", "outcome"]
    )
    votes = read_table(layout.votes, columns=["caseId", "justiceName", "vote", "outcome"])
    keys = cases["docket"].fillna("").map(docket_key)
    found = {}
    for entry in entries:
        docket, term = docket_key(entry["case"]["docket"]), entry["case"]["term"]
        same = (keys == docket) & cases["term"].between(term - 1, term + 1)
        same &= cases["dateDecision"].notna()
        if same.any():
            found[docket] = _of_release(cases[same], votes, docket)
    return found


def _of_release(cases: pd.DataFrame, votes: pd.DataFrame, docket: str) -> Decision:
    case = cases.sort_values("dateDecision").iloc[-1]
    cast = votes[(votes["caseId"] == case["caseId"]) & votes["vote"].notna()]
    return Decision(
        docket,
        case["dateDecision"].date(),
        int(case["outcome"]),
        {str(name): int(said) for name, said in zip(cast["justiceName"], cast["outcome"])},  # noqa: B905
    )
