"""`headline.json`: the few numbers that DVC and the README show."""

from __future__ import annotations

from typing import Any

from scotus_forecast.project.frame import UNITS
from scotus_forecast.reporting.metrics_json import plain
from scotus_forecast.reporting.sources import HORIZONS, Inputs

PERIOD = "paper"
FIELDS = ("n", "accuracy", "accuracy_low", "accuracy_high", "brier")


def headline(inputs: Inputs) -> dict[str, Any]:
    """Flagship scores by horizon and unit on the paper's terms; a missing one is left out."""
    entries = {horizon: _by_unit(inputs, horizon) for horizon in HORIZONS}
    return {horizon: units for horizon, units in entries.items() if units}


def _by_unit(inputs: Inputs, horizon: str) -> dict[str, Any]:
    entries = {unit: _entry(inputs, horizon, unit) for unit in UNITS}
    return {unit: entry for unit, entry in entries.items() if entry}


def _entry(inputs: Inputs, horizon: str, unit: str) -> dict[str, Any] | None:
    model = inputs.flagship(horizon, unit)
    row = inputs.row("scores", horizon=horizon, model=str(model), unit=unit, period=PERIOD)
    return {"model": model} | {key: plain(row[key]) for key in FIELDS} if row else None
