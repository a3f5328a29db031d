"""Numbers as text, and the only words that compare two forecasters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

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
    >>> points(-0.0042)
    '−0.4'
    """
    if value is None or pd.isna(value):
        return NOTHING
    return f"{100 * value:+.{digits}f}".replace("-", "−")


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


def verdict(difference: float, low: float, high: float) -> str:
    """Words for how one forecaster compares with another, as far as the interval allows.

    This function is the only source of comparing words in everything the project renders.

    Parameters
    ----------
    difference : float
        Paired difference, ours minus theirs, in a score where more is better.
    low, high : float
        Ends of its confidence interval.

    Examples
    --------
    >>> verdict(0.01, 0.004, 0.016)
    'better than'
    >>> verdict(0.01, -0.001, 0.021)
    'not distinguishable from'
    """
    if _missing(difference) or _missing(low) or _missing(high):
        return "not compared with"
    if low > 0:
        return "better than"
    return "worse than" if high < 0 else "not distinguishable from"


@dataclass(frozen=True)
class PairedStatement:
    """A paired difference in words, always with its interval."""

    reference: str
    difference: float
    low: float
    high: float
    confidence: float
    p: float | None = None
    test: str = ""

    def __str__(self) -> str:
        evidence = f"{points(self.difference, 2)} points"
        interval = points_interval(self.low, self.high, 2)
        words = verdict(self.difference, self.low, self.high)
        level = percent(self.confidence, 0)
        return f"{words} {self.reference} ({evidence}, {level} interval {interval}{self._tested()})"

    def _tested(self) -> str:
        if not self.test:
            return ""
        doubt = "" if self.agree else "; interval and test disagree, so this is a close call"
        return f", {self.test} p {equals(p_value(self.p))}{doubt}"

    @property
    def agree(self) -> bool:
        """Whether the interval and the test, where there are both, come to the same verdict."""
        if self.p is None or any(_missing(number) for number in (self.low, self.high, self.p)):
            return True
        return (self.low > 0 or self.high < 0) == (self.p + self.confidence < 1)


def paired_statement(
    row: Mapping[str, Any], reference: str, confidence: float, test: str = ""
) -> PairedStatement:
    """Put a row of the `paired` table into words.

    The words follow the interval alone. A test that disagrees is reported too.
    """
    return PairedStatement(
        reference,
        row["difference"],
        row["ci_low"],
        row["ci_high"],
        confidence,
        row["p_value"],
        test,
    )


def position(published: float, low: float, high: float, level: str) -> str:
    """Say where a published figure lies relative to our interval; no pairing is possible.

    Examples
    --------
    >>> position(0.702, 0.704, 0.712, "95%")
    'lies below our 95% interval (70.4% to 71.2%)'
    """
    where = "below" if published < low else "above" if published > high else "inside"
    return f"lies {where} our {level} interval ({percent_interval(low, high)})"


def equals(formatted: str) -> str:
    """Put an equals sign before a number that has no sign of its own.

    Examples
    --------
    >>> equals("0.013"), equals("< 0.001")
    ('= 0.013', '< 0.001')
    """
    return formatted if formatted.startswith("<") else f"= {formatted}"


def _missing(value: Any) -> bool:  # noqa: ANN401 - None, NaN and NA alike
    return value is None or bool(pd.isna(value))
