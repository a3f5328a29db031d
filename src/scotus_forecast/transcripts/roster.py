"""Which speakers sat on the case: names of Oyez against the SCDB's roster of that case.

Oyez's roles are those of a lifetime: Thurgood Marshall as Solicitor General and John Roberts as
counsel carry the role of a justice. So the roster of the case decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
#: The SCDB writes up to three initials before the surname.
_MOST_INITIALS = 3


@dataclass(frozen=True)
class Roster:
    """Justices of one case.

    Attributes
    ----------
    names : dict of int to str
        SCDB code to name in small letters, ``{108: "cthomas"}``.
    """

    names: dict[int, str]

    def justice(self, name: str) -> int | None:
        """SCDB code of the justice with this full name; None where none sat on the case.

        Examples
        --------
        >>> Roster({104: "sdoconnor", 91: "jharlan"}).justice("Sandra Day O'Connor")
        104
        >>> Roster({91: "jharlan"}).justice("John M. Harlan II")
        91
        """
        words = _SUFFIX.sub("", name.strip()).split()
        if len(words) < len(("first", "last")):
            return None
        first, last = _letters(words[0]), _letters(words[-1])
        return next((code for code, known in self.names.items() if _same(known, first, last)), None)


def rosters(votes: pd.DataFrame) -> dict[str, Roster]:
    """Roster by case; columns ``caseId, justice, justiceName`` of prepared votes are read."""
    named: dict[str, dict[int, str]] = {}
    rows = votes[["caseId", "justice", "justiceName"]].itertuples(index=False)
    for case_id, justice, name in rows:
        named.setdefault(case_id, {})[int(justice)] = _letters(name)
    return {case_id: Roster(names) for case_id, names in named.items()}


def _same(known: str, first: str, last: str) -> bool:
    """Whether a name of the SCDB is that of initials, the first one's included, and a surname."""
    initials = len(known) - len(last)
    return bool(
        first
        and last
        and known.endswith(last)
        and known.startswith(first[0])
        and 1 <= initials <= _MOST_INITIALS
    )


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
