"""Walking the docket model forward over past terms, and fitting it for pending cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from scotus_forecast.core.learners.case_then_votes import CaseThenVotes, vote_matrix
from scotus_forecast.core.learners.fitting import Classifier, Fitter
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import (
    BaseForecasts,
    Forecast,
    ForecastInputs,
    Labels,
    prediction_frame,
)
from scotus_forecast.core.walk_forward.splits import Split, split_at
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.docket.fitted import DocketModel, Linear
from scotus_forecast.docket.levels import FIRST_TERM
from scotus_forecast.docket.reasons import about_facts, recent_rows, shares_of
from scotus_forecast.models.logistic import LogisticSettings, case_then_votes
from scotus_forecast.models.stacked import StackedSettings, case_stack, combine, vote_stack


@dataclass(frozen=True)
class Recipe:
    """Settings of the docket model: those of `logistic`, recalibrated as `stacked` is.

    Attributes
    ----------
    logistic : LogisticSettings
    recalibration : StackedSettings
    """

    logistic: LogisticSettings
    recalibration: StackedSettings

    @classmethod
    def of(cls, params: Params) -> Recipe:
        """Take both over unchanged from `params.yaml`."""
        return cls(
            _settings(LogisticSettings, params.settings_of("logistic")),
            _settings(StackedSettings, params.settings_of("stacked"), base={"logistic": 1.0}),
        )

    @property
    def parts(self) -> CaseThenVotes:
        """The case model and the vote model."""
        return case_then_votes(self.logistic)


def _settings(kind: Any, given: Any, **changes: Any) -> Any:  # noqa: ANN401 - of any model
    own = given if isinstance(given, dict) else given.model_dump()
    return kind(**{**own, **changes})


@dataclass(frozen=True)
class Walked:
    """Out-of-sample forecasts of every term.

    Attributes
    ----------
    single : Forecast
        Of the logistic model.
    final : Forecast
        Recalibrated.
    """

    single: Forecast
    final: Forecast


def walk_of(
    dataset: str, params: Params, level: int, lag: int, execution: Execution
) -> WalkForward:
    """Walk-forward of one level and lag."""
    names = (dataset, "docket", f"level{level}_lag{lag}")
    first = max(params.evaluation.first_term, FIRST_TERM)
    return WalkForward(params.seed, names, first, execution)


def walk_docket(inputs: ForecastInputs, recipe: Recipe, walk: WalkForward) -> Walked:
    """Forecast every case and vote from what was known at its lag."""
    single = recipe.parts.forecast(inputs, walk)
    base = BaseForecasts(single.case[:, None], single.vote[:, None])
    return Walked(single, combine(inputs, base, recipe.recalibration, walk))


def fit_docket(
    inputs: ForecastInputs, walked: Walked, recipe: Recipe, walk: WalkForward, names: dict[str, int]
) -> DocketModel:
    """Fit what forecasts the last term of `inputs`, whose cases are pending.

    Parameters
    ----------
    inputs : ForecastInputs
        Past cases, then pending ones.
    walked : Walked
        Forecasts of the past cases and votes, in their rows.
    recipe : Recipe
    walk : WalkForward
        As for the past terms: the fits are those it would make.
    names : dict
        ``level``, ``lag`` and ``cutoff``.

    Notes
    -----
    Each model is fitted by the fitter of the walk-forward at the term forecast, so that the model
    gives the forecasts the walk-forward would give.
    """
    term, parts = int(inputs.case.term.max()), recipe.parts
    fit = _Fit(term, walk)
    prepared = parts.prepare(inputs)
    case, p = fit.model(parts.case_fitter(inputs), inputs.case, walked.single.case)
    vote, p_vote = fit.model(
        parts.vote_fitter(inputs, p, walk.first_term), inputs.vote, walked.single.vote
    )
    base = BaseForecasts(p[:, None], p_vote[:, None])
    settings, first = recipe.recalibration, walk.first_term
    case_over, p_final = fit.model(
        case_stack(inputs, base, settings, first), inputs.case, walked.final.case
    )
    vote_over, _ = fit.model(
        vote_stack(inputs, base, p_final, settings, first), inputs.vote, walked.final.vote
    )
    width, votes = prepared.case_features.shape[1], vote_matrix(inputs, p).shape[1]
    return DocketModel(
        **names,
        case_features=list(prepared.case_features),
        vote_features=list(inputs.vote_features),
        rates=inputs.case_features_that(lambda info: info.is_outcome_rate),
        merits=linear_of(case.merits_, width),
        reverse=linear_of(case.reverse_, width),
        vote=linear_of(vote, votes),
        case_stack=linear_of(case_over, 1),
        vote_stack=linear_of(vote_over, 3 + inputs.vote_features.shape[1]),
    )


@dataclass(frozen=True)
class _Fit:
    """Fits at one term."""

    term: int
    walk: WalkForward

    def model(
        self,
        fitter: Fitter,
        of: Labels,
        past: np.ndarray,
    ) -> tuple[Any, np.ndarray]:
        """Fitted classifier, and forecasts of past rows followed by those of the term."""
        split = split_at(self.term, of.term, of.revealed)
        forecast, model = fit_and_forecast(fitter, split, self.walk.seed_of(self.term))
        whole = np.concatenate([past, np.full(len(of.term) - len(past), np.nan)])
        whole[split.test] = forecast
        return model, whole


def fit_and_forecast(fitter: Fitter, split: Split, seed: int) -> tuple[np.ndarray, Any]:
    """Forecast a term, and keep the fitted classifier; None where nothing may train."""
    kept: list[Classifier] = []

    def learner(seed: int) -> Classifier:
        kept.append(fitter.learner(seed))
        return kept[-1]

    forecast = replace(fitter, learner=learner)(split, seed)
    return forecast, (kept[-1] if kept else None)


@dataclass(frozen=True)
class _Explained:
    """Forecasts a term as its fitter does, and says what each fact adds.

    Attributes
    ----------
    fitter : Fitter
    shares : np.ndarray, shape (n_features, n_facts)
    """

    fitter: Fitter
    shares: np.ndarray

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Chance and facts of each test row, shape (n_test, 1 + n_facts)."""
        p, model = fit_and_forecast(self.fitter, split, seed)
        if model is None:
            return np.full((len(p), 1 + self.shares.shape[1]), np.nan)
        recent = recent_rows(split, self.fitter.labels.term)
        X = self.fitter.X[np.concatenate([recent, split.test])]
        reverse = linear_of(model.reverse_, X.shape[1])
        return np.column_stack([p, about_facts(reverse, X, len(recent), self.shares)])


def forecast_cases(
    inputs: ForecastInputs, recipe: Recipe, walk: WalkForward
) -> tuple[np.ndarray, np.ndarray]:
    """Walk forward over cases alone.

    Returns
    -------
    p : np.ndarray, shape (n_cases,)
        NaN before the recalibration begins.
    facts : np.ndarray, shape (n_cases, n_facts)
        What each of `reasons.WORDS` adds to the log-odds.
    """
    fitter, of = recipe.parts.case_fitter(inputs), inputs.case
    ordered = inputs.case_features_that(lambda info: info.is_ordered)
    shares = shares_of([inputs.case_feature_info[name] for name in ordered])
    found = walk.forecast(_Explained(fitter, shares), of.term, of.revealed, fitter.refit_every)
    base = BaseForecasts(found[:, :1], np.empty((0, 1)))
    final = case_stack(inputs, base, recipe.recalibration, walk.first_term).forecast(walk)
    return final, found[:, 1:]


def linear_of(model: Any, width: int) -> Linear:  # noqa: ANN401 - one of ours
    """Coefficients of a fitted classifier of ours on `width` columns."""
    if isinstance(model, DummyClassifier):
        sure = 700.0 if model.classes_[-1] else -700.0
        return Linear([0.0] * width, [1.0] * width, [0.0] * width, sure)
    if isinstance(model, LogisticRegression):
        coefficients = model.coef_[0].tolist()
        return Linear([0.0] * width, [1.0] * width, coefficients, float(model.intercept_[0]))
    return _of_pipeline(model)


def _of_pipeline(model: Pipeline) -> Linear:
    scaler, share = model.steps[0][1], model.steps[1][1]
    return Linear(
        scaler.mean_.tolist(),
        scaler.scale_.tolist(),
        share.model.coef_[0].tolist(),
        float(share.model.intercept_[0]),
    )


def docket_frame(
    forecast: Forecast, tables: tuple[pd.DataFrame, pd.DataFrame], names: tuple[str, ...], lag: int
) -> pd.DataFrame:
    """Prediction frame of a walk-forward, its cutoffs at the lag."""
    frame = prediction_frame(forecast, tables, names)
    return frame.assign(cutoff=(frame["term"] - lag).astype(frame["cutoff"].dtype))
