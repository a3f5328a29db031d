"""One forecast from several: logistic stacking on earlier out-of-sample forecasts only."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.models.inputs import BaseForecasts, Forecast, Inputs, Labels
from scotus_forecast.models.two_level import LEAST_TERMS, Fitter, logit


def stacker(_seed: int, c: float) -> LogisticRegression:
    """Unfitted penalised logistic regression on log-odds."""
    return LogisticRegression(C=c, max_iter=1000)


def case_signals(base: BaseForecasts) -> np.ndarray:
    """Log-odds of a case from each model."""
    return logit(base.case)


def vote_signals(inputs: Inputs, base: BaseForecasts, p_case: np.ndarray) -> np.ndarray:
    """Log-odds of a vote from each model, and of its case from the stack."""
    return logit(np.column_stack([base.vote, p_case[inputs.case_of_vote]]))


def stacked(inputs: Inputs, base: BaseForecasts, settings: dict[str, Any], run: Run) -> Forecast:
    """Stack cases, then votes.

    Settings
    --------
    base : list of str
        Names of the base models, used by the stage.
    c : float
        Inverse penalty.
    window : int
        Terms of earlier forecasts that train.

    Notes
    -----
    Until `LEAST_TERMS` terms have been forecast, the mean of the log-odds stands.
    """
    case = stack_fitter(case_signals(base), inputs.case, settings, run.first_term)
    p_case = _forecast(case, run)
    signals = vote_signals(inputs, base, p_case)
    vote = stack_fitter(signals, inputs.vote, settings, run.first_term)
    return Forecast(p_case, _forecast(vote, run))


def stack_fitter(
    X: np.ndarray, labels: Labels, settings: dict[str, Any], first_term: int
) -> Fitter:
    """Return what fits the stack of one unit."""
    learner = partial(stacker, c=settings["c"])
    return Fitter(learner, X, labels, since=first_term, window=settings["window"])


def _forecast(fitter: Fitter, run: Run) -> np.ndarray:
    forecast = fitter.forecast(run.serial())
    early = fitter.labels.term < run.first_term + LEAST_TERMS
    mean = 1 / (1 + np.exp(-fitter.X.mean(axis=1)))
    return np.where(early | np.isnan(forecast), mean, forecast)
