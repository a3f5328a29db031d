"""Histories never see the future, and keys are equal exactly when their columns are."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.features.histories import History, as_of, key_codes

TERMS, KEYS = st.integers(1950, 1970), st.integers(0, 3)
UNIT = st.floats(0, 1, width=32)
HALF_LIVES = st.none() | st.floats(0.25, 50)


@st.composite
def sources(draw, size):
    def column(values):
        return np.array(draw(st.lists(values, min_size=size, max_size=size)))

    return History(column(TERMS), column(UNIT), column(UNIT)), column(KEYS)


@st.composite
def two_pasts_alike(draw):
    """Two sources that agree on every row revealed by a term, and that term."""
    size, term = draw(st.integers(1, 30)), draw(TERMS)
    (one, one_keys), (other, other_keys) = draw(sources(size)), draw(sources(size))
    revealed = np.where(one.revealed <= term, one.revealed, np.maximum(other.revealed, term + 1))
    seen = revealed <= term
    altered = History(
        revealed,
        np.where(seen, one.value, other.value),
        np.where(seen, one.weight, other.weight),
    )
    return term, (one, one_keys), (altered, np.where(seen, one_keys, other_keys))


@settings(max_examples=50, deadline=None)
@given(two_pasts_alike(), HALF_LIVES)
def test_rows_revealed_later_change_no_bit_of_a_history(pasts, half_life):
    term, *both = pasts
    keys = np.tile(np.arange(4), 3)
    terms = np.repeat([term - 3, term - 1, term], 4)
    one, other = (as_of(source, own, keys, terms, half_life) for source, own in both)
    assert one.total.tobytes() == other.total.tobytes()
    assert one.count.tobytes() == other.count.tobytes()


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 30).flatmap(sources), HALF_LIVES, TERMS)
def test_counts_only_grow_or_fade_and_rates_stay_rates(source_and_keys, half_life, term):
    source, own = source_and_keys
    keys, terms = np.arange(4), np.full(4, term)
    now = as_of(source, own, keys, terms, half_life)
    later = as_of(source, own, keys, terms + 1, half_life)
    fade = 1.0 if half_life is None else 0.5 ** (1 / half_life)
    assert (later.count >= now.count * fade - 1e-9).all()
    assert (now.total <= now.count + 1e-9).all()
    assert (now.shrunk(0.5, 1.0) >= 0).all()
    assert (now.shrunk(0.5, 1.0) <= 1).all()


ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(0, 3),
        st.none() | st.sampled_from(["a", "b", ""]),
        st.integers(-1, 1),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_keys_are_equal_exactly_when_their_columns_are(rows):
    codes = key_codes(
        [
            pd.Series([row[0] for row in rows], dtype="Int32"),
            pd.Series([row[1] for row in rows], dtype="string"),
            pd.Series([row[2] for row in rows], dtype="int8"),
        ]
    )
    assert len(set(zip(rows, codes, strict=True))) == len(set(rows)) == len(set(codes))
    assert codes.min() >= 0
