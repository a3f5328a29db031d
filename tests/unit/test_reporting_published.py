"""The published numbers are those of the documents."""

from __future__ import annotations

import pytest

from scotus_forecast.evaluation.periods import PERIODS
from scotus_forecast.reporting import labels, published


@pytest.mark.parametrize(
    ("model", "unit", "n", "accuracy"),
    [
        ("katz_publication_run", "case", 28080, 0.6996),
        ("katz_publication_run", "vote", 246775, 0.7014),
        ("katz_one_tree", "case", 28080, 0.7034),
        ("most_frequent_10", "case", 28080, 0.6749),
        ("always_reverse", "vote", 246775, 0.3792),
    ],
)
def test_stored_scores(model, unit, n, accuracy):
    score = labels.stored(model, unit)
    assert score.n == n
    assert round(score.accuracy, 4) == accuracy


def test_printed_is_not_stored():
    assert labels.PRINTED_ACCURACY == {"case": 0.702, "vote": 0.719}
    assert labels.stored("katz_publication_run", "vote").accuracy < 0.702


def test_what_was_not_stored_is_nothing():
    assert labels.stored("boosted", "case") is None


def test_stored_terms_won_are_all_terms():
    first, last = labels.STORED_TERMS
    assert sum(published.STORED_TERMS_WON.values()) == last - first + 1


def test_every_period_has_a_label():
    assert {period.name for period in PERIODS} == set(labels.PERIODS)


def test_merits_periods_say_so():
    assert labels.period("paper_merits") == f"{labels.PERIODS['paper']}, merits only"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("WJBrennan", "W. J. Brennan"),
        ("JHarlan2", "J. Harlan (2)"),
        ("SDOConnor", "S. D. O'Connor"),
        ("JCMcReynolds", "J. C. McReynolds"),
        ("WVanDevanter", "W. Van Devanter"),
        ("OWHolmes", "O. W. Holmes"),
        ("unknown", "unknown"),
    ],
)
def test_names_of_justices(name, expected):
    assert labels.justice(name) == expected
