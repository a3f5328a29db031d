"""Models fitted on every decided term, for cases still pending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from scotus_forecast.learners.case_then_votes import Learners, case_fitter, vote_fitter, vote_matrix
from scotus_forecast.learners.fitting import Classifier
from scotus_forecast.learners.forests import simple_votes
from scotus_forecast.models.stacked import mean_log_odds, vote_signals
from scotus_forecast.models.vote_forest import plant
from scotus_forecast.project.errors import UserError
from scotus_forecast.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs
from scotus_forecast.walk_forward.splits import term_seed


class FittedModel(Protocol):
    """What forecasts cases and votes whose labels nobody knows."""

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""


@dataclass(frozen=True)
class FittedCaseThenVotes:
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

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        chosen = self.learners.prepare(inputs)
        p_case = _reverse(self.case, chosen.case_features.to_numpy())
        return Forecast(p_case, _reverse(self.vote, vote_matrix(inputs, p_case)))


@dataclass(frozen=True)
class FittedForest:
    """A fitted forest of votes.

    Attributes
    ----------
    forest : classifier
    """

    forest: Classifier

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        p_vote = _reverse(self.forest, simple_votes(inputs))
        return Forecast(inputs.mean_over_votes(p_vote), p_vote)


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
    base : mapping of str to FittedModel
    settings : dict
        Of the stack.
    case, vote : classifier
        The stack at each level.
    """

    horizon: str
    last_term: int
    case_features: tuple[str, ...]
    vote_features: tuple[str, ...]
    base: Mapping[str, FittedModel]
    settings: dict[str, Any]
    case: Classifier
    vote: Classifier

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at.

        Raises
        ------
        UserError
            When the features are not those it was fitted on, in their order.
        """
        _require("cases", self.case_features, inputs.case_features)
        _require("votes", self.vote_features, inputs.vote_features)
        single = [model.predict(inputs) for model in self.base.values()]
        forecasts = BaseForecasts(
            np.column_stack([one.case for one in single]),
            np.column_stack([one.vote for one in single]),
        )
        p_case = _reverse(self.case, mean_log_odds(forecasts.case, self.settings))
        of_votes = vote_signals(inputs, forecasts, p_case, self.settings)
        return Forecast(p_case, _reverse(self.vote, of_votes))


def _require(unit: str, fitted: tuple[str, ...], given: pd.DataFrame) -> None:
    names = tuple(given)
    if names != fitted:
        other = sorted(set(fitted) ^ set(names)) or ["their order"]
        raise UserError(f"the model was fitted on other features of {unit}: {', '.join(other)}")


def _reverse(model: Classifier, X: np.ndarray) -> np.ndarray:
    return model.predict_proba(X)[:, 1]


def fit_two_level(
    inputs: ForecastInputs, learners: Learners, p_case: np.ndarray, first_term: int, seed: int
) -> FittedCaseThenVotes:
    """Fit both levels on every decided term.

    Parameters
    ----------
    inputs : ForecastInputs
    learners : Learners
    p_case : np.ndarray, shape (n_cases,)
        The walk-forward's own forecasts: what the vote model is conditioned on while training.
    first_term, seed : int
    """
    case = case_fitter(inputs, learners).fit_all(term_seed(seed, "case", term=0))
    votes = vote_fitter(inputs, p_case, learners, first_term)
    return FittedCaseThenVotes(case, votes.fit_all(term_seed(seed, "vote", term=0)), learners)


def fit_forest(inputs: ForecastInputs, settings: dict[str, Any], seed: int) -> FittedForest:
    """Fit as many trees as vote on a term, all of them on every decided term.

    Parameters
    ----------
    inputs : ForecastInputs
    settings : dict
        Of the forest; see `vote_forest`.
    seed : int
    """
    generations = -(-settings["lifetime"] // settings["refit_every"])
    whole = {**settings, "trees": settings["trees"] * generations}
    forest = plant(term_seed(seed, "vote", term=0), inputs.vote.reversed, whole)
    return FittedForest(forest.fit(simple_votes(inputs), inputs.vote.reversed))
