"""One table of bounds covers every column, and numbers are read in one way."""

from __future__ import annotations

import pandas as pd
import pytest

from scotus_forecast.core.court.columns import COLUMNS, Kind
from scotus_forecast.core.court.outcomes import DISPOSITION_CODES, VOTE_CODES
from scotus_forecast.data import column_forms as forms


def test_every_column_of_codes_has_a_range_and_no_other():
    codes = {column.name for column in COLUMNS if column.kind is Kind.CODE}
    assert set(forms.CODE_RANGES) == codes
    assert all(0 <= first <= last < 2**31 for first, last in forms.CODE_RANGES.values())


def test_ranges_of_labels_are_those_of_the_outcome_map():
    for name, codes in (("vote", VOTE_CODES), ("caseDisposition", DISPOSITION_CODES)):
        first, last = forms.CODE_RANGES[name]
        assert tuple(range(first, last + 1)) == codes


def test_columns_that_must_be_filled_exist():
    assert {column.name for column in COLUMNS} >= forms.MOSTLY_FILLED | forms.MAY_HOLD_TEXT
    assert all(forms.expected(column.name) for column in COLUMNS)


NUMBERS = [
    ("1946", 1946), ("1946.0", 1946), ("1946.", 1946), ("+7", 7), ("-99", -99), ("007", 7),
    ("1946.5", None), ("1e3", None), ("", None), ("nan", None), ("0x10", None), ("1 946", None),
    ("1,946", None), ("١٩٤٦", None), ("9" * 18, int("9" * 18)), ("9" * 19, None), ("--1", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_whole_numbers(text, number):
    found = forms.whole_number(pd.Series([text], dtype="str"))[0]
    assert pd.isna(found) if number is None else found == number


IDENTIFIERS = [
    # text, an identifier of a case, rewritten by a spreadsheet
    ("1946-001", True, False),
    ("1946-1234", True, False),  # a simulated Court of many cases
    ("1946-01", False, False),
    ("1946-001-01", False, False),
    ("1946001", False, False),
    ("", False, False),
    ("Jan-46", False, True),
    ("Jan-1946", False, True),
    ("janv.-46", False, True),
    ("Mär 46", False, True),
    ("46-Jan", False, True),
    ("1/1/1946", False, True),
    ("1946-01-01", False, True),
]


@pytest.mark.parametrize(("text", "is_case", "is_rewritten"), IDENTIFIERS)
def test_identifiers(text, is_case, is_rewritten):
    assert bool(forms.CASE_ID.fullmatch(text)) is is_case
    assert bool(forms.REWRITTEN_ID.fullmatch(text)) is is_rewritten
