"""Prospective vote splits: what may train, history, majorities, weights."""

from __future__ import annotations

import numpy as np
import pytest

import vote_split_factory
from scotus_forecast.core.project.params import VoteSplitParams
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.vote_splits.distributions import (
    HistoricalVoteSplits,
    Majorities,
    mixture_weights,
)
from scotus_forecast.vote_splits.forecast import Decided, forecast_vote_splits

SETTINGS = VoteSplitParams.model_validate(
    {
        "couplings": [{"unanimity": [0.0, 0.5], "rho": [0.0, 0.6], "ideology": [0.0]}],
        "window": 5,
        "shrinkage": 1.0,
        "history": {"half_life": 3.0, "shrinkage": 50.0},
    }
)


def at_end(n: int) -> Split:
    """Train on all rows but the last, forecast the last."""
    return Split(1900, np.arange(n - 1), np.array([n - 1]))


def test_history_without_cases_is_even():
    history = HistoricalVoteSplits(
        np.array([1900]), np.array([9]), np.array([0]), half_life=3.0, shrinkage=50.0
    )
    assert history(at_end(1), 0)[0, :10] == pytest.approx(0.1)


def test_history_believes_the_size_it_has_seen_often():
    term, size = np.full(2001, 1899), np.full(2001, 9)
    observed = np.where(np.arange(2001) % 2, 9, 0)
    forecast = HistoricalVoteSplits(term, size, observed, 3.0, 50.0)(at_end(2001), 0)[0]
    assert forecast[[0, 9]] == pytest.approx(0.5, abs=0.01)


def test_history_of_other_sizes_stands_in_by_share_of_the_bench():
    term, size = np.full(2001, 1899), np.array([9] * 2000 + [6])
    forecast = HistoricalVoteSplits(term, size, np.array([9] * 2000 + [0]), 3.0, 50.0)(
        at_end(2001), 0
    )
    assert forecast[0, 6] > 0.99
    assert forecast[0, 7:].tolist() == [0, 0, 0, 0]


def test_majorities_start_at_half_of_the_bench():
    chances = Majorities(np.array([8]), np.array([0]), np.array([0]))(at_end(1), 0)[0]
    assert chances[:9].tolist() == [0, 0, 0, 0, 0.5, 1, 1, 1, 1]


def test_majorities_learn_from_cases_decided():
    rows = 91
    learned = Majorities(np.full(rows, 9), np.full(rows, 4), np.ones(rows, int))(at_end(rows), 0)
    assert learned[0, 4] == pytest.approx(90 / 100)


def test_weights_go_to_the_part_that_was_right():
    likelihood = np.tile([0.9, 0.1], (50, 1))
    assert mixture_weights(likelihood, 1.0)[0] > 0.95


def test_weights_without_cases_are_even():
    assert mixture_weights(np.empty((0, 4)), 1.0) == pytest.approx(0.25)


def court(n: int = 120) -> tuple:
    rng = np.random.default_rng(3)
    benches = vote_split_factory.benches(3, [9] * n)
    term = np.sort(rng.integers(1800, 1830, n))
    observed = rng.integers(0, 10, n)
    return benches, Decided(term, term + 1, observed, (observed > 4).astype(int))


def test_what_happens_later_changes_no_forecast():
    benches, decided = court()
    walk = WalkForward(1, ("simulated", "argument", "vote_splits"), 1810).serial()
    before = forecast_vote_splits(benches, decided, SETTINGS, walk)
    late = decided.term >= 1825
    altered = Decided(
        decided.term,
        decided.revealed,
        np.where(late, 9 - decided.observed, decided.observed),
        np.where(late, 1 - decided.reversed, decided.reversed),
    )
    after = forecast_vote_splits(benches, altered, SETTINGS, walk)
    known = decided.term <= 1825
    for name in ("mixture", "independent", "historical", "p_case_reverse"):
        assert np.array_equal(
            getattr(before, name)[known], getattr(after, name)[known], equal_nan=True
        )
    assert not np.array_equal(before.mixture, after.mixture, equal_nan=True)


def test_a_case_decided_late_waits():
    benches, decided = court()
    waiting = Decided(
        decided.term, np.full_like(decided.revealed, 1900), decided.observed, decided.reversed
    )
    walk = WalkForward(1, ("simulated", "argument", "vote_splits"), 1810).serial()
    forecast = forecast_vote_splits(benches, waiting, SETTINGS, walk)
    later = decided.term >= 1810
    assert forecast.historical[later, :10] == pytest.approx(0.1)


def test_forecasts_start_with_the_first_term_and_sum_to_one():
    benches, decided = court()
    walk = WalkForward(1, ("simulated", "argument", "vote_splits"), 1810).serial()
    forecast = forecast_vote_splits(benches, decided, SETTINGS, walk)
    early = decided.term < 1810
    assert np.isnan(forecast.mixture[early]).all()
    assert forecast.mixture[~early].sum(axis=1) == pytest.approx(1)
    assert ((forecast.p_case_reverse[~early] >= 0) & (forecast.p_case_reverse[~early] <= 1)).all()
