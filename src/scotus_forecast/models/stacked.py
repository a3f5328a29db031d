"""One forecast from several: logistic stacking on earlier out-of-sample forecasts only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.models.inputs import Forecast, Inputs, Labels
from scotus_forecast.models.two_level import LEAST_TERMS, Fitter, logit


@dataclass(frozen=True)
class BaseForecasts:
    """Out-of-sample forecasts of the base models.

    Attributes
    ----------
    case : np.ndarray, shape (n_cases, n_models)
    vote : np.ndarray, shape (n_votes, n_models)
    """

    case: np.ndarray
    vote: np.ndarray


def stacker(_seed: int, c: float) -> LogisticRegression:
    """Unfitted penalised logistic regression on log-odds."""
    return LogisticRegression(C=c, max_iter=1000)


def case_signals(inputs: Inputs, base: BaseForecasts) -> np.ndarray:
    """Log-odds of a case from each model, and from the mean of each model's votes."""
    means = [inputs.mean_over_votes(p) for p in base.vote.T]
    return logit(np.column_stack([base.case, *means]))


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
    learner = partial(stacker, c=settings["c"])
    stack = partial(_stack, learner=learner, window=settings["window"], run=run)
    p_case = stack(case_signals(inputs, base), inputs.case)
    return Forecast(p_case, stack(vote_signals(inputs, base, p_case), inputs.vote))


def _stack(X: np.ndarray, labels: Labels, learner: Any, window: int, run: Run) -> np.ndarray:  # noqa: ANN401
    forecast = Fitter(learner, X, labels, since=run.first_term, window=window).forecast(
        run.serial()
    )
    early = labels.term < run.first_term + LEAST_TERMS
    return np.where(early | np.isnan(forecast), 1 / (1 + np.exp(-X.mean(axis=1))), forecast)
