"""Case first, then votes given the case: a vote is mostly its case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from scotus_forecast.core.learners.fitting import Classifier, Fitter, Learner, logit, p_reverse
from scotus_forecast.core.learners.soft_targets import soft_targets
from scotus_forecast.core.project.settings import Count, Settings, Window
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.splits import term_seed
from scotus_forecast.core.walk_forward.walk import WalkForward

#: Terms of out-of-sample case forecasts before votes are modelled; until then p(vote) = p(case).
#: Fixed: it only has to give the first vote model some rows, and it touches the first terms alone.
LEAST_TERMS = 5


class CaseThenVotesSettings(Settings):
    """What every case-then-votes model can be told.

    Attributes
    ----------
    case_window, vote_window : int or None
        Terms before the forecast that train the case and the vote model; all where null.
    refit_every : int
        Terms forecast with one fit.
    vote_weight : float
        From 0 to 1: how far the votes of a case move its soft target.
    """

    case_window: Window
    vote_window: Window
    refit_every: Count
    vote_weight: float = Field(ge=0, le=1)


def as_given(inputs: ForecastInputs) -> ForecastInputs:
    """Leave the features as they are."""
    return inputs


def vote_matrix(inputs: ForecastInputs, p_case: np.ndarray) -> np.ndarray:
    """Features of votes beside the forecast of their case.

    Parameters
    ----------
    inputs : ForecastInputs
    p_case : np.ndarray, shape (n_cases,)
        Probability that each case is reversed.

    Returns
    -------
    np.ndarray of float32, shape (n_votes, n_features + 2)
        The last columns: log-odds of the case, and the number of justices listed for it.
    """
    given_case = logit(p_case)[inputs.case_of_vote]
    size = np.bincount(inputs.case_of_vote)[inputs.case_of_vote]
    return np.column_stack([inputs.vote_features.to_numpy(), given_case, size]).astype(np.float32)


@dataclass(frozen=True)
class CaseThenVotes:
    """A case model, and a vote model given the forecast of the case.

    Attributes
    ----------
    case, vote : callable
        From a seed to an unfitted classifier. That of cases is fitted on soft targets.
    settings : CaseThenVotesSettings
    prepare : callable
        From inputs to inputs with the case features this model wants.
    """

    case: Learner
    vote: Learner
    settings: CaseThenVotesSettings
    prepare: Callable[[ForecastInputs], ForecastInputs] = as_given

    def forecast(self, inputs: ForecastInputs, walk: WalkForward) -> Forecast:
        """Walk forward over cases, then over votes given the cases' forecasts."""
        p_case = self.forecast_cases(inputs, walk)
        p_vote = self.vote_fitter(inputs, p_case, walk.first_term).forecast(walk)
        early = inputs.vote.term < walk.first_term + LEAST_TERMS
        given_case = p_case[inputs.case_of_vote]
        return Forecast(p_case, np.where(early | np.isnan(p_vote), given_case, p_vote))

    def forecast_cases(self, inputs: ForecastInputs, walk: WalkForward) -> np.ndarray:
        """Walk forward over cases alone, shape (n_cases,). Votes cost most of the time."""
        return self.case_fitter(inputs).forecast(walk)

    def case_fitter(self, inputs: ForecastInputs) -> Fitter:
        """Return what fits and forecasts cases."""
        return Fitter(
            self.case,
            self.prepare(inputs).case_features.to_numpy(),
            inputs.case,
            window=self.settings.case_window,
            refit_every=self.settings.refit_every,
            target=soft_targets(inputs, self.settings.vote_weight),
        )

    def vote_fitter(self, inputs: ForecastInputs, p_case: np.ndarray, first_term: int) -> Fitter:
        """Return what fits and forecasts votes given out-of-sample forecasts of their cases.

        The forecasts of the cases that votes train on were made before those cases' terms.
        """
        return Fitter(
            self.vote,
            vote_matrix(inputs, p_case),
            inputs.vote,
            since=first_term,
            window=self.settings.vote_window,
            refit_every=self.settings.refit_every,
        )

    def fit(
        self, inputs: ForecastInputs, p_case: np.ndarray, first_term: int, seed: int
    ) -> FittedCaseThenVotes:
        """Fit both models on every decided term.

        Parameters
        ----------
        inputs : ForecastInputs
        p_case : np.ndarray, shape (n_cases,)
            Out-of-sample forecasts of the cases, which the vote model is given while it trains.
        first_term, seed : int
        """
        case = self.case_fitter(inputs).fit_all(term_seed(seed, "case", term=0))
        votes = self.vote_fitter(inputs, p_case, first_term)
        return FittedCaseThenVotes(case, votes.fit_all(term_seed(seed, "vote", term=0)), self)


@dataclass(frozen=True)
class FittedCaseThenVotes:
    """A fitted case model and a fitted vote model given the case.

    Attributes
    ----------
    case, vote : classifier
    parts : CaseThenVotes
        What they were made from; prepares the case features.
    """

    case: Classifier
    vote: Classifier
    parts: CaseThenVotes

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        prepared = self.parts.prepare(inputs)
        p_case = p_reverse(self.case, prepared.case_features.to_numpy())
        return Forecast(p_case, p_reverse(self.vote, vote_matrix(inputs, p_case)))
