"""Which side each speaker is on: justices by the roster, counsel by their description.

Oyez's roles are those of a lifetime: Thurgood Marshall as Solicitor General and John Roberts as
counsel carry the role of a justice. So the roster of the case decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from scotus_forecast.transcripts.advocates import PETITIONER, RESPONDENT, UNKNOWN, Role, role_of
from scotus_forecast.transcripts.documents import Advocate, CaseFile

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
        >>> Roster({104: "sdoconnor", 91: "jharlan2"}).justice("Sandra Day O'Connor")
        104
        >>> Roster({91: "jharlan2"}).justice("John M. Harlan II")
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
    """Whether a name of the SCDB is initials, that of `first` in front, and the surname `last`.

    The SCDB numbers the second of two justices of one name, as in ``JHarlan2``.
    """
    return bool(first and last) and any(
        form.endswith(last)
        and form.startswith(first[0])
        and 1 <= len(form) - len(last) <= _MOST_INITIALS
        for form in (known, known.rstrip("0123456789"))
    )


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


#: How a side is known, the surest first.
BY_DESCRIPTION, BY_PARTY, BY_ORDER = "description", "party", "order"
NO_SIDE = "none"

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})

#: Words of a party's name that tell nothing.
_COMMON = frozenset(
    re.findall(
        "[a-z]+",
        "the and for of et al others cause argued reargued behalf on in no inc co company "
        "corporation state states county city board department commission national american "
        "association union general attorney assistant solicitor deputy justice as amicus curiae "
        "by special leave court pro hac vice both cases all",
    )
)


@dataclass(frozen=True)
class Counsel:
    """One counsel of a case.

    Attributes
    ----------
    role : Role
    side : str or None
    how : str
        `BY_DESCRIPTION`, `BY_PARTY`, `BY_ORDER` or `NO_SIDE`.
    """

    role: Role
    side: str | None
    how: str


def counsel_of(case: CaseFile, words: Mapping[str, int]) -> dict[str, Counsel]:
    """Tell the side of every counsel who spoke.

    Parameters
    ----------
    case : CaseFile
    words : mapping of str to int
        Words spoken by each counsel, in the order in which they first rose.
    """
    said = {speaker: descriptions(case.advocates, speaker) for speaker in words}
    roles = {speaker: _role(texts) for speaker, texts in said.items()}
    told = {s: told for s, role in roles.items() if (told := _told(case, said[s], role))}
    asked = [s for s in words if not roles[s].neutral]
    guessed = by_order({s: words[s] for s in asked}, {s: side for s, (side, _) in told.items()})
    return {
        speaker: Counsel(role, *told.get(speaker, (guessed.get(speaker), _how(guessed, speaker))))
        for speaker, role in roles.items()
    }


def _how(guessed: Mapping[str, str], speaker: str) -> str:
    return BY_ORDER if speaker in guessed else NO_SIDE


def descriptions(advocates: Sequence[Advocate], speaker: str) -> list[str]:
    """Descriptions of a speaker; where there is none, those under a like name.

    Oyez lists some counsel twice: ``lisa_schiavo_blatt`` speaks, ``lisa_s_blatt`` is described.
    """
    own = [a.description for a in advocates if a.identifier == speaker and a.description]
    return own or [a.description for a in advocates if _short(a.identifier) == _short(speaker)]


def _short(identifier: str) -> tuple[str, str]:
    """First and last name, suffixes left out."""
    names = [name for name in identifier.split("_") if name not in _SUFFIXES] or [identifier]
    return names[0], names[-1]


def _role(texts: Sequence[str]) -> Role:
    """Role by the descriptions of one counsel; of several, for rebuttal too, one tells a side."""
    roles = [role_of(text) for text in texts]
    return next(iter([role for role in roles if role.side] or roles), UNKNOWN)


def _told(case: CaseFile, texts: Sequence[str], role: Role) -> tuple[str, str] | None:
    if role.side:
        return role.side, BY_DESCRIPTION
    party = None if role.amicus else _by_party(case, texts)
    return (party, BY_PARTY) if party else None


def _by_party(case: CaseFile, texts: Sequence[str]) -> str | None:
    """Side whose party's name a description shares words with, where the other's shares none."""
    said = _words(" ".join(texts))
    first, second = (bool(said & _words(party)) for party in case.parties)
    if first == second:
        return None
    return PETITIONER if first else RESPONDENT


def _words(text: str) -> set[str]:
    plain = text.lower().replace("united states", "unitedstates")
    return set(re.findall(r"[a-z]{3,}", plain)) - _COMMON


def by_order(words: Mapping[str, int], told: Mapping[str, str]) -> dict[str, str]:
    """Guess the sides that are not told: the petitioner's counsel speak first.

    Where a side is told, it bounds the guesses. Where none is, the order is cut so that both sides
    have spoken about as much, since the Court gives them equal time.

    Parameters
    ----------
    words : mapping of str to int
        Words by counsel, in the order in which they first rose.
    told : mapping of str to str
        Sides known otherwise.

    Returns
    -------
    dict of str to str
        Sides of all counsel in `words` but those told; of a lone counsel nothing is guessed.
    """
    order = list(words)
    if len(order) < len((PETITIONER, RESPONDENT)):
        return {}
    cut = _bound(order, told) if set(told) & set(order) else _even_cut(list(words.values()))
    sides = {s: PETITIONER if i < cut else RESPONDENT for i, s in enumerate(order)}
    return {speaker: side for speaker, side in sides.items() if speaker not in told}


def _bound(order: Sequence[str], told: Mapping[str, str]) -> int:
    """Place of the first respondent told, else the place after the last petitioner told."""
    against = [i for i, s in enumerate(order) if told.get(s) == RESPONDENT]
    known = [i for i, s in enumerate(order) if told.get(s) == PETITIONER]
    return against[0] if against else known[-1] + 1


def _even_cut(words: Sequence[int]) -> int:
    total, cuts = sum(words), range(1, len(words))
    return min(cuts, key=lambda cut: abs(total - 2 * sum(words[:cut])))
