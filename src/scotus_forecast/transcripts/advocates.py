"""Which side counsel argues for, read from Oyez's description of the advocate.

The description is written for the docket of the argument: "for the petitioners", "for the United
States, as amicus curiae, supporting the respondents".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
