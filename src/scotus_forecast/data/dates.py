"""Dates of a raw file: which forms can be read without doubt, and reading them.

Read are SCDB's own ``11/18/1946``; year first, as ``1946-11-18`` or ``1946/11/18``; a named month,
as ``18-Nov-1946`` or ``18NOV1946``; each with a time stamp of midnight behind it; and
``18/11/1946`` where a whole file writes the day first. A year of two digits, a spreadsheet's
serial number and any other time of day stay unread.
"""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

#: A file writes the day first when at least this share of its dates can be read in no other
#: way and none contradicts it. Of real dates three in five fall after the twelfth.
DAY_FIRST_SHARE = 0.25

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MIDNIGHT = (
    r"(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|\+00:?00))?|,? 12:00(?::00)? ?[Aa][Mm])?"
)
_YEAR_FIRST = (
    r"^(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + _MIDNIGHT + "$"
)
_YEAR_LAST = (
    r"^(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.](?P<year>[0-9]{4})" + _MIDNIGHT + "$"
)
_NAMED = r"^(?P<day>[0-9]{1,2})[- ]?(?P<month>[A-Za-z]{3})[- ]?(?P<year>[0-9]{4})" + _MIDNIGHT + "$"

#: Years a date may have before it is compared with its term.
_YEARS = (1000, 2999)
_LAST_MONTH = 12


class Order(StrEnum):
    """Whether the month or the day comes first where the year comes last."""

    MONTH_FIRST = "month/day/year"
    DAY_FIRST = "day/month/year"
    UNCLEAR = "unclear"


def order_of(text: pd.Series) -> Order:
    """Tell how a file writes its dates from the distinct texts of all its columns of dates.

    Parameters
    ----------
    text : pd.Series of str
        Stripped.

    Returns
    -------
    Order
        ``MONTH_FIRST``, SCDB's own order, unless dates speak against it.
    """
    parts = text.str.extract(_YEAR_LAST).dropna()
    first, second = parts["first"].astype(int), parts["second"].astype(int)
    only_day_first = ((first > _LAST_MONTH) & (second <= _LAST_MONTH)).sum()
    only_month_first = ((second > _LAST_MONTH) & (first <= _LAST_MONTH)).sum()
    if only_day_first <= only_month_first:
        return Order.MONTH_FIRST
    if only_month_first == 0 and only_day_first >= DAY_FIRST_SHARE * len(parts):
        return Order.DAY_FIRST
    return Order.UNCLEAR


def only_day_first(text: pd.Series) -> pd.Series:
    """Whether each text is a date only if the day comes first, as 18/11/1946."""
    parts = text.str.extract(_YEAR_LAST)
    return pd.to_numeric(parts["first"]).gt(_LAST_MONTH) & pd.to_numeric(parts["second"]).le(
        _LAST_MONTH
    )


def read_dates(text: pd.Series, order: Order) -> pd.Series:
    """Read stripped texts as dates, missing where one cannot be read without doubt.

    Returns
    -------
    pd.Series of datetime64[s]
    """
    last = text.str.extract(_YEAR_LAST)
    names = ("second", "first") if order is Order.DAY_FIRST else ("first", "second")
    year_last = last.rename(columns=dict(zip(names, ("month", "day"), strict=True)))
    named = text.str.extract(_NAMED)
    named["month"] = named["month"].str.lower().map(_NUMBER_OF_MONTH)
    forms = (text.str.extract(_YEAR_FIRST), year_last, named)
    first, *others = (_assemble(parts) for parts in forms)
    for other in others:
        first = first.fillna(other)
    return first


def _assemble(parts: pd.DataFrame) -> pd.Series:
    if parts["year"].isna().all():
        return pd.Series(pd.NaT, index=parts.index, dtype="datetime64[s]")
    numbers = parts[["year", "month", "day"]].apply(pd.to_numeric)
    possible = numbers.where(numbers["year"].between(*_YEARS))
    return pd.to_datetime(possible, errors="coerce").astype("datetime64[s]")


_NUMBER_OF_MONTH = {name: str(place) for place, name in enumerate(_MONTHS, start=1)}
