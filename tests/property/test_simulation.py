"""Whatever its size, span and seed, a simulated Court is one Court, and the same twice."""

import hashlib

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.core.court import columns
from scotus_forecast.core.project.params import SimulatedParams
from scotus_forecast.data.simulate import simulate


@st.composite
def spans(draw):
    first = draw(st.integers(1791, 2100))
    return SimulatedParams(
        cases=draw(st.integers(500, 900)),
        first_term=first,
        last_term=draw(st.integers(first, 2100)),
    )


def _digest(frame):
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()


@settings(max_examples=12, deadline=None)
@given(spans(), st.integers(0, 2**63))
def test_same_seed_same_court(params, seed):
    one, other = simulate(params, seed), simulate(params, seed)
    assert _digest(one.rows) == _digest(other.rows)
    assert _digest(one.truth) == _digest(other.truth)


@settings(max_examples=12, deadline=None)
@given(spans(), st.integers(0, 2**63))
def test_every_court_keeps_the_shape(params, seed):
    court = simulate(params, seed)
    rows = court.rows
    assert list(rows.columns) == columns.names()
    assert rows["caseId"].nunique() == params.cases
    assert rows.groupby("caseId").size().between(5, 10).all()
    assert rows["term"].astype(int).between(params.first_term, params.last_term).all()
    assert len(court.truth) == params.cases + len(rows)
    assert court.truth["p_reverse"].between(0, 1).all()
    assert not pd.isna(rows).to_numpy().any()


def test_another_seed_is_another_court():
    params = SimulatedParams(cases=500, first_term=1900, last_term=1950)
    assert _digest(simulate(params, 1).rows) != _digest(simulate(params, 2).rows)
