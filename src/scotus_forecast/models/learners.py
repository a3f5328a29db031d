"""What two-level forecasters are made of, by name."""

from __future__ import annotations

from typing import Any

from scotus_forecast.models.registry import module_of
from scotus_forecast.models.two_level import Learners


def learners_of(name: str, settings: dict[str, Any]) -> Learners | None:
    """Learners of a two-level forecaster; None of any other."""
    learners = getattr(module_of(name), "learners", None)
    return learners and learners(settings)
