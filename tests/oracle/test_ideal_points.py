"""Ideal points against a regression that spells out a dummy for every case."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import small_court
from scotus_forecast.features.ideal_points import ideal_points
from scotus_forecast.features.roster import roster_of

PARAMS = small_court.FEATURES.ideal_points

TERMS = [1961, 1983, 2019]


def dummies(codes: np.ndarray, size: int) -> np.ndarray:
    return np.eye(size)[codes]


def by_dummies(roster, term: int, penalty: float, start: np.ndarray, rows):
    """Least squares of liberal votes on justices and cases, justices pulled to `start`."""
    source = roster.decided_votes["liberal"]
    known = np.flatnonzero((source.revealed <= term) & (source.weight > 0) & rows)
    seat = pd.factorize(roster.justice)[0]
    n_justices = seat.max() + 1
    case, cases = pd.factorize(roster.case[known])
    root = np.sqrt(0.5 ** ((term - source.revealed[known]) / PARAMS.half_life))[:, None]
    design = np.hstack([dummies(seat[known], n_justices), dummies(case, len(cases))])
    pull = np.hstack([np.eye(n_justices), np.zeros((n_justices, len(cases)))])
    left = np.vstack([root * design, np.sqrt(penalty) * pull])
    right = np.concatenate([root[:, 0] * source.value[known], np.sqrt(penalty) * start])
    return np.linalg.lstsq(left, right)[0][:n_justices]


@pytest.mark.parametrize("term", TERMS)
def test_points_over_all_cases(term):
    roster = small_court.context().roster
    seat = pd.factorize(roster.justice)[0]
    here = roster.term == term
    every = np.ones(len(here), dtype=bool)
    theirs = by_dummies(roster, term, PARAMS.penalty, np.zeros(seat.max() + 1), every)
    np.testing.assert_allclose(ideal_points(roster, PARAMS)[here], theirs[seat[here]], atol=1e-10)


@pytest.mark.parametrize("term", TERMS)
def test_points_within_an_issue_area(term):
    context = small_court.context()
    roster = context.roster
    area = context.visible.column("oracle", "issueArea").to_numpy()
    key = pd.factorize(area)[0][roster.case]
    seat = pd.factorize(roster.justice)[0]
    every = np.ones(len(key), dtype=bool)
    overall = by_dummies(roster, term, PARAMS.penalty, np.zeros(seat.max() + 1), every)
    ours = ideal_points(roster, PARAMS, key)
    for one in np.unique(key[roster.term == term]):
        here = (roster.term == term) & (key == one)
        theirs = by_dummies(roster, term, PARAMS.penalty_within_keys, overall, key == one)
        np.testing.assert_allclose(ours[here], theirs[seat[here]], atol=1e-10)


@pytest.mark.parametrize("term", [1975, 2005])
def test_points_do_not_change_by_a_bit_when_later_justices_sit(term):
    tables = small_court.prepared()
    cases, votes = (
        t[t["term"] <= term].reset_index(drop=True) for t in (tables.cases, tables.votes)
    )
    cut, whole = roster_of(votes, cases), small_court.context().roster
    assert set(whole.justice) > set(cut.justice)
    areas = [pd.factorize(t["issueArea"])[0] for t in (cases, tables.cases)]
    one, other = (
        ideal_points(roster, PARAMS, area[roster.case])
        for roster, area in zip((cut, whole), areas, strict=True)
    )
    assert one.tobytes() == other[: len(one)].tobytes()
    assert ideal_points(cut, PARAMS).tobytes() == ideal_points(whole, PARAMS)[: len(one)].tobytes()


def test_points_order_the_simulators_justices():
    """The simulator knows where each justice stands; a liberal lean must show as one."""
    tables = small_court.prepared(cases=3000, first_term=1950)
    roster = roster_of(tables.votes, tables.cases)
    late = roster.term == roster.term.max()
    points = pd.Series(ideal_points(roster, PARAMS)[late]).groupby(roster.justice[late]).first()
    direction = tables.votes.groupby("justice")["direction"].mean().reindex(points.index)
    assert points.corr(direction.astype(float), method="spearman") > 0.8
