"""Dates: the forms that are read, the forms that are not, and day or month first."""

from __future__ import annotations

import pandas as pd
import pytest

from scotus_forecast.data.column_forms import Order, order_of, read_dates

DAY = "1946-11-08"

READ = [
    "11/8/1946",
    "11/08/1946",
    "11-8-1946",
    "11/8/1946 0:00",
    "11/8/1946 12:00:00 AM",
    "1946-11-08",
    "1946/11/8",
    "1946-11-08 00:00:00",
    "1946-11-08T00:00:00.000Z",
    "1946-11-08 00:00:00+00:00",
    "8-Nov-1946",
    "08NOV1946",
    "8 nov 1946",
]

UNREAD = [
    "",
    "########",
    "11/8/46",
    "17115",
    "1946",
    "1946-13-08",
    "2/30/1946",
    "13/11/1946",
    "1946-11-08 23:00:00",
    "1946-11-08T00:00:00+05:00",
    "8-Foo-1946",
    "November",
    "11/8/0946",
    "١١/٨/١٩٤٦",
]


def read(text, order=Order.MONTH_FIRST):
    return read_dates(pd.Series([text], dtype="str"), order)[0]


@pytest.mark.parametrize("text", READ)
def test_read_without_doubt(text):
    assert read(text) == pd.Timestamp(DAY)


@pytest.mark.parametrize("text", UNREAD)
def test_left_unread(text):
    assert pd.isna(read(text))


@pytest.mark.parametrize("text", ["8/11/1946", "08.11.1946", "8/11/1946 0:00"])
def test_day_first_where_the_file_writes_so(text):
    assert read(text, Order.DAY_FIRST) == pd.Timestamp(DAY)
    assert read("1946-11-08", Order.DAY_FIRST) == pd.Timestamp(DAY)


ORDERS = [
    # dates of a file's columns, order
    ([[], []], Order.MONTH_FIRST),
    ([["1/2/1946", "3/4/1946"]], Order.MONTH_FIRST),  # SCDB's own, unless dates speak against it
    ([["1/22/1946", "3/4/1946"]], Order.MONTH_FIRST),
    ([["22/1/1946", "3/4/1946"]], Order.DAY_FIRST),
    ([["1/2/1946", "3/4/1946"], ["22/1/1946"]], Order.DAY_FIRST),  # one column tells for all
    ([["1946-01-22", "22/1/1946"]], Order.DAY_FIRST),
    ([["1/22/1946", "22/1/1946"]], Order.MONTH_FIRST),  # the odd one is set aside
    ([["1/22/1946", "22/1/1946", "23/1/1946"]], Order.UNCLEAR),
    ([["1/2/1946"] * 9 + ["22/1/1946"]], Order.UNCLEAR),  # too few to turn the others
    ([["99/99/1946", "########", "22.1.1946"]], Order.DAY_FIRST),
]


@pytest.mark.parametrize(("columns", "order"), ORDERS)
def test_order_of_a_file(columns, order):
    dates = [date for column in columns for date in column]
    assert order_of(pd.Series(dates, dtype="str")) is order
