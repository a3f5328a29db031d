"""Penalised logistic regression: cases, then votes given the cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.features.names import is_ordered
from scotus_forecast.models.inputs import Forecast, Inputs
from scotus_forecast.models.two_level import Learners, two_level


def ridge(_seed: int, c: float) -> Pipeline:
    """Unfitted standardisation and L2-penalised logistic regression with inverse penalty `c`."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=1000, tol=1e-3))


def learners(settings: dict[str, Any]) -> Learners:
    """Logistic regression at both levels; codes, whose numbers have no order, are left out.

    Settings
    --------
    c : float
        Inverse penalty.
    vote_window : int
        Terms of votes that train the vote model.
    refit_every : int
        Terms forecast with one fit.
    """
    learner = partial(ridge, c=settings["c"])
    return Learners(
        learner, learner, settings["vote_window"], settings["refit_every"], wanted=is_ordered
    )


def logistic(inputs: Inputs, settings: dict[str, Any], run: Run) -> Forecast:
    """Forecast with logistic regression at both levels; settings as in `learners`."""
    return two_level(inputs, learners(settings), run)
