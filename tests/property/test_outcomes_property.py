"""The outcome map is total, and a dissent is never on the majority's side."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE, case_outcome, vote_outcome

CODES = st.lists(
    st.tuples(st.none() | st.integers(1, 8), st.none() | st.integers(1, 11)), min_size=1
)


@settings(max_examples=50, deadline=None)
@given(CODES)
def test_every_pair_has_one_of_three_outcomes_and_blanks_are_other(pairs):
    votes, dispositions = (pd.Series(codes, dtype="Int32") for codes in zip(*pairs, strict=True))
    outcomes = vote_outcome(votes, dispositions)
    assert set(outcomes) <= {REVERSE, AFFIRM, OTHER}
    blank = (votes.isna() | dispositions.isna()).to_numpy()
    assert (outcomes[blank] == OTHER).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.none() | st.integers(1, 11), min_size=1))
def test_a_dissent_is_the_opposite_of_its_case(codes):
    dispositions = pd.Series(codes, dtype="Int32")
    case = case_outcome(dispositions)
    dissent = vote_outcome(pd.Series(2, index=dispositions.index, dtype="Int32"), dispositions)
    merits = case != OTHER
    assert (dissent[merits] == 1 - case[merits]).all()
    assert (dissent[~merits] == OTHER).all()
