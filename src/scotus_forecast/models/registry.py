"""The forecasters by name. Modules load on demand, so that editing one re-runs it only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

from scotus_forecast.learners.case_then_votes import Learners
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.horizons import HORIZONS, NO_COLUMNS, horizon_named
from scotus_forecast.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.walk_forward.walk import WalkForward

#: A forecaster: labels and features, its settings and a walk, to probabilities.
Forecaster = Callable[[ForecastInputs, dict[str, Any], WalkForward], Forecast]

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


def forecasters(models: Iterable[str]) -> list[tuple[str, str]]:
    """Horizon and name of every forecaster that `models` can make, baselines once."""
    return [
        (horizon, model)
        for model in models
        for horizon in ((NO_COLUMNS,) if model in BASELINES else HORIZONS)
    ]


def require_horizon(name: str, horizon: str) -> None:
    """Refuse a forecaster on a horizon where it has nothing to look at, or should look at nothing.

    Raises
    ------
    UserError
        Naming the model and the horizons it may have.
    """
    if name in BASELINES and horizon != NO_COLUMNS:
        raise UserError(f"'{name}' looks at no column: give it horizon {NO_COLUMNS}, not {horizon}")
    if name not in BASELINES:
        horizon_named(horizon)


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


def learners_of(name: str, settings: dict[str, Any]) -> Learners | None:
    """Learners of a two-level forecaster; None of any other."""
    learners = getattr(module_of(name), "learners", None)
    return learners and learners(settings)
