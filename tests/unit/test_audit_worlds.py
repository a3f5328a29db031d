"""Altered futures and permuted labels: what changes, and what may not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import small_court
from scotus_forecast.audit.check import within_term_auc
from scotus_forecast.audit.worlds import (
    TURNS,
    Tables,
    altered,
    decision_columns,
    nearest_terms,
    permuted,
)
from scotus_forecast.core.court.calendar import first_monday_of_october
from scotus_forecast.core.court.columns import Level, names
from scotus_forecast.core.court.outcomes import OTHER, REVERSE

TERM = 1990
OPENING = first_monday_of_october(np.array([TERM]))[0]


@pytest.fixture(scope="module")
def tables() -> Tables:
    prepared = small_court.prepared()
    return Tables(prepared.cases, prepared.votes)


@pytest.fixture(scope="module")
def other(tables) -> Tables:
    return altered(tables, TERM, 1)


def undecided(tables: Tables) -> pd.Series:
    cases = tables.cases
    return (cases["term"] >= TERM) | (cases["dateDecision"] >= OPENING)


def test_every_label_of_the_future_changes_and_none_of_the_past(tables, other):
    for unit in ("cases", "votes"):
        was, now = getattr(tables, unit), getattr(other, unit)
        future = was["caseId"].isin(tables.cases["caseId"][undecided(tables)])
        changed = was["outcome"] != now["outcome"]
        assert (changed == future).all()
        assert (now["reversed"] == (now["outcome"] == 1)).all()


def test_every_reversal_turns_in_one_future_and_every_outcome_that_is_neither_in_the_other():
    one, other = TURNS
    assert all(was != now for turn in TURNS for was, now in turn.items())
    assert all((was == REVERSE) != (now == REVERSE) for was, now in one.items())
    assert all((was == OTHER) != (now == OTHER) for was, now in other.items())


def test_a_label_decided_late_changes_though_its_term_is_past(tables, other):
    late = undecided(tables) & (tables.cases["term"] < TERM)
    assert late.any()
    assert (tables.cases["outcome"][late] != other.cases["outcome"][late]).all()
    kept = ["dateDecision", "revealed_term"]
    pd.testing.assert_frame_equal(tables.cases.loc[late, kept], other.cases.loc[late, kept])


def test_what_is_known_before_decision_stays(tables, other):
    for unit, level in (("cases", Level.CASE), ("votes", Level.VOTE)):
        earlier = [name for name in names(level) if name not in decision_columns(level)]
        pd.testing.assert_frame_equal(getattr(tables, unit)[earlier], getattr(other, unit)[earlier])


@pytest.mark.parametrize(
    ("unit", "column"),
    [("cases", "caseDisposition"), ("cases", "dateDecision"), ("votes", "vote"),
     ("votes", "direction")],
)  # fmt: skip
def test_decision_time_columns_of_the_future_change(tables, other, unit, column):
    was, now = getattr(tables, unit), getattr(other, unit)
    past = ~was["caseId"].isin(tables.cases["caseId"][undecided(tables)])
    assert was[column][past].equals(now[column][past])
    assert not was[column].equals(now[column])


def test_no_altered_label_is_revealed_at_the_term_or_before(tables, other):
    assert (other.cases["revealed_term"][undecided(tables)] > TERM).all()


def test_votes_carry_the_altered_outcome_of_their_case(other):
    outcome = other.cases.set_index("caseId")["outcome"]
    assert (other.votes["case_outcome"] == other.votes["caseId"].map(outcome)).all()


def test_permuting_keeps_what_was_decided_in_each_term(tables):
    mixed = permuted(tables, 1)
    for unit in ("cases", "votes"):
        was, now = getattr(tables, unit), getattr(mixed, unit)
        counts = [t.groupby("term")["outcome"].value_counts().sort_index() for t in (was, now)]
        pd.testing.assert_series_equal(*counts)
        assert (was["outcome"] != now["outcome"]).any()


def test_permuting_moves_a_label_with_its_date(tables):
    mixed = permuted(tables, 1).cases
    known = ["term", "dateDecision", "caseDisposition", "outcome", "revealed_term"]
    was, now = (
        table[known].sort_values(known, ignore_index=True) for table in (tables.cases, mixed)
    )
    pd.testing.assert_frame_equal(was, now)


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ([1990], [1990]),
        ([1800], [1960]),  # before the data
        ([2050], [2019]),  # after it
        ([1990, 1990.2], [1990]),  # none twice
    ],
)
def test_nearest_terms(tables, wanted, nearest):
    assert nearest_terms(tables, wanted) == nearest


def naive_auc(y, score, term) -> float:
    pairs = [
        (score[i] > score[j]) + 0.5 * (score[i] == score[j])
        for i in np.flatnonzero(y)
        for j in np.flatnonzero(~y)
        if term[i] == term[j]
    ]
    return float(np.mean(pairs))


def test_auc_within_terms_counts_pairs_of_one_term():
    rng = np.random.default_rng(0)
    y, term = rng.random(120) < 0.4, rng.integers(1900, 1906, 120)
    score = rng.integers(0, 5, 120) / 5
    assert within_term_auc(y, score, term).auc == pytest.approx(naive_auc(y, score, term))


def test_auc_within_terms_is_blind_to_base_rates():
    term = np.repeat([1900, 1901], 500)
    rng = np.random.default_rng(0)
    y = rng.random(1000) < np.where(term == 1900, 0.1, 0.9)
    assert within_term_auc(y, term.astype(float), term).auc == pytest.approx(0.5)


def test_standard_error_where_nothing_is_known():
    rng = np.random.default_rng(0)
    term, y = np.repeat(np.arange(10), 30), rng.random(300) < 0.3
    drawn = [within_term_auc(y, rng.random(300), term) for _ in range(600)]
    assert np.std([one.auc for one in drawn]) == pytest.approx(drawn[0].error, rel=0.12)


def test_auc_of_one_kind_alone_is_undefined():
    found = within_term_auc(np.array([True, True]), np.array([0.1, 0.2]), np.array([1, 1]))
    assert np.isnan(found.auc)
