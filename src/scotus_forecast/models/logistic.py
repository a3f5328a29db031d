"""Penalised logistic regression: cases, then votes given the cases."""

from __future__ import annotations

from functools import partial

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from scotus_forecast.core.learners.case_then_votes import CaseThenVotes, CaseThenVotesSettings
from scotus_forecast.core.learners.fitting import logit
from scotus_forecast.core.learners.registry import case_then_votes_model
from scotus_forecast.core.learners.soft_targets import NestedDichotomies, SoftTargetClassifier
from scotus_forecast.core.project.settings import Positive
from scotus_forecast.core.walk_forward.inputs import ForecastInputs

#: Rates are kept this far from 0 and 1 before their log-odds are taken. Fixed: it only bounds the
#: log-odds (at 3.9).
_EDGE = 0.02


class LogisticSettings(CaseThenVotesSettings):
    """Settings of both levels, and the penalty.

    Attributes
    ----------
    c : float
        Inverse penalty.
    """

    c: Positive


def ridge(_seed: int, c: float) -> Pipeline:
    """Unfitted standardisation and L2-penalised logistic regression with inverse penalty `c`."""
    # Iterations and tolerance are limits of the solver. The penalty decides the fit.
    model = LogisticRegression(C=c, max_iter=1000, tol=1e-3)
    return make_pipeline(StandardScaler(), SoftTargetClassifier(model))


def case_then_votes(settings: LogisticSettings) -> CaseThenVotes:
    """Logistic regression for cases, as nested dichotomies, and for votes.

    Codes, whose numbers have no order, are left out.
    """
    learner = partial(ridge, c=settings.c)
    return CaseThenVotes(
        case=partial(NestedDichotomies, learner),
        vote=learner,
        settings=settings,
        prepare=on_log_odds,
    )


def on_log_odds(inputs: ForecastInputs) -> ForecastInputs:
    """Keep ordered case features, rates of the outcome as log-odds."""
    kept = inputs.case_features[inputs.case_features_that(lambda info: info.is_ordered)]
    rates = inputs.case_features_that(lambda info: info.is_outcome_rate)
    return inputs.with_case_features(kept.assign(**{r: logit(kept[r], _EDGE) for r in rates}))


MODEL = case_then_votes_model("Logistic regression", LogisticSettings, case_then_votes)
