"""One setting of a model walked forward."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.inputs import Inputs
from scotus_forecast.models.registry import forecaster, learners_of
from scotus_forecast.models.two_level import case_fitter


def forecast(
    inputs: Inputs, unit: str, model: str, settings: dict[str, Any], run: Run
) -> np.ndarray:
    """Probability of reversal of every row of `unit`, NaN where there is no forecast."""
    # The cases of a two-level forecaster need none of its votes, which cost most.
    if unit == "case" and hasattr(import_module(module_of(model)), "learners"):
        return case_fitter(inputs, learners_of(model, settings)).forecast(run)
    return getattr(forecaster(model)(inputs, settings, run), unit)


def module_of(model: str) -> str:
    """Dotted name of the module that makes a model."""
    return forecaster(model).__module__
