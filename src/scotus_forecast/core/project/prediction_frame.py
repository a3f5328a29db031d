"""The prediction frame: the one long table every forecaster writes and later stages read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.core.project.errors import UserError

#: Column names and types, in order. `justice` is missing for cases; `p_reverse` of forecasters
#: that give no probability is exactly 0 or 1.
SCHEMA: dict[str, str] = {
    "dataset": "string",
    "horizon": "string",
    "model": "string",
    "unit": "string",
    "term": "int16",
    "cutoff": "int16",
    "case_id": "string",
    "justice": "Int16",
    "p_reverse": "float64",
    "reversed": "int8",
    "outcome": "int8",
}

#: Optional column: three-class label (1, 0, -1) predicted for a vote, by models that give one.
THREE_CLASS = "predicted_outcome"

UNITS = ("case", "vote")
THRESHOLD = 0.5


def predicted_reverse(p_reverse: np.ndarray | pd.Series) -> np.ndarray:
    """Apply the forecast rule: reverse iff ``p_reverse >= 0.5``."""
    return np.asarray(p_reverse) >= THRESHOLD


def gives_probability(p_reverse: np.ndarray | pd.Series) -> bool:
    """Whether any forecast lies strictly between 0 and 1."""
    p = np.asarray(p_reverse)
    return bool(((p > 0) & (p < 1)).any())


def as_prediction_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Order, type and check a prediction frame.

    Raises
    ------
    UserError
        When a column is missing, a probability lies outside [0, 1] or is missing, a cutoff is
        not before its term, or a forecast appears twice.
    """
    missing = [name for name in SCHEMA if name not in frame]
    if missing:
        raise UserError(f"prediction frame lacks {', '.join(missing)}")
    extra = [THREE_CLASS] if THREE_CLASS in frame else []
    typed = frame[[*SCHEMA, *extra]].astype(SCHEMA)
    _check(typed)
    return typed.sort_values(
        ["unit", "term", "case_id", "justice"], kind="stable", ignore_index=True
    )


def _check(frame: pd.DataFrame) -> None:
    bad = frame[~frame["p_reverse"].between(0, 1)]
    if len(bad):
        row = bad.iloc[0]
        raise UserError(f"p_reverse of {row.model}, case {row.case_id} is {row.p_reverse}")
    if (frame["cutoff"] >= frame["term"]).any():
        raise UserError("a forecast's cutoff must lie before its term")
    keys = ["dataset", "horizon", "model", "unit", "case_id", "justice"]
    if frame.duplicated(keys).any():
        raise UserError(f"{frame[frame.duplicated(keys)].iloc[0].case_id} is forecast twice")
