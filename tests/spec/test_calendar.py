"""A label trains once its case was decided before the first Monday of October of the term."""

import pandas as pd
import pytest

from scotus_forecast.core.court.calendar import first_monday_of_october, revealed_term

OPENINGS = [
    (1816, "1816-10-07"),
    (2012, "2012-10-01"),  # the first of October is a Monday
    (2013, "2013-10-07"),  # ... a Tuesday
    (2017, "2017-10-02"),  # ... a Sunday
]

REVEALED = [
    # term, decided, first term that may use it
    (2014, "2014-11-12", 2015),  # in the autumn of its own term
    (2014, "2015-01-20", 2015),  # in the new year
    (2014, "2015-06-26", 2015),  # in the summer, as most are
    (2014, "2015-10-04", 2015),  # the Sunday before the next term opens
    (2014, "2015-10-05", 2016),  # that Monday: too late for the forecasts made on it
    (2014, "2016-06-20", 2016),  # a year late
    (1895, "1905-05-29", 1905),  # ten years late
    (1895, "1905-10-02", 1906),  # ten years late, and on the opening day
    (1895, "1905-12-04", 1906),  # ten years late, and in the autumn
    (1830, "1805-02-01", 1831),  # a placeholder before its own term reveals nothing early
    (1830, None, 1831),  # no date: the summer of its term
]


@pytest.mark.parametrize(("year", "opening"), OPENINGS)
def test_opening_of_a_term(year, opening):
    assert first_monday_of_october(pd.Series([year]))[0] == pd.Timestamp(opening)


@pytest.mark.parametrize(("term", "decided", "revealed"), REVEALED)
def test_first_term_that_may_use_a_label(term, decided, revealed):
    dates = pd.to_datetime(pd.Series([decided]))
    assert revealed_term(pd.Series([term]), dates).tolist() == [revealed]


def test_rows_are_judged_one_by_one():
    terms, dates, revealed = zip(*REVEALED, strict=True)
    both = revealed_term(pd.Series(terms, dtype="int16"), pd.to_datetime(pd.Series(dates)))
    assert both.tolist() == list(revealed)
