"""What a name was taken for, and how surely; States by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Matches less sure than this are not used: the field counts as missing.
SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class Match:
    """The SCDB code that a name was taken for.

    Attributes
    ----------
    given : str
        As the user wrote it.
    code, state : int or None
        SCDB's codes; None where nothing was found.
    meaning : str
        What the code stands for, in words.
    certainty : float
        Share of such matches that are right, from 0 to 1.
    suggestions : tuple of str
        What else it may be, to be written in its place.
    """

    given: str
    code: int | None
    state: int | None
    meaning: str
    certainty: float
    suggestions: tuple[str, ...] = ()

    @property
    def used(self) -> bool:
        """Whether it is sure enough to forecast with."""
        return self.code is not None and self.certainty >= SURE_ENOUGH


def no_match(given: str, suggestions: tuple[str, ...] = ()) -> Match:
    """Return a name that is like nothing known."""
    return Match(given, None, None, "not recognised", 0.0, suggestions)


_NAMES = (
    "Alabama", "Alaska", "American Samoa", "Arizona", "Arkansas", "California", "Colorado",
    "Connecticut", "Delaware", "District of Columbia", "Federated States of Micronesia", "Florida",
    "Georgia", "Guam", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas", "Kentucky",
    "Louisiana", "Maine", "Marshall Islands", "Maryland", "Massachusetts", "Michigan", "Minnesota",
    "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "New Hampshire", "New Jersey",
    "New Mexico", "New York", "North Carolina", "North Dakota", "Northern Mariana Islands", "Ohio",
    "Oklahoma", "Oregon", "Palau", "Pennsylvania", "Puerto Rico", "Rhode Island", "South Carolina",
    "South Dakota", "Tennessee", "Texas", "Utah", "Vermont", "Virgin Islands", "Virginia",
    "Washington", "West Virginia", "Wisconsin", "Wyoming",
)  # fmt: skip

#: Name in lower case to SCDB's code.
STATES: dict[str, int] = {name.lower(): code for code, name in enumerate(_NAMES, start=1)}

#: SCDB's code to name.
STATE_NAMES: dict[int, str] = dict(enumerate(_NAMES, start=1))

_ANY = re.compile(r"\b(" + "|".join(sorted(STATES, key=len, reverse=True)) + r")\b")

_STATE_ITSELF = re.compile(
    r"(?:the )?(?:(?:people of the state|state|commonwealth|people) of )?(.+)"
)


def state_in(text: str) -> int | None:
    """Code of the first State named in a text; None where there is none.

    Examples
    --------
    >>> state_in("Supreme Court of West Virginia"), state_in("the Moon")
    (57, None)
    """
    found = _ANY.search(text.lower())
    return STATES[found[1]] if found else None


def state_itself(name: str) -> int | None:
    """Code of a State that a party is, and not one that it is only of.

    Examples
    --------
    >>> state_itself("State of Florida"), state_itself("florida bar")
    (12, None)
    """
    found = _STATE_ITSELF.fullmatch(name.lower().strip(" .,"))
    return STATES.get(found[1]) if found else None
