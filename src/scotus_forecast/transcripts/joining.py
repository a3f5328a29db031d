"""Which case of the SCDB a case of Oyez is: by citation, then by term and docket.

A docket number alone is no key: before 1971 numbers began anew each term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from scotus_forecast.transcripts.documents import CaseFile

BY_CITATION, BY_DOCKET = "citation", "term and docket"
NOT_FOUND = "no case with this citation, or this term and docket"
AMBIGUOUS = "several cases with this citation, or this term and docket"

_YEAR_NAMED = re.compile(r"\d\d-\d+")


@dataclass(frozen=True)
class FoundCase:
    """The case found, or why none was.

    Attributes
    ----------
    case_id : str or None
    how : str
        `BY_CITATION`, `BY_DOCKET`, `NOT_FOUND` or `AMBIGUOUS`.
    """

    case_id: str | None
    how: str


@dataclass(frozen=True)
class CaseIndex:
    """Cases of the SCDB by what Oyez calls them."""

    citations: dict[str, set[str]] = field(default_factory=dict)
    dockets: dict[tuple[int, str], set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: pd.DataFrame) -> CaseIndex:
        """Index prepared cases; columns ``caseId, term, usCite, docket`` are read."""
        index = cls()
        rows = cases[["caseId", "term", "usCite", "docket"]].itertuples(index=False)
        for case_id, term, citation, docket in rows:
            if pd.notna(citation) and _plain(citation):
                index.citations.setdefault(_plain(citation), set()).add(case_id)
            if pd.notna(docket) and docket_key(docket):
                key = (int(term), docket_key(docket))
                index.dockets.setdefault(key, set()).add(case_id)
        return index

    def match(self, case: CaseFile) -> FoundCase:
        """Find the case of a case file.

        Cases that share a page of the reports, short orders among them, are told apart by docket.
        """
        cited = self.citations.get(_plain(case.citation or ""), set())
        docketed = self._docketed(case)
        if len(cited) == 1:
            return FoundCase(next(iter(cited)), BY_CITATION)
        if cited:
            return _only(cited & docketed, BY_CITATION) or FoundCase(None, AMBIGUOUS)
        if len(docketed) > 1:
            return FoundCase(None, AMBIGUOUS)
        return _only(docketed, BY_DOCKET) or FoundCase(None, NOT_FOUND)

    def _docketed(self, case: CaseFile) -> set[str]:
        """Cases of the term under the first docket number that the SCDB knows.

        A case reargued in the next term stands there in the SCDB. It is looked for there only
        where the number names its year, as all do since term 1971 and none did before.
        """
        term = case.term or 0
        here = [(term, docket_key(docket)) for docket in case.dockets]
        later = [(term + 1, key) for _, key in here if _YEAR_NAMED.fullmatch(key)]
        return next((self.dockets[key] for key in here + later if key in self.dockets), set())


def docket_key(docket: str) -> str:
    """Return a docket number without blanks, case and punctuation; "No." is dropped.

    Examples
    --------
    >>> docket_key("10 ORIG (Orig.)"), docket_key("No. 09-152"), docket_key("10_orig")
    ('10orig', '09-152', '10orig')
    """
    plain = re.sub(r"\(.*?\)|nos?\.", "", docket.lower())
    kept = re.sub(r"[^0-9a-z-]", "", plain.replace("—", "-").replace("–", "-"))
    return kept.replace("original", "orig")


def _only(found: Iterable[str], how: str) -> FoundCase | None:
    one = sorted(found)
    return FoundCase(one[0], how) if len(one) == 1 else None


def _plain(citation: str) -> str:
    return re.sub(r"[^0-9a-z]", "", citation.lower())
