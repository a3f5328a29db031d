"""Stage combine: one stacked forecast from the prediction frames of base models."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.atomic import write_parquet
from scotus_forecast.config import Params
from scotus_forecast.errors import UserError
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.layout import Layout
from scotus_forecast.models.stacked import BaseForecasts, stacked
from scotus_forecast.stages.assemble import load_inputs, prediction_frame, read_labels


def run(layout: Layout, params: Params, horizon: str, model: str) -> None:
    """Write the prediction frame of the stacked `model` on `horizon`."""
    settings = params.settings_of(model)
    cases, votes = read_labels(layout)
    base = read_base(layout, horizon, settings["base"], cases, votes)
    walk = Run(params.seed, (layout.dataset, horizon, model), params.evaluation.first_term)
    frame = prediction_frame(
        stacked(load_inputs(layout), base, settings, walk), (cases, votes), walk
    )
    write_parquet(layout.forecast(horizon, model), frame)


def read_base(
    layout: Layout, horizon: str, models: list[str], cases: pd.DataFrame, votes: pd.DataFrame
) -> BaseForecasts:
    """Out-of-sample forecasts of the base models, aligned to the prepared tables."""
    frames = [_read_frame(layout, horizon, model) for model in models]
    return BaseForecasts(
        case=np.column_stack([_aligned(frame, "case", cases) for frame in frames]),
        vote=np.column_stack([_aligned(frame, "vote", votes) for frame in frames]),
    )


def _read_frame(layout: Layout, horizon: str, model: str) -> pd.DataFrame:
    path = layout.forecast(horizon, model)
    if not path.exists():
        raise UserError(
            f"{path} not found; run: scotus-forecast forecast {layout.dataset} {horizon} {model}"
        )
    return pd.read_parquet(path, columns=["unit", "case_id", "justice", "p_reverse"])


def _aligned(frame: pd.DataFrame, unit: str, table: pd.DataFrame) -> np.ndarray:
    """Forecasts of a unit in the rows of a prepared table, NaN where there is none."""
    keys = ["caseId"] if unit == "case" else ["caseId", "justice"]
    rows = frame[frame["unit"] == unit].rename(columns={"case_id": "caseId"})
    rows = rows.astype({"justice": "Int32"})
    return table[keys].merge(rows, on=keys, how="left")["p_reverse"].to_numpy(float)
