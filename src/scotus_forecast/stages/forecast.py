"""Stage forecast: one model on one horizon, walked forward by term."""

from __future__ import annotations

import shutil
from dataclasses import replace

from scotus_forecast.evaluation.walk_forward.assemble import (
    load_inputs,
    prediction_frame,
    read_labels,
    require_history,
    walk_of,
)
from scotus_forecast.evaluation.walk_forward.execution import Execution
from scotus_forecast.models.registry import forecaster, require_horizon
from scotus_forecast.project.atomic import write_parquet
from scotus_forecast.project.config import Params
from scotus_forecast.project.layout import Layout


def run(
    layout: Layout, params: Params, horizon: str, model: str, execution: Execution | None = None
) -> None:
    """Write the prediction frame of `model` on `horizon`.

    Finished terms are kept until the frame is written; a run that was killed goes on from them.
    """
    forecast_all, settings = forecaster(model), params.settings_of(model)
    require_horizon(model, horizon)
    unfinished = layout.unfinished(horizon, model)
    walk = replace(walk_of(layout, params, horizon, model, execution), unfinished=unfinished)
    inputs = load_inputs(layout, horizon)
    require_history(inputs.case, walk.first_term)
    forecast = forecast_all(inputs, settings, walk)
    frame = prediction_frame(forecast, read_labels(layout), walk)
    write_parquet(layout.forecast(horizon, model), frame)
    shutil.rmtree(unfinished, ignore_errors=True)
