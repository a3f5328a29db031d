"""Prospective forecasts of how the votes of a case divide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scotus_forecast.vote_splits.benches import Benches
from scotus_forecast.vote_splits.coalitions import coalition_splits, crossed
from scotus_forecast.vote_splits.distributions import (
    HistoricalSplits,
    Majorities,
    mixture_weights,
    poisson_binomial,
)
from scotus_forecast.walk_forward.splits import Split
from scotus_forecast.walk_forward.walk import WalkForward


@dataclass(frozen=True, eq=False)
class Decided:
    """Truth of each case, shape (n_cases,).

    Attributes
    ----------
    term, revealed : np.ndarray of int
        `revealed` is the first term whose forecasts may use the case.
    observed : np.ndarray of int
        Votes to reverse on the roster.
    reversed : np.ndarray of int
        Whether the Court reversed.
    """

    term: np.ndarray
    revealed: np.ndarray
    observed: np.ndarray
    reversed: np.ndarray


@dataclass(frozen=True, eq=False)
class SplitForecast:
    """Distributions of the number of votes to reverse, shape (n_cases, SEATS + 1).

    Attributes
    ----------
    coalition, independent, historical : np.ndarray
        The model; the same chances taken as independent; frequencies of earlier terms.
    p_case_reverse : np.ndarray, shape (n_cases,)
        Chance that the Court reverses, by the model.
    """

    coalition: np.ndarray
    independent: np.ndarray
    historical: np.ndarray
    p_case_reverse: np.ndarray


@dataclass(frozen=True, eq=False)
class MixtureOfCoalitions:
    """Weigh ways of hanging together by how they did in recent terms.

    Attributes
    ----------
    parts : np.ndarray, shape (n_parts, SEATS + 1, n_cases)
    decided : Decided
    since : int
        Cases of earlier terms have no forecast and do not train.
    window : int
        Terms before the forecast that train.
    strength : float
        See `mixture.mixture_weights`.
    """

    parts: np.ndarray
    decided: Decided
    since: int
    window: int
    strength: float

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Distributions of the test cases, shape (n_test, SEATS + 1)."""
        weights = self.weights(split)
        return np.einsum("g,gkc->ck", weights, self.parts[:, :, split.test])

    def weights(self, split: Split) -> np.ndarray:
        """Weights of the parts at one term."""
        earliest = max(self.since, split.term - self.window)
        recent = split.train[self.decided.term[split.train] >= earliest]
        likelihood = self.parts[:, self.decided.observed[recent], recent].T
        return mixture_weights(likelihood, self.strength)


def forecast_splits(
    benches: Benches, decided: Decided, settings: dict[str, Any], walk: WalkForward
) -> SplitForecast:
    """Forecast the split of every case from what was known before its term; NaN before the first.

    Settings
    --------
    ways : list of dict
        Each ``unanimity``, ``rho`` and ``ideology``, lists of float whose combinations are weighed
        against each other, see `coalition.Coalition`.
    window : int
        Terms of earlier forecasts that weigh them.
    strength : float
        Cases the even prior is worth.
    history : dict
        ``half_life`` and ``strength`` of `historical_splits.HistoricalSplits`.
    """
    ways = [way for values in settings["ways"] for way in crossed(**values)]
    parts = coalition_splits(benches, ways, walk.execution)
    model = MixtureOfCoalitions(
        parts, decided, walk.first_term, settings["window"], settings["strength"]
    )
    history = HistoricalSplits(decided.term, benches.size, decided.observed, **settings["history"])
    majorities = Majorities(benches.size, decided.observed, decided.reversed)
    coalition, historical, given_votes = (
        walk.serial().forecast(forecaster, decided.term, decided.revealed)
        for forecaster in (model, history, majorities)
    )
    return SplitForecast(
        coalition=coalition,
        independent=poisson_binomial(benches.marginal).T,
        historical=historical,
        p_case_reverse=(coalition * given_votes).sum(axis=1),
    )
