"""Stage forecast: one model on one horizon, walked forward by term."""

from __future__ import annotations

from scotus_forecast.atomic import write_parquet
from scotus_forecast.config import Params
from scotus_forecast.evaluation.execution import Execution
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.layout import Layout
from scotus_forecast.models.registry import forecaster
from scotus_forecast.stages.assemble import load_inputs, prediction_frame, read_labels


def run(
    layout: Layout, params: Params, horizon: str, model: str, execution: Execution | None = None
) -> None:
    """Write the prediction frame of `model` on `horizon`."""
    forecast_all = forecaster(model)
    walk = Run(
        params.seed,
        (layout.dataset, horizon, model),
        params.evaluation.first_term,
        execution or Execution(),
    )
    forecast = forecast_all(load_inputs(layout, horizon), params.settings_of(model), walk)
    write_parquet(
        layout.forecast(horizon, model), prediction_frame(forecast, read_labels(layout), walk)
    )
