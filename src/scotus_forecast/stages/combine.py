"""Stage combine: one stacked forecast from the prediction frames of base models."""

from __future__ import annotations

from scotus_forecast.evaluation.walk_forward.assemble import (
    load_inputs,
    prediction_frame,
    read_base,
    read_labels,
    walk_of,
)
from scotus_forecast.models.stacked import stacked
from scotus_forecast.project.atomic import write_parquet
from scotus_forecast.project.config import Params
from scotus_forecast.project.horizons import horizon_named
from scotus_forecast.project.layout import Layout


def run(layout: Layout, params: Params, horizon: str, model: str) -> None:
    """Write the prediction frame of the stacked `model` on `horizon`."""
    horizon_named(horizon)
    settings, tables = params.stack_of(model), read_labels(layout)
    base = read_base(layout, horizon, settings["base"], *tables)
    walk = walk_of(layout, params, horizon, model)
    forecast = stacked(load_inputs(layout, horizon), base, settings, walk)
    write_parquet(layout.forecast(horizon, model), prediction_frame(forecast, tables, walk))
