"""Stages baseline, forecast and combine: prediction frames, walked forward by term."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace

from scotus_forecast.core.learners.registry import (
    baselines,
    model_named,
    require_horizon,
    stack_named,
)
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.horizons import NO_COLUMNS, horizon_named
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import (
    load_inputs,
    prediction_frame,
    read_base,
    read_labels,
    require_history,
)
from scotus_forecast.core.walk_forward.walk import WalkForward


def run(
    layout: Layout,
    params: Params,
    horizons: Sequence[str],
    model: str,
    execution: Execution | None = None,
) -> None:
    """Write the prediction frame of `model` on each of `horizons`.

    Finished terms are kept until all frames are written; a run that was killed goes on from them.

    Tables
    ------
    <horizon>.parquet : the prediction frame, sorted by unit, term, case and justice
        dataset, horizon, model : str
            The same in every row.
        unit : str
            ``case`` or ``vote``.
        term : int16
            October Term of the case.
        cutoff : int16
            Last term whose outcomes the forecast may have seen; before ``term``.
        case_id : str
            SCDB's ``caseId``.
        justice : Int16 or null
            SCDB's number of the justice; null for cases.
        p_reverse : float
            Probability of reversal. Exactly 0 or 1 of forecasters that give no probability.
        reversed, outcome : int8
            The truth, repeated from the prepared tables.
        predicted_outcome : int8
            Three-class forecast of a vote, by models that give one; else there is no such column.
    """
    for horizon in horizons:
        _forecast(layout, params, horizon, model, execution)
    for horizon in horizons:
        shutil.rmtree(layout.unfinished(horizon, model), ignore_errors=True)


def _forecast(
    layout: Layout, params: Params, horizon: str, model: str, execution: Execution | None
) -> None:
    chosen = model_named(model)
    settings = params.checked_settings(model, chosen.settings)
    require_horizon(model, horizon)
    unfinished = layout.unfinished(horizon, model)
    walk = replace(WalkForward.of(layout, params, horizon, model, execution), unfinished=unfinished)
    inputs = load_inputs(layout, horizon)
    require_history(inputs.case, walk.first_term)
    forecast = chosen.forecast(inputs, settings, walk)
    frame = prediction_frame(forecast, read_labels(layout), walk.names)
    write_parquet(layout.forecast(horizon, model), frame)


def run_baseline(layout: Layout, params: Params) -> None:
    """Write the prediction frame of each baseline; all of them take seconds."""
    for model in baselines():
        run(layout, params, [NO_COLUMNS], model)


def run_combine(layout: Layout, params: Params, horizon: str, model: str) -> None:
    """Write the prediction frame of the stacked `model` on `horizon`."""
    horizon_named(horizon)
    stack, tables = stack_named(model), read_labels(layout)
    settings = params.checked_settings(model, stack.settings)
    base = read_base(layout, horizon, settings.base, *tables)
    walk = WalkForward.of(layout, params, horizon, model)
    forecast = stack.combine(load_inputs(layout, horizon), base, settings, walk)
    write_parquet(layout.forecast(horizon, model), prediction_frame(forecast, tables, walk.names))
