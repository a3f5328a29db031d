"""Columns of a docket file whose words are few, and their SCDB codes."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from scotus_forecast.core.court.codes import ISSUE_AREAS
from scotus_forecast.docket.courts import court_told
from scotus_forecast.docket.matches import STATES
from scotus_forecast.docket.missing import CERTIORARI, CERTIORARI_SINCE
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
