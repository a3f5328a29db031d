"""Periods, as the design fixes them."""

from __future__ import annotations

import numpy as np
import pytest

from scotus_forecast.evaluation.periods import PERIODS, periods_until

BY_NAME = {period.name: period for period in PERIODS}
EVERY_TERM = np.arange(1791, 2025)

SPANS = [
    ("paper", 1816, 2014),  # the paper's terms, whatever the data holds
    ("nineteenth", 1816, 1899),
    ("twentieth", 1900, 1999),
    ("last_100", 1915, 2014),
    ("since_1946", 1946, 2024),  # open: to the last term of the data
    ("since_1956", 1956, 2024),
    ("roberts", 2005, 2024),
    ("y1816_1945", 1816, 1945),
    ("y1946_2014", 1946, 2014),
    ("y1956_2014", 1956, 2014),
    ("since_paper", 2015, 2024),
]


@pytest.mark.parametrize(("name", "first", "last"), SPANS)
def test_period_holds_exactly_its_terms(name, first, last):
    inside = BY_NAME[name].select(EVERY_TERM, np.zeros(len(EVERY_TERM)))
    assert EVERY_TERM[inside].tolist() == list(range(first, last + 1))


def test_there_are_no_other_periods():
    assert list(BY_NAME) == [name for name, _, _ in SPANS]


@pytest.mark.parametrize(("outcome", "kept"), [(1, True), (0, True), (-1, False)])
def test_merits_are_reverse_and_affirm(outcome, kept):
    merits = BY_NAME["paper"].merits()
    assert merits.name == "paper_merits"
    assert merits.select(np.array([1900]), np.array([outcome])).tolist() == [kept]


def test_each_period_is_followed_by_its_merits():
    names = [period.name for period in periods_until(2024)]
    assert names[::2] == list(BY_NAME)
    assert names[1::2] == [f"{name}_merits" for name in BY_NAME]


@pytest.mark.parametrize(("last_term", "present"), [(2014, False), (2015, True)])
def test_since_paper_is_absent_when_the_data_ends_with_the_paper(last_term, present):
    assert ("since_paper" in {period.name for period in periods_until(last_term)}) is present
