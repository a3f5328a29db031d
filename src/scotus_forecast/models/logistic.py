"""Penalised logistic regression: cases, then votes given the cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from scotus_forecast.learners.case_then_votes import Learners, two_level
from scotus_forecast.learners.fitting import logit
from scotus_forecast.learners.soft_targets import NestedDichotomies, SoftTargetClassifier
from scotus_forecast.project.feature_names import is_ordered, is_rate
from scotus_forecast.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.walk_forward.walk import WalkForward

#: Rates are kept this far from 0 and 1 before their log-odds are taken.
_EDGE = 0.02


def ridge(_seed: int, c: float) -> Pipeline:
    """Unfitted standardisation and L2-penalised logistic regression with inverse penalty `c`."""
    model = LogisticRegression(C=c, max_iter=1000, tol=1e-3)
    return make_pipeline(StandardScaler(), SoftTargetClassifier(model))


def learners(settings: dict[str, Any]) -> Learners:
    """Logistic regression at both levels, nested for cases.

    Codes, whose numbers have no order, are left out.

    Settings
    --------
    c : float
        Inverse penalty.
    case_window, vote_window : int
        Terms that train the case and the vote model.
    refit_every : int
        Terms forecast with one fit.
    vote_weight : float
        Weight of its votes, beside its outcome, in what a case is taken to have been.
    """
    learner = partial(ridge, c=settings["c"])
    return Learners(
        case=partial(NestedDichotomies, learner),
        vote=learner,
        case_window=settings["case_window"],
        vote_window=settings["vote_window"],
        refit_every=settings["refit_every"],
        vote_weight=settings["vote_weight"],
        prepare=on_log_odds,
    )


def on_log_odds(inputs: ForecastInputs) -> ForecastInputs:
    """Keep ordered case features, rates as log-odds."""
    kept = inputs.case_features[[name for name in inputs.case_features if is_ordered(name)]]
    rates = [name for name in kept if is_rate(name)]
    return inputs.with_case_features(kept.assign(**{r: logit(kept[r], _EDGE) for r in rates}))


def logistic(inputs: ForecastInputs, settings: dict[str, Any], walk: WalkForward) -> Forecast:
    """Forecast with logistic regression at both levels; settings as in `learners`."""
    return two_level(inputs, learners(settings), walk)
