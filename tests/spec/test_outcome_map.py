"""The outcome map, cell by cell as Katz, Bommarito & Blackman (2017) have it."""

import pandas as pd
import pytest

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE, case_outcome, vote_outcome

CODES = {"R": REVERSE, "A": AFFIRM, ".": OTHER}
BLANK = pd.NA

#: Columns: granted, affirmed, reversed, reversed & remanded, vacated & remanded, affirmed and
#: reversed in part, the same & remanded, vacated, denied or dismissed, certification, none; blank.
TABLE = """
                                   1 2 3 4 5 6 7 8 9 10 11 blank
1 majority or plurality          | . A R R R A R . . .  .  .
2 dissent                        | . R A A A R A . . .  .  .
3 regular concurrence            | . A R R R A R . . .  .  .
4 special concurrence            | . A R R R A R . . .  .  .
5 judgment of the Court          | . A R R R A R . . .  .  .
6 dissent from denial            | . . . . . . . . . .  .  .
7 jurisdictional dissent         | . . . . . . . . . .  .  .
8 equally divided                | . A A A . A . . . .  .  .
  blank: did not take part       | . . . . . . . . . .  .  .
"""
DISPOSITIONS = pd.Series([*range(1, 12), BLANK], dtype="Int32")
ROWS = {
    line.split("|")[0].strip(): line.split("|")[1].split()
    for line in TABLE.splitlines()
    if "|" in line
}
MAJORITY = [CODES[cell] for cell in ROWS["1 majority or plurality"]]


@pytest.mark.parametrize("named", ROWS)
def test_outcome_of_a_vote(named):
    code = int(named[0]) if named[0].isdigit() else BLANK
    votes = pd.Series([code] * len(DISPOSITIONS), dtype="Int32")
    assert vote_outcome(votes, DISPOSITIONS).tolist() == [CODES[cell] for cell in ROWS[named]]


def test_outcome_of_a_case_is_that_of_its_majority():
    assert case_outcome(DISPOSITIONS).tolist() == MAJORITY
