"""Ideal points against a regression that spells out a dummy for every case."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import small_court
from scotus_forecast.features.ideal_points import HALF_LIFE, PENALTY, PENALTY_WITHIN, ideal_points

TERMS = [1961, 1983, 2019]


def dummies(codes: np.ndarray, size: int) -> np.ndarray:
    return np.eye(size)[codes]


def by_dummies(bench, term: int, penalty: float, start: np.ndarray, rows):
    """Least squares of liberal votes on justices and cases, justices pulled to `start`."""
    source = bench.cast["liberal"]
    known = np.flatnonzero((source.revealed <= term) & (source.weights > 0) & rows)
    seat = pd.factorize(bench.justice)[0]
    n_justices = seat.max() + 1
    case, cases = pd.factorize(bench.case[known])
    root = np.sqrt(0.5 ** ((term - source.revealed[known]) / HALF_LIFE))[:, None]
    design = np.hstack([dummies(seat[known], n_justices), dummies(case, len(cases))])
    pull = np.hstack([np.eye(n_justices), np.zeros((n_justices, len(cases)))])
    left = np.vstack([root * design, np.sqrt(penalty) * pull])
    right = np.concatenate([root[:, 0] * source.said[known], np.sqrt(penalty) * start])
    return np.linalg.lstsq(left, right)[0][:n_justices]


@pytest.mark.parametrize("term", TERMS)
def test_points_over_all_cases(term):
    bench = small_court.context().bench
    seat = pd.factorize(bench.justice)[0]
    here = bench.term == term
    every = np.ones(len(here), dtype=bool)
    theirs = by_dummies(bench, term, PENALTY, np.zeros(seat.max() + 1), every)
    np.testing.assert_allclose(ideal_points(bench)[here], theirs[seat[here]], atol=1e-10)


@pytest.mark.parametrize("term", TERMS)
def test_points_within_an_issue_area(term):
    context = small_court.context()
    bench = context.bench
    area = context.sight.column("oracle", "issueArea").to_numpy()
    key = pd.factorize(area)[0][bench.case]
    seat = pd.factorize(bench.justice)[0]
    every = np.ones(len(key), dtype=bool)
    overall = by_dummies(bench, term, PENALTY, np.zeros(seat.max() + 1), every)
    ours = ideal_points(bench, key)
    for one in np.unique(key[bench.term == term]):
        here = (bench.term == term) & (key == one)
        theirs = by_dummies(bench, term, PENALTY_WITHIN, overall, key == one)
        np.testing.assert_allclose(ours[here], theirs[seat[here]], atol=1e-10)


@pytest.mark.parametrize("term", [1975, 2005])
def test_points_do_not_change_by_a_bit_when_later_justices_sit(term):
    tables = small_court.prepared()
    cases, votes = (
        t[t["term"] <= term].reset_index(drop=True) for t in (tables.cases, tables.votes)
    )
    cut, whole = small_court.seat(votes, cases), small_court.context().bench
    assert set(whole.justice) > set(cut.justice)
    areas = [pd.factorize(t["issueArea"])[0] for t in (cases, tables.cases)]
    one, other = (
        ideal_points(bench, area[bench.case])
        for bench, area in zip((cut, whole), areas, strict=True)
    )
    assert one.tobytes() == other[: len(one)].tobytes()
    assert ideal_points(cut).tobytes() == ideal_points(whole)[: len(one)].tobytes()


def test_points_order_the_simulators_justices():
    """The simulator knows where each justice stands; a liberal lean must show as one."""
    tables = small_court.prepared(cases=3000, first_term=1950)
    bench = small_court.seat(tables.votes, tables.cases)
    late = bench.term == bench.term.max()
    points = pd.Series(ideal_points(bench)[late]).groupby(bench.justice[late]).first()
    direction = tables.votes.groupby("justice")["direction"].mean().reindex(points.index)
    assert points.corr(direction.astype(float), method="spearman") > 0.8
