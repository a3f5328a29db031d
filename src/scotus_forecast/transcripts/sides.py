"""Which side counsel argues for: by Oyez's description of the advocate, else by the order.

A description is written for the docket of the argument: "for the petitioners", "for the United
States, as amicus curiae, supporting the respondents".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scotus_forecast.transcripts.documents import Advocate, CaseFile

PETITIONER, RESPONDENT = "petitioner", "respondent"

#: Oyez's spelling varies.
_PETITIONER = r"pei?t[it]+ioner\w*|appell?[ae]nts?|plaintiffs?|movants?|applicants?"
_RESPONDENT = r"res?p?ond[ea]nt\w*|appell?ees?|defendants?"
_PARTY = re.compile(rf"\b(?:(?P<petitioner>{_PETITIONER})|(?P<respondent>{_RESPONDENT}))\b")
#: What is asked of the judgment below, by amici appointed to defend it among others.
_JUDGMENT = re.compile(
    r"(?P<petitioner>revers|vacat)|(?P<respondent>affirm|judgment|court below|decision below)"
)
_SUPPORT = re.compile(r"support\w*|on (?:the )?side of|favou?r of|urging")
_NEITHER = re.compile(r"neither|no party|both parties|in part and")
_AMICUS = re.compile(r"amic(?:us|i)|support")
#: The United States itself, not its Senate, its Chamber of Commerce or a State's solicitor general.
_UNITED_STATES = re.compile(
    r"department of justice"
    r"|\b(?:for|behalf of) (?:the )?"
    r"(?:federal (?:respond|petition|part|appell|government)|united states|u\.? ?s\b\.?)"
    r"(?! (?:chamber|conference|senate|house|catholic|telecom|telephone|steel|mint))"
)


@dataclass(frozen=True)
class Role:
    """What a description says of one advocate.

    Attributes
    ----------
    side : str or None
        `PETITIONER`, `RESPONDENT`, or None where the description tells no side.
    amicus : bool
        Whether counsel argued for a friend of the court.
    united_states : bool
        Whether counsel came from the office of the Solicitor General.
    neutral : bool
        Whether counsel is said to support neither party, so that no side may be guessed.
    """

    side: str | None
    amicus: bool
    united_states: bool
    neutral: bool = False


#: Of counsel whose description is blank.
UNKNOWN = Role(None, amicus=False, united_states=False)


def role_of(description: str | None) -> Role:
    """Read the description of an advocate.

    Examples
    --------
    >>> role_of("for the United States, as amicus curiae, supporting the respondents").side
    'respondent'
    >>> role_of("on behalf of the Petitioner -- rebuttal").side
    'petitioner'
    """
    text = " ".join((description or "").lower().split())
    if not text:
        return UNKNOWN
    neutral = bool(_NEITHER.search(text))
    return Role(
        None if neutral else _side(text),
        amicus=bool(_AMICUS.search(text)),
        united_states=_speaks_for_united_states(text),
        neutral=neutral,
    )


def _side(text: str) -> str | None:
    """Side named after "supporting" where that stands, else the first party named."""
    support = _SUPPORT.search(text)
    after = text[support.end() :] if support else ""
    return _party(after) or _judgment(after) or _party(text) or _judgment(text)


def _party(text: str) -> str | None:
    found = _PARTY.search(text)
    return found and _named(found)


def _judgment(text: str) -> str | None:
    found = _JUDGMENT.search(text)
    return found and _named(found)


def _named(found: re.Match[str]) -> str:
    return PETITIONER if found["petitioner"] else RESPONDENT


def _speaks_for_united_states(text: str) -> bool:
    """Whether the office is that of the United States and not a State's solicitor general."""
    return bool(_UNITED_STATES.search(text))


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
