"""Forecasts of the U.S. Supreme Court that say what was known when."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_INTERFACE = ("load_forecasts", "lookup", "predict")

__all__ = ["__version__", "load_forecasts", "lookup", "predict"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any function of the interface
    """Import the Python interface when it is first used, so that commands start quickly."""
    if name in _INTERFACE:
        return getattr(import_module("scotus_forecast.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
