"""Stage fit: the stacked model of one horizon on every decided term, for pending cases."""

from __future__ import annotations

import joblib
import numpy as np

from scotus_forecast.core.learners.registry import FittedModel, model_named, stack_named
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_with
from scotus_forecast.core.project.horizons import horizon_named
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import (
    ForecastInputs,
    load_inputs,
    read_base,
    read_labels,
)
from scotus_forecast.models.stacked import FittedStack, case_stack, vote_stack


def run(layout: Layout, params: Params, horizon: str, model: str) -> None:
    """Write `models/<dataset>/<horizon>-<model>.joblib`."""
    stack = fit(layout, params, horizon, model)
    path = layout.models / f"{horizon}-{model}.joblib"
    write_with(path, lambda draft: joblib.dump(stack, draft, compress=3))


def fit(layout: Layout, params: Params, horizon: str, model: str) -> FittedStack:
    """Fit base models on all labels, and the stack on all out-of-sample forecasts."""
    horizon_named(horizon)
    settings = params.checked_settings(model, stack_named(model).settings)
    inputs, tables = load_inputs(layout, horizon), read_labels(layout)
    first = params.evaluation.first_term
    base = read_base(layout, horizon, settings.base, *tables)
    own = read_base(layout, horizon, [model], *tables, made_by="combine")
    case = case_stack(inputs, base, settings, first)
    vote = vote_stack(inputs, base, own.case[:, 0], settings, first)
    return FittedStack(
        horizon=horizon,
        last_term=int(inputs.case.term.max()),
        case_features=tuple(inputs.case_features),
        vote_features=tuple(inputs.vote_features),
        base={
            name: _fit_base(inputs, params, name, p_case)
            for name, p_case in zip(settings.base, base.case.T, strict=True)
        },
        settings=settings,
        case=case.fit_all(params.seed),
        vote=vote.fit_all(params.seed),
    )


def _fit_base(inputs: ForecastInputs, params: Params, name: str, p_case: np.ndarray) -> FittedModel:
    model = model_named(name)
    if model.fit is None:
        raise UserError(f"'{name}' cannot be fitted for pending cases: its file declares no 'fit'")
    settings = params.checked_settings(name, model.settings)
    return model.fit(inputs, settings, p_case, params.evaluation.first_term, params.seed)
