"""Stage baseline: every forecaster that looks at no column of the case."""

from __future__ import annotations

from scotus_forecast.models.registry import BASELINES
from scotus_forecast.project.config import Params
from scotus_forecast.project.horizons import NO_COLUMNS
from scotus_forecast.project.layout import Layout
from scotus_forecast.stages import forecast


def run(layout: Layout, params: Params) -> None:
    """Write the prediction frame of each baseline; all of them take seconds."""
    for model in BASELINES:
        forecast.run(layout, params, NO_COLUMNS, model)
