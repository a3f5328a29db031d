"""Forecasts how many justices vote to reverse: a mixture of couplings, weighted by past fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.core.project.params import VoteSplitParams
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.vote_splits.benches import Benches
from scotus_forecast.vote_splits.couplings import distributions_of, every_coupling
from scotus_forecast.vote_splits.distributions import (
    HistoricalVoteSplits,
    Majorities,
    mixture_weights,
    poisson_binomial,
)


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
class VoteSplitForecast:
    """Distributions of the number of votes to reverse, shape (n_cases, SEATS + 1).

    Attributes
    ----------
    mixture, independent, historical : np.ndarray
        The model; the same votes taken as independent; frequencies of earlier terms.
    p_case_reverse : np.ndarray, shape (n_cases,)
        Probability that the Court reverses, by the model.
    """

    mixture: np.ndarray
    independent: np.ndarray
    historical: np.ndarray
    p_case_reverse: np.ndarray


@dataclass(frozen=True, eq=False)
class MixtureOfCouplings:
    """Mix couplings with weights by maximum likelihood over recent terms.

    Attributes
    ----------
    parts : np.ndarray, shape (n_parts, SEATS + 1, n_cases)
    decided : Decided
    since : int
        Cases of earlier terms have no forecast and do not train.
    window : int
        Terms before the forecast that train.
    shrinkage : float
        See `distributions.mixture_weights`.
    """

    parts: np.ndarray
    decided: Decided
    since: int
    window: int
    shrinkage: float

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Distributions of the test cases, shape (n_test, SEATS + 1)."""
        weights = self.weights(split)
        return np.einsum("g,gkc->ck", weights, self.parts[:, :, split.test])

    def weights(self, split: Split) -> np.ndarray:
        """Weights of the parts at one term."""
        earliest = max(self.since, split.term - self.window)
        recent = split.train[self.decided.term[split.train] >= earliest]
        likelihood = self.parts[:, self.decided.observed[recent], recent].T
        return mixture_weights(likelihood, self.shrinkage)


def forecast_vote_splits(
    benches: Benches, decided: Decided, params: VoteSplitParams, walk: WalkForward
) -> VoteSplitForecast:
    """Forecast every case from what was known before its term; NaN before the first term.

    Parameters
    ----------
    benches : Benches
    decided : Decided
    params : VoteSplitParams
    walk : WalkForward
    """
    couplings = [one for block in params.couplings for one in every_coupling(**dict(block))]
    mixture = MixtureOfCouplings(
        distributions_of(benches, couplings, walk.execution),
        decided,
        walk.first_term,
        params.window,
        params.shrinkage,
    )
    history = HistoricalVoteSplits(
        decided.term, benches.size, decided.observed, **dict(params.history)
    )
    majorities = Majorities(benches.size, decided.observed, decided.reversed)
    mixed, historical, given_votes = (
        walk.serial().forecast(forecaster, decided.term, decided.revealed)
        for forecaster in (mixture, history, majorities)
    )
    return VoteSplitForecast(
        mixture=mixed,
        independent=poisson_binomial(benches.marginal).T,
        historical=historical,
        p_case_reverse=(mixed * given_votes).sum(axis=1),
    )
