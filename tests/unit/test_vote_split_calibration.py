"""Whether splits come true as often as forecast, by hand and for a forecaster that is right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.vote_splits.benches import SEATS
from scotus_forecast.vote_splits.scores import (
    PIT,
    SMALLER_SIDE,
    pit_masses,
    shares,
    smaller_side,
    vote_split_calibration_table,
)

ALL = Period("all", 1816)


def distribution(**chances: float) -> np.ndarray:
    """One case; keywords are ``k3=0.5``."""
    row = np.zeros((1, SEATS + 1))
    for votes, chance in chances.items():
        row[0, int(votes[1:])] = chance
    return row


@pytest.mark.parametrize(
    ("size", "chances", "expected"),
    [
        (9, {"k0": 0.2, "k9": 0.3, "k4": 0.1, "k5": 0.4}, [0.5, 0, 0, 0, 0.5, 0]),
        (8, {"k4": 0.6, "k1": 0.3, "k7": 0.1}, [0, 0.4, 0, 0, 0.6, 0]),
        (5, {"k0": 0.5, "k2": 0.25, "k3": 0.25}, [0.5, 0, 0.5, 0, 0, 0]),
    ],
)
def test_both_sides_count_as_the_smaller(size, chances, expected):
    assert smaller_side(distribution(**chances), np.array([size]))[0] == pytest.approx(expected)


def test_pit_spreads_a_case_over_its_own_step():
    masses = pit_masses(distribution(k0=0.25, k1=0.5, k2=0.25), np.array([1]))[0]
    # from 0.25 to 0.75: half of the third bin, all of five, half of the eighth
    assert masses == pytest.approx([0, 0, 0.1, 0.2, 0.2, 0.2, 0.2, 0.1, 0, 0])


def drawn(bias: float, n: int = 4000) -> pd.DataFrame:
    """Nine independent votes whose chance is forecast, or forecast too low by `bias`."""
    rng = np.random.default_rng(0)
    votes = np.arange(SEATS + 1)
    truth = rng.uniform(0.3, 0.6, n)
    forecast = binom.pmf(votes, 9, (truth - bias)[:, None])
    observed = rng.binomial(9, truth)
    cases = pd.DataFrame({"case_id": [f"{i:05d}" for i in range(n)], "term": 1900, "outcome": 1})
    bootstrap = draw_clusters(cases["case_id"], 300, rng)
    given = shares(np.full(n, 9), observed, forecast, forecast)
    return vote_split_calibration_table(cases, given, [ALL], bootstrap, 0.99)


def test_what_is_right_is_called_right():
    table = drawn(0.0)
    assert ((table["ci_low"] <= 0) & (table["ci_high"] >= 0)).all()
    sums = table.groupby("measure")[["observed", "forecast"]].sum()
    np.testing.assert_allclose(sums, 1)


def test_what_is_too_low_piles_up_at_the_top():
    table = drawn(0.1)
    pit = table[table["measure"] == PIT].set_index("value")
    assert pit.loc[9, "ci_low"] > 0
    assert pit.loc[0, "ci_high"] < 0


def test_history_stands_beside():
    table = drawn(0.1)
    side = table[table["measure"] == SMALLER_SIDE]
    np.testing.assert_allclose(side["historical"], side["forecast"])
