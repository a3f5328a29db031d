"""Fields of a docket file whose words are few, with their SCDB codes, and who sits on the case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

import pandas as pd
from rapidfuzz import fuzz, process

from scotus_forecast.core.court.codes import ISSUE_AREAS
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.docket.courts import court_told
from scotus_forecast.docket.names import STATES
from scotus_forecast.docket.parties import SIDES, party_told
from scotus_forecast.docket.read_rows import Row
from scotus_forecast.ledger.outcomes import shown

CAME_BY = {
    "certiorari": 1, "appeal": 2, "bail": 3, "certification": 4, "docketing fee": 5,
    "rehearing": 6, "injunction": 7, "mandamus": 8, "original": 9, "prohibition": 10, "stay": 12,
    "writ of error": 13, "habeas corpus": 14,
}  # fmt: skip

#: Other words for them, understood but not written.
_ALSO_CAME_BY = {"cert": 1, "cert.": 1, "writ of certiorari": 1}

DISPOSITIONS = {
    "granted": 1, "affirmed": 2, "reversed": 3, "reversed and remanded": 4,
    "vacated and remanded": 5, "affirmed and reversed in part": 6,
    "affirmed and reversed in part and remanded": 7, "vacated": 8, "dismissed": 9, "certified": 10,
    "modified": 12, "remanded": 11,
}  # fmt: skip

DIRECTIONS = {"conservative": 1, "liberal": 2, "unspecifiable": 3}

_ISSUES = {name.lower(): code for code, name in ISSUE_AREAS.items()}

ORIGINAL = 9

#: Since this term nearly every case comes by certiorari (Public Law 100-352), and a user who says
#: nothing is taken to mean it.
CERTIORARI_SINCE, CERTIORARI = 1988, 1


def plain_codes(row: Row, term: int, docket: str) -> tuple[dict[str, int], list[str]]:
    """Codes of the columns whose words are few, and what was assumed."""
    notes = []
    codes = {
        column: _code(row, field_, words)
        for column, field_, words in (
            ("jurisdiction", "came_by", CAME_BY | _ALSO_CAME_BY),
            ("lcDisposition", "disposition_below", DISPOSITIONS),
            ("lcDispositionDirection", "direction_below", DIRECTIONS),
            ("issueArea", "issue_area", _ISSUES),
        )
    }
    if codes["jurisdiction"] is None and "orig" in docket.lower():
        codes["jurisdiction"] = ORIGINAL
    elif codes["jurisdiction"] is None and term >= CERTIORARI_SINCE:
        codes["jurisdiction"] = CERTIORARI
        notes.append("taken to come by certiorari")
    if codes["jurisdiction"] == ORIGINAL:
        notes.append("an original case has no decision below; few of them are coded as reversed")
    return {name: code for name, code in codes.items() if code is not None}, notes


def told(codes: Mapping[str, int]) -> dict[str, str]:
    """Return what SCDB's codes of a case say, in words, by field of a docket file."""
    plain = {"came_by": "jurisdiction", "disposition_below": "lcDisposition"} | {
        "direction_below": "lcDispositionDirection",
        "issue_area": "issueArea",
    }
    words = (CAME_BY, DISPOSITIONS, DIRECTIONS, _ISSUES)
    found = {
        field: {code: name for name, code in named.items()}.get(codes.get(column, 0))
        for (field, column), named in zip(plain.items(), words, strict=True)
    }
    found |= {side: party_told(codes.get(side), codes.get(f"{side}State")) for side in SIDES}
    found["court_below"] = court_told(codes.get("caseSource"), codes.get("caseSourceState"))
    return {field: text for field, text in found.items() if text}


def _code(row: Row, column: str, words: Mapping[str, int]) -> int | None:
    text = row.cells.get(column, "").lower()
    if not text:
        return None
    if text.isdigit() and int(text) in words.values():
        return int(text)
    if text in words:
        return words[text]
    close = process.extractOne(text, words.keys(), scorer=fuzz.WRatio, score_cutoff=75)
    meant = f"did you mean {close[0]}?" if close else f"one of {', '.join(words)}"
    raise row.error(column, f"{shown(row.cells[column])} is unknown; {meant}")


def state_codes(row: Row) -> dict[str, int]:
    """Codes of the columns that name the State of a party."""
    codes = {}
    for side in SIDES:
        text = row.cells.get(f"{side}_state", "")
        if text:
            found = STATES.get(text.lower())
            if found is None:
                close = process.extractOne(text.lower(), STATES.keys(), score_cutoff=70)
                meant = f"; did you mean {close[0].title()}?" if close else ""
                raise row.error(
                    f"{side}_state", f"{shown(text)} is no State by its full name{meant}"
                )
            codes[f"{side}State"] = found
    return codes


CURRENT = "current"
NEW = "new:"

#: A justice whom the data do not know gets a number beyond all of SCDB's.
_FIRST_NEW = 900

#: The Court has had as few as five and as many as ten members.
FEWEST, MOST = 4, 10


def current_roster(votes: pd.DataFrame) -> dict[int, str]:
    """Number and name of the justices on the case decided last in the last term.

    Parameters
    ----------
    votes : pd.DataFrame
        ``caseId, term, justice, justiceName`` in the order of the prepared votes.
    """
    of_term = votes[votes["term"] == votes["term"].max()]
    sat = of_term.groupby("justice")["caseId"].nunique()
    regular = sat[sat >= sat.max() / 2].index
    names = of_term.drop_duplicates("justice").set_index("justice")["justiceName"]
    return {int(number): str(names[number]) for number in sorted(regular)}


def surname(name: str) -> str:
    """Surname in SCDB's spelling of a justice.

    Examples
    --------
    >>> surname("KBJackson"), surname("SDOConnor"), surname("WODouglas")
    ('Jackson', 'OConnor', 'Douglas')
    """
    found = re.fullmatch(r"[A-Z]*?((?:O(?=Connor))?[A-Z][a-z].*)", name)
    return found[1] if found else name


def read_roster(
    text: str, recused: str, current: dict[int, str], known: dict[int, str], where: str
) -> dict[int, str]:
    """Justices who sit, from the columns `justices` and `recused` of a docket file.

    Parameters
    ----------
    text : str
        Blank or ``current`` for the current Court; else names or SCDB numbers with semicolons
        between, one whom the data do not know as ``new:Name``.
    recused : str
        Justices of them who do not take part.
    current, known : dict
        Number to name of the current justices and of all in the data.
    where : str
        For messages.

    Raises
    ------
    UserError
        Naming the justice that is not known, with the likeliest meant.
    """
    roster = dict(current)
    if text.strip() and text.strip().lower() != CURRENT:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        roster = {}
        for position, part in enumerate(parts):
            number, name = _justice(part, current, known, position, f"{where}, column justices")
            roster[number] = name
        if len(roster) < len(parts):
            raise UserError(f"{where}, column justices: a justice is named twice in {shown(text)}")
    for part in (part.strip() for part in recused.split(";")):
        if part:
            del roster[_recused(part, roster, f"{where}, column recused")]
    if not FEWEST <= len(roster) <= MOST:
        raise UserError(
            f"{where}, column justices: {len(roster)} justices; a case has {FEWEST} to {MOST}"
        )
    return roster


def _recused(part: str, roster: dict[int, str], where: str) -> int:
    """Number of a justice who sits."""
    for number, name in roster.items():
        if _plain(part) in (_plain(name), _last(name), str(number)):
            return number
    bench = ", ".join(surname(name) for name in roster.values())
    raise UserError(f"{where}: '{part}' does not sit; the bench is {bench}")


def _justice(
    part: str, first: dict[int, str], known: dict[int, str], position: int, where: str
) -> tuple[int, str]:
    """Number and name; a surname that several bore means the one who sits, else the latest."""
    if part.lower().startswith(NEW):
        return _FIRST_NEW + position, part[len(NEW) :].strip() or f"new{position}"
    if part.isdigit() and int(part) in known:
        return int(part), known[int(part)]
    wanted = _plain(part)
    for justices in (first, known):
        found = [n for n, name in justices.items() if wanted in (_plain(name), _last(name))]
        if found:
            return max(found), justices[max(found)]
    raise UserError(f"{where}: no justice {shown(part)}; {_suggested(part, known)}")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _last(name: str) -> str:
    return _plain(surname(name)).rstrip("0123456789")


def _suggested(part: str, known: dict[int, str]) -> str:
    surnames = {_last(name): surname(name) for name in known.values()}
    close = get_close_matches(_plain(part), surnames, n=2, cutoff=0.6)
    meant = f"did you mean {' or '.join(surnames[name] for name in close)}? " if close else ""
    return f"{meant}one whom the data do not know is written {NEW}Name"
