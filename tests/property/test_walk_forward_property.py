"""Nothing unrevealed ever trains, whatever the terms and however the work is split."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.splits import split_at, splits, term_seed
from scotus_forecast.core.walk_forward.walk import WalkForward

ROWS = st.lists(st.tuples(st.integers(1950, 1960), st.integers(1, 8)), min_size=1, max_size=40)
REFITS = st.integers(1, 4)


def columns(rows):
    terms, waits = np.array(rows).T
    return terms, terms + waits


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1948, 1965))
def test_only_revealed_rows_of_earlier_terms_train(rows, term):
    terms, revealed = columns(rows)
    split = split_at(term, terms, revealed)
    for row in range(len(rows)):
        assert (row in split.train) == (revealed[row] <= term)
        assert (row in split.test) == (terms[row] == term)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1948, 1965))
def test_a_row_of_the_term_itself_never_trains_even_if_said_to_be_revealed(rows, term):
    terms, _ = columns(rows)
    split = split_at(term, terms, np.full(len(terms), 0))
    assert (terms[split.train] < term).all()


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1948, 1965), REFITS)
def test_every_row_is_forecast_once_by_a_model_that_is_not_too_old(rows, first, refit_every):
    terms, revealed = columns(rows)
    made = list(splits(terms, revealed, first, refit_every))
    tested = np.concatenate([[], *(split.test for split in made)])
    assert sorted(tested) == np.flatnonzero(terms >= first).tolist()
    for split in made:
        assert (revealed[split.train] <= split.term).all()
        assert (terms[split.test] >= split.term).all()
        assert (terms[split.test] < split.term + refit_every).all()


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1948, 1960), REFITS, st.randoms(use_true_random=False))
def test_later_labels_change_no_forecast(rows, first, refit_every, random):
    """A forecaster that adds up all it is given: the most leaky one there can be."""
    terms, revealed = columns(rows)
    walk = WalkForward(1, ("a", "b", "c"), first, Execution("serial", 1))
    labels = np.array([random.random() for _ in rows])

    def forecast(of):
        if not (terms >= first).any():
            return np.array([])
        return walk.forecast(
            lambda split, _: np.full(len(split.test), of[split.train].sum()),
            terms,
            revealed,
            refit_every,
        )

    cut = random.choice(list(terms))
    altered = np.where(revealed > cut, -1.0, labels)
    before, after = forecast(labels), forecast(altered)
    upto = terms <= cut
    if len(before):
        assert before[upto].tobytes() == after[upto].tobytes()
        assert np.isnan(before[terms < first]).all()


NAMES = st.lists(st.text(max_size=5), min_size=3, max_size=3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**40), NAMES, NAMES, st.integers(1791, 2100))
def test_seeds_depend_on_the_names_not_on_how_they_are_joined(root, one, other, term):
    seed = term_seed(root, *one, term=term)
    assert 0 <= seed < 2**31
    assert seed == term_seed(root, *one, term=term)
    if one != other and "\0" not in "".join(one + other):
        assert seed != term_seed(root, *other, term=term)
