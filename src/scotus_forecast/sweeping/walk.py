"""One setting of a model walked forward."""

from __future__ import annotations

from typing import Any

import numpy as np

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.inputs import Inputs
from scotus_forecast.models.learners import learners_of
from scotus_forecast.models.registry import forecaster
from scotus_forecast.models.two_level import case_fitter


def forecast(
    inputs: Inputs, unit: str, model: str, settings: dict[str, Any], run: Run
) -> np.ndarray:
    """Probability of reversal of every row of `unit`, NaN where there is no forecast."""
    # The cases of a two-level forecaster need none of its votes, which cost most.
    if unit == "case" and (learners := learners_of(model, settings)):
        return case_fitter(inputs, learners).forecast(run)
    return getattr(forecaster(model)(inputs, settings, run), unit)
