"""What a name was taken for, and how surely."""

from __future__ import annotations

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
