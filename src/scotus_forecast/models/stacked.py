"""One forecast from several: mean log-odds, recalibrated on earlier forecasts only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from pydantic import Field
from sklearn.linear_model import LogisticRegression

from scotus_forecast.core.learners.case_then_votes import LEAST_TERMS
from scotus_forecast.core.learners.fitting import Classifier, Fitter, log_chances, logit, p_reverse
from scotus_forecast.core.learners.registry import FittedModel, Stack
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.settings import Positive, Settings
from scotus_forecast.core.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs, Labels
from scotus_forecast.core.walk_forward.walk import WalkForward


class StackedSettings(Settings):
    """Which models are combined, and how their mean is recalibrated.

    Attributes
    ----------
    base : dict of str to float
        Weights by base model. Weights that are fitted were no better than those given
        (`docs/decisions/017`).
    c : float
        Inverse penalty.
    case_half_life, vote_half_life : float
        Terms after which an earlier forecast counts half.
    """

    base: dict[str, Positive] = Field(min_length=1)
    c: Positive
    case_half_life: Positive
    vote_half_life: Positive


@dataclass(frozen=True)
class DecayingFitter(Fitter):
    """Fits on earlier forecasts, older ones counting less.

    Attributes
    ----------
    half_life : float
        Terms after which a row counts half.
    """

    half_life: float = math.inf

    def _fit(self, train: np.ndarray, seed: int) -> Classifier:
        age = self.labels.term[train].max() - self.labels.term[train]
        weights = 0.5 ** (age / self.half_life)
        return self.learner(seed).fit(self.X[train], self.labels.reversed[train], weights)


def stacker(_seed: int, c: float) -> LogisticRegression:
    """Unfitted penalised logistic regression on log-odds.

    With few features and many rows, Newton's method converges in a fifth of the time in which
    scikit-learn's default stops short of it.
    """
    return LogisticRegression(C=c, solver="newton-cholesky")


def mean_log_odds(p: np.ndarray, settings: StackedSettings) -> np.ndarray:
    """Log-odds averaged over the base models by their weights.

    Parameters
    ----------
    p : np.ndarray, shape (n_rows, n_models)
        Forecasts in the order of ``settings.base``.
    settings : StackedSettings

    Returns
    -------
    np.ndarray, shape (n_rows, 1)
    """
    return np.average(logit(p), axis=1, weights=list(settings.base.values()), keepdims=True)


def vote_signals(
    inputs: ForecastInputs, base: BaseForecasts, p_case: np.ndarray, settings: StackedSettings
) -> np.ndarray:
    """Mean log-odds of a vote, the log chances of its case, and the features of the vote.

    Parameters
    ----------
    inputs : ForecastInputs
    base : BaseForecasts
    p_case : np.ndarray, shape (n_cases,)
        The stack's own forecasts of the cases.
    settings : StackedSettings

    Returns
    -------
    np.ndarray of float32, shape (n_votes, 3 + n_vote_features)
    """
    return np.column_stack(
        [
            mean_log_odds(base.vote, settings),
            log_chances(p_case)[inputs.case_of_vote],
            inputs.vote_features.to_numpy(),
        ]
    ).astype(np.float32)


def combine(
    inputs: ForecastInputs, base: BaseForecasts, settings: StackedSettings, walk: WalkForward
) -> Forecast:
    """Recalibrate the mean log-odds of cases, then of votes beside their cases and features.

    Until `LEAST_TERMS` terms have been forecast, the mean stands.
    """
    p_case = _forecast(case_stack(inputs, base, settings, walk.first_term), walk)
    votes = vote_stack(inputs, base, p_case, settings, walk.first_term)
    return Forecast(p_case, _forecast(votes, walk))


def case_stack(
    inputs: ForecastInputs, base: BaseForecasts, settings: StackedSettings, first_term: int
) -> Fitter:
    """Return what recalibrates cases."""
    X = mean_log_odds(base.case, settings)
    return _stack(X, inputs.case, settings, settings.case_half_life, first_term)


def vote_stack(
    inputs: ForecastInputs,
    base: BaseForecasts,
    p_case: np.ndarray,
    settings: StackedSettings,
    first_term: int,
) -> Fitter:
    """Return what recalibrates votes beside their cases."""
    X = vote_signals(inputs, base, p_case, settings)
    return _stack(X, inputs.vote, settings, settings.vote_half_life, first_term)


def _stack(
    X: np.ndarray, labels: Labels, settings: StackedSettings, half_life: float, first_term: int
) -> DecayingFitter:
    learner = partial(stacker, c=settings.c)
    return DecayingFitter(learner, X, labels, since=first_term, half_life=half_life)


def _forecast(fitter: Fitter, walk: WalkForward) -> np.ndarray:
    """Walk forward; the first column, the mean log-odds, stands until enough is known."""
    forecast = fitter.forecast(walk)
    early = fitter.labels.term < walk.first_term + LEAST_TERMS
    mean = 1 / (1 + np.exp(-fitter.X[:, 0]))
    return np.where(early | np.isnan(forecast), mean, forecast)


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
    settings : StackedSettings
    case, vote : classifier
        The stack at each level.
    """

    horizon: str
    last_term: int
    case_features: tuple[str, ...]
    vote_features: tuple[str, ...]
    base: Mapping[str, FittedModel]
    settings: StackedSettings
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
        p_case = p_reverse(self.case, mean_log_odds(forecasts.case, self.settings))
        of_votes = vote_signals(inputs, forecasts, p_case, self.settings)
        return Forecast(p_case, p_reverse(self.vote, of_votes))


def _require(unit: str, fitted: tuple[str, ...], given: pd.DataFrame) -> None:
    names = tuple(given)
    if names != fitted:
        other = sorted(set(fitted) ^ set(names)) or ["their order"]
        raise UserError(f"the model was fitted on other features of {unit}: {', '.join(other)}")


MODEL = Stack("Stacked forecasts", StackedSettings, combine)
