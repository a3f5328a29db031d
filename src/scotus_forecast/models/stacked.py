"""One forecast from several: mean log-odds, recalibrated on earlier forecasts only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from scotus_forecast.learners.case_then_votes import LEAST_TERMS
from scotus_forecast.learners.fitting import Classifier, Fitter, log_chances, logit
from scotus_forecast.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs, Labels
from scotus_forecast.walk_forward.walk import WalkForward


@dataclass(frozen=True)
class Fading(Fitter):
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
    """Unfitted penalised logistic regression on log-odds."""
    return LogisticRegression(C=c, max_iter=1000)


def mean_log_odds(p: np.ndarray, settings: dict[str, Any]) -> np.ndarray:
    """Log-odds averaged over the base models by their weights.

    Parameters
    ----------
    p : np.ndarray, shape (n_rows, n_models)
        Forecasts in the order of ``settings["base"]``.
    settings : dict
        Of the stack; see `stacked`.

    Returns
    -------
    np.ndarray, shape (n_rows, 1)
    """
    return np.average(logit(p), axis=1, weights=list(settings["base"].values()), keepdims=True)


def vote_signals(
    inputs: ForecastInputs, base: BaseForecasts, p_case: np.ndarray, settings: dict[str, Any]
) -> np.ndarray:
    """Mean log-odds of a vote, the log chances of its case, and the features of the vote."""
    return np.column_stack(
        [
            mean_log_odds(base.vote, settings),
            log_chances(p_case)[inputs.case_of_vote],
            inputs.vote_features.to_numpy(),
        ]
    )


def stacked(
    inputs: ForecastInputs, base: BaseForecasts, settings: dict[str, Any], walk: WalkForward
) -> Forecast:
    """Recalibrate the mean log-odds of cases, then of votes beside their cases and features.

    Settings
    --------
    base : dict of str to float
        Weights by base model.
    c : float
        Inverse penalty.
    case_half_life, vote_half_life : float
        Terms after which an earlier forecast counts half.

    Notes
    -----
    Until `LEAST_TERMS` terms have been forecast, the mean stands. Weights that are fitted were no
    better than those given (`docs/decisions/017`).
    """
    p_case = _forecast(case_stack(inputs, base, settings, walk.first_term), walk)
    votes = vote_stack(inputs, base, p_case, settings, walk.first_term)
    return Forecast(p_case, _forecast(votes, walk))


def case_stack(
    inputs: ForecastInputs, base: BaseForecasts, settings: dict[str, Any], first_term: int
) -> Fitter:
    """Return what recalibrates cases."""
    X = mean_log_odds(base.case, settings)
    return _stack(X, inputs.case, settings, "case_half_life", first_term)


def vote_stack(
    inputs: ForecastInputs,
    base: BaseForecasts,
    p_case: np.ndarray,
    settings: dict[str, Any],
    first_term: int,
) -> Fitter:
    """Return what recalibrates votes beside their cases."""
    X = vote_signals(inputs, base, p_case, settings)
    return _stack(X, inputs.vote, settings, "vote_half_life", first_term)


def _stack(
    X: np.ndarray, labels: Labels, settings: dict[str, Any], half_life: str, first_term: int
) -> Fading:
    learner = partial(stacker, c=settings["c"])
    return Fading(learner, X, labels, since=first_term, half_life=settings[half_life])


def _forecast(fitter: Fitter, walk: WalkForward) -> np.ndarray:
    """Walk forward; the first column, the mean log-odds, stands until enough is known."""
    forecast = fitter.forecast(walk)
    early = fitter.labels.term < walk.first_term + LEAST_TERMS
    mean = 1 / (1 + np.exp(-fitter.X[:, 0]))
    return np.where(early | np.isnan(forecast), mean, forecast)
