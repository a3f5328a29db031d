"""The forecasters by name. Modules load on demand, so that editing one re-runs it only."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.inputs import Forecast, Inputs
from scotus_forecast.project.errors import UserError

#: A forecaster: labels and features, its settings and a run, to probabilities.
Forecaster = Callable[[Inputs, dict[str, Any], Run], Forecast]

#: Name of a model to the module and function that make it.
FORECASTERS: dict[str, tuple[str, str]] = {
    "always_reverse": ("baselines", "always_reverse"),
    "most_frequent_10": ("baselines", "most_frequent"),
    "most_frequent_20": ("baselines", "most_frequent"),
    "most_frequent_all": ("baselines", "most_frequent"),
    "justice_rate": ("baselines", "justice_rate"),
    "logistic": ("logistic", "logistic"),
    "katz_forest": ("katz_forest", "katz_forest"),
    "boosted": ("boosted", "boosted"),
    "vote_forest": ("vote_forest", "vote_forest"),
}

#: Forecasters that look at no column of the case.
BASELINES = tuple(name for name, (module, _) in FORECASTERS.items() if module == "baselines")


def forecaster(name: str) -> Forecaster:
    """Load a forecaster.

    Raises
    ------
    UserError
        When no model has that name.
    """
    return getattr(module_of(name), FORECASTERS[name][1])


def module_of(name: str) -> ModuleType:
    """Load the module of a forecaster.

    Raises
    ------
    UserError
        When no model has that name.
    """
    if name not in FORECASTERS:
        raise UserError(f"unknown model '{name}'; choose from {', '.join(FORECASTERS)}")
    return import_module(f"scotus_forecast.models.{FORECASTERS[name][0]}")
