"""Natural courts rebuilt from the roster: later appointments rename no earlier court."""

import pandas as pd
import pytest

import small_court
from scotus_forecast.features.roster import SEATS, first_terms, natural_courts


def roster(*benches):
    """Votes of one case a term from 1900 on, one row a justice."""
    rows = [
        {"caseId": f"c{number}", "term": 1900 + number, "justice": justice}
        for number, bench in enumerate(benches)
        for justice in bench
    ]
    return pd.DataFrame(rows)


COURTS = [
    # benches by term, whether each court is the one before
    (((1, 2, 3), (1, 2, 3)), [True]),
    (((1, 2, 3), (1, 2, 4)), [False]),  # a seat changes hands
    (((1, 2, 3), (1, 2)), [False]),  # a seat falls vacant
    (((1, 2, 3), (1, 2), (1, 2, 4)), [False, False]),
    (((3, 2, 1), (1, 3, 2)), [True]),  # in another order
]


@pytest.mark.parametrize(("benches", "same"), COURTS)
def test_a_court_is_its_newest_member_and_its_size(benches, same):
    courts = natural_courts(roster(*benches))
    assert (courts.diff().iloc[1:] == 0).tolist() == same


def test_code_is_rank_of_the_newest_times_seats_plus_size():
    votes = roster((5, 9), (5, 9, 2))
    assert natural_courts(votes).to_dict() == {"c0": 2 * SEATS + 2, "c1": 3 * SEATS + 3}


def test_a_lower_number_appointed_later_renames_no_earlier_court():
    """SCDB renumbered its justices; rank follows the first term, not the number."""
    before = natural_courts(roster((10, 20, 30)))
    after = natural_courts(roster((10, 20, 30), (10, 20, 5)))
    assert after["c0"] == before["c0"]
    assert after["c1"] > after["c0"]


@pytest.mark.parametrize("term", [1970, 1990, 2010])
def test_the_future_changes_no_court_of_the_past(term):
    votes = small_court.prepared().votes
    past = votes[votes["term"] <= term]
    whole = natural_courts(votes)
    assert whole[natural_courts(past).index].equals(natural_courts(past))


def test_first_term_of_a_justice():
    votes = roster((1, 2), (2, 3))
    assert first_terms(votes).tolist() == [1900, 1900, 1900, 1901]
