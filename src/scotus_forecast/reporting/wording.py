"""Numbers as text, and the only words that compare two forecasters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

#: What a reader sees first, and what stands smaller beside it.
Pair = tuple[str, str]

#: What a cell or sentence shows where there is no number.
NOTHING = "–"


def percent(value: float | None, digits: int = 1) -> str:
    """Format a share as a percentage.

    Examples
    --------
    >>> percent(0.70199)
    '70.2%'
    """
    return NOTHING if value is None or pd.isna(value) else f"{100 * value:.{digits}f}%"


def points(value: float | None, digits: int = 1) -> str:
    """Format a difference of shares as signed percentage points, with a true minus sign.

    Examples
    --------
    >>> points(-0.0042), points(-0.0001)
    ('−0.4', '0.0')
    """
    if value is None or pd.isna(value):
        return NOTHING
    text = f"{100 * value:+.{digits}f}".replace("-", "−")
    return text if text.strip("+−0.") else text[1:]


def decimal(value: float | None, digits: int = 3) -> str:
    """Format a score with a fixed number of decimals."""
    return NOTHING if _missing(value) else f"{value:.{digits}f}".replace("-", "−")


def count(value: float | None) -> str:
    """Format a count with thousands separated by commas."""
    return NOTHING if value is None or pd.isna(value) else f"{int(value):,}"


def p_value(value: float | None) -> str:
    """Format a p-value; anything under one in a thousand is said to be so."""
    if value is None or pd.isna(value):
        return NOTHING
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def percent_interval(low: float | None, high: float | None) -> str:
    """Format an interval of shares, empty where either end is missing."""
    return NOTHING if _missing(low) or _missing(high) else f"{percent(low)} to {percent(high)}"


def points_interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """Format an interval of differences in percentage points."""
    if _missing(low) or _missing(high):
        return NOTHING
    return f"{points(low, digits)} to {points(high, digits)}"


def terms(first: int, last: int | None) -> str:
    """Format a span of terms; an open end is said, not invented."""
    return f"{first} on" if last is None else f"{first}–{last}"


def share(value: float | None, low: float | None = None, high: float | None = None) -> Pair:
    """Format a share, and its interval where it has one.

    Examples
    --------
    >>> share(0.70117, 0.6923, 0.7097)
    ('70.1%', '69.2–71.0')
    """
    bare = _missing(low) or _missing(high)
    return percent(value), "" if bare else f"{percent(low)[:-1]}–{percent(high)[:-1]}"


def lead(value: float | None, low: float | None, high: float | None, digits: int = 1) -> Pair:
    """Format a difference in points, and its interval where it has one.

    Examples
    --------
    >>> lead(-0.01501, -0.0221, -0.008)
    ('−1.5', '−2.2 to −0.8')
    """
    ends = points_interval(low, high, digits)
    return points(value, digits), "" if ends == NOTHING else ends


#: What the marks of p-values mean; said once on the page that shows them.
MARKS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
MARKS_LEGEND = ", ".join(f"{mark} p < {bound}" for bound, mark in MARKS) + ", · larger"


def mark(p: float | None) -> str:
    """Mark a p-value by how small it is.

    Examples
    --------
    >>> mark(0.004), mark(0.2)
    ('**', '·')
    """
    if p is None or pd.isna(p):
        return NOTHING
    return next((sign for bound, sign in MARKS if p < bound), "·")


#: Points within which two forecasters whose interval holds zero are said to tie.
TIE = 0.005


@dataclass(frozen=True)
class Lead:
    """Two forecasters on the same cases: who wins, by how much, how surely.

    The only source of comparing words in everything the project renders. They follow the
    interval: a win is claimed where it excludes zero.

    Attributes
    ----------
    difference, low, high : float
        Ours minus theirs, and the ends of its interval; more is better.
    level : str
        Of the interval, as text.
    """

    difference: float
    low: float
    high: float
    level: str

    @property
    def standing(self) -> str:
        """``ahead``, ``behind``, or ``level`` where the interval holds zero or is missing."""
        if _missing(self.low) or _missing(self.high) or self.low <= 0 <= self.high:
            return "level"
        return "ahead" if self.low > 0 else "behind"

    def winner(self, theirs: str) -> str:
        """Say who wins.

        Examples
        --------
        >>> Lead(-0.015, -0.022, -0.008, "95%").winner("the paper")
        'the paper wins'
        """
        if self.standing == "level":
            return "a tie" if abs(self.difference) < TIE else "no clear winner"
        return "we win" if self.standing == "ahead" else f"{theirs} wins"

    def against(self, theirs: str, digits: int = 2) -> str:
        """Say by how much, with the interval.

        Examples
        --------
        >>> Lead(-0.015, -0.022, -0.008, "95%").against("its run")
        '1.50 points behind its run (95% interval 0.80 to 2.20)'
        >>> Lead(0.01, -0.004, 0.023, "95%").against("luck")
        '1.00 points ahead of luck, a gap within chance (95% interval −0.40 to +2.30)'
        """
        where = "ahead of" if self.difference >= 0 else "behind"
        size = f"{100 * abs(self.difference):.{digits}f} points {where} {theirs}"
        if self.standing == "level":
            doubt = f"{self.level} interval {points_interval(self.low, self.high, digits)}"
            return f"{size}, a gap within chance ({doubt})"
        near, far = sorted(100 * abs(end) for end in (self.low, self.high))
        return f"{size} ({self.level} interval {near:.{digits}f} to {far:.{digits}f})"


_FIRST = {
    "ahead": "We beat the best-known forecast of the Supreme Court",
    "level": "We tie the best-known forecast of the Supreme Court",
    "behind": "The best-known forecast of the Supreme Court beats ours",
}
_SECOND = {
    "ahead": "on today’s Court we beat always guessing “reverse”",
    "level": "on today’s Court always guessing “reverse” does about as well",
    "behind": "on today’s Court always guessing “reverse” beats us",
}


def finding(paper: Lead | None, today: Lead | None) -> str | None:
    """Say in one line how we stand to the paper, and to the simplest rule today."""
    if paper is None or today is None:
        return None
    return f"{_FIRST[paper.standing]}; {_SECOND[today.standing]}"


def _missing(value: Any) -> bool:  # noqa: ANN401 - None, NaN and NA alike
    return value is None or bool(pd.isna(value))
