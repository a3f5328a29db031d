"""Forecasts of the U.S. Supreme Court that say what was known when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scotus_forecast.api import load_forecasts, lookup, predict

__version__ = "0.1.0"

__all__ = ["__version__", "load_forecasts", "lookup", "predict"]


def __getattr__(name: str) -> object:
    """Import the Python interface when it is first used, so that commands start quickly."""
    if name in {"load_forecasts", "predict", "lookup"}:
        from importlib import import_module

        return getattr(import_module("scotus_forecast.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
