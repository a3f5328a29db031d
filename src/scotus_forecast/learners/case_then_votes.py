"""Case first, then votes given the case: a vote is mostly its case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scotus_forecast.learners.fitting import Fitter, Learner, logit
from scotus_forecast.learners.soft_targets import soft_targets
from scotus_forecast.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.walk_forward.walk import WalkForward

#: Terms of out-of-sample case forecasts before votes are modelled; until then p(vote) = p(case).
LEAST_TERMS = 5


def as_given(inputs: ForecastInputs) -> ForecastInputs:
    """Leave the features as they are."""
    return inputs


def vote_matrix(inputs: ForecastInputs, p_case: np.ndarray) -> np.ndarray:
    """Features of votes beside the forecast of their case, shape (n_votes, n_features + 2)."""
    given_case = logit(p_case)[inputs.case_of_vote]
    size = np.bincount(inputs.case_of_vote)[inputs.case_of_vote]
    return np.column_stack([inputs.vote_features.to_numpy(), given_case, size]).astype(np.float32)


@dataclass(frozen=True)
class Learners:
    """What a two-level forecaster is made of.

    Attributes
    ----------
    case, vote : callable
        From a seed to an unfitted classifier; that of cases is fitted on `soft_targets`.
    case_window, vote_window : int or None
        Terms that train the case and the vote model; all where None.
    refit_every : int
        Terms forecast with one fit.
    vote_weight : float
        Weight of the votes of a case in its soft target.
    prepare : callable
        From inputs to inputs with the case features this forecaster wants.
    """

    case: Learner
    vote: Learner
    case_window: int | None
    vote_window: int | None
    refit_every: int
    vote_weight: float
    prepare: Callable[[ForecastInputs], ForecastInputs] = as_given


def two_level(inputs: ForecastInputs, learners: Learners, walk: WalkForward) -> Forecast:
    """Walk forward over cases, then over votes given the cases' forecasts."""
    p_case = case_fitter(inputs, learners).forecast(walk)
    p_vote = vote_fitter(inputs, p_case, learners, walk.first_term).forecast(walk)
    early = inputs.vote.term < walk.first_term + LEAST_TERMS
    given_case = p_case[inputs.case_of_vote]
    return Forecast(p_case, np.where(early | np.isnan(p_vote), given_case, p_vote))


def case_fitter(inputs: ForecastInputs, learners: Learners) -> Fitter:
    """Return what fits and forecasts cases."""
    return Fitter(
        learners.case,
        learners.prepare(inputs).case_features.to_numpy(),
        inputs.case,
        window=learners.case_window,
        refit_every=learners.refit_every,
        target=soft_targets(inputs, learners.vote_weight),
    )


def vote_fitter(
    inputs: ForecastInputs, p_case: np.ndarray, learners: Learners, first_term: int
) -> Fitter:
    """Return what fits and forecasts votes given out-of-sample forecasts of their cases.

    The forecasts of the cases that votes train on were themselves made before those cases' terms.
    """
    return Fitter(
        learners.vote,
        vote_matrix(inputs, p_case),
        inputs.vote,
        since=first_term,
        window=learners.vote_window,
        refit_every=learners.refit_every,
    )
