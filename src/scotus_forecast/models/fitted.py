"""Models fitted on every decided term, for cases still pending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scotus_forecast.evaluation.walk_forward import term_seed
from scotus_forecast.evaluation.walk_forward.inputs import BaseForecasts, Forecast, Inputs
from scotus_forecast.models.stacked import case_signals, vote_signals
from scotus_forecast.models.two_level import (
    Classifier,
    Learners,
    case_fitter,
    vote_fitter,
    vote_matrix,
)


@dataclass(frozen=True)
class FittedTwoLevel:
    """A fitted case model and a fitted vote model given the case.

    Attributes
    ----------
    case, vote : classifier
    learners : Learners
        What they were made from; prepares the case features.
    """

    case: Classifier
    vote: Classifier
    learners: Learners

    def predict(self, inputs: Inputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        chosen = self.learners.prepare(inputs)
        p_case = _reverse(self.case, chosen.case_features.to_numpy())
        return Forecast(p_case, _reverse(self.vote, vote_matrix(inputs, p_case)))


@dataclass(frozen=True)
class FittedStack:
    """Fitted base models and the stack over their forecasts.

    Attributes
    ----------
    horizon : str
    last_term : int
        Last term whose labels were seen.
    case_features, vote_features : tuple of str
        Names in the order the models expect.
    base : mapping of str to FittedTwoLevel
    case, vote : classifier
        The stack at each level.
    """

    horizon: str
    last_term: int
    case_features: tuple[str, ...]
    vote_features: tuple[str, ...]
    base: Mapping[str, FittedTwoLevel]
    case: Classifier
    vote: Classifier

    def predict(self, inputs: Inputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        single = [model.predict(inputs) for model in self.base.values()]
        forecasts = BaseForecasts(
            np.column_stack([one.case for one in single]),
            np.column_stack([one.vote for one in single]),
        )
        p_case = _reverse(self.case, case_signals(forecasts))
        return Forecast(p_case, _reverse(self.vote, vote_signals(inputs, forecasts, p_case)))


def _reverse(model: Classifier, X: np.ndarray) -> np.ndarray:
    return model.predict_proba(X)[:, 1]


def fit_two_level(
    inputs: Inputs, learners: Learners, p_case: np.ndarray, first_term: int, seed: int
) -> FittedTwoLevel:
    """Fit both levels on every decided term.

    Parameters
    ----------
    inputs : Inputs
    learners : Learners
    p_case : np.ndarray, shape (n_cases,)
        The walk-forward's own forecasts: what the vote model is conditioned on while training.
    first_term, seed : int
    """
    case = case_fitter(inputs, learners).fit_all(term_seed(seed, "case", term=0))
    votes = vote_fitter(inputs, p_case, learners, first_term)
    return FittedTwoLevel(case, votes.fit_all(term_seed(seed, "vote", term=0)), learners)
