"""Months and delays from the paper's own horizon, decision dates included."""

from __future__ import annotations

import numpy as np

from scotus_forecast.features.features import BLANK, Context, Feature


def month(column: str) -> Feature:
    """Month of a date, 1-12, -1 where blank."""
    name = f"month_{column}"

    def compute(context: Context) -> np.ndarray:
        return context.sight.column(name, column).dt.month.fillna(BLANK).to_numpy(float)

    return Feature(name, (column,), compute)


def decision_delay() -> Feature:
    """Weeks from argument to decision, -1 where either date is blank or they are reversed."""
    name = "decision_delay_weeks"

    def compute(context: Context) -> np.ndarray:
        decided = context.sight.column(name, "dateDecision")
        argued = context.sight.column(name, "dateArgument")
        weeks = (decided - argued).dt.days / 7
        return weeks.where(weeks >= 0).fillna(BLANK).to_numpy(float)

    return Feature(name, ("dateArgument", "dateDecision"), compute)
