"""How much history a forecaster needs: the same model trained on fewer terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.diagnoses.held_out import HeldOut

#: Terms that train; None is all of them.
WINDOWS = (5, 10, 20, 40, 80, None)

COLUMNS = [
    "horizon", "case_window", "unit", "period", "n", "accuracy", "accuracy_low", "accuracy_high",
    "brier", "auc",
]  # fmt: skip


def learning_curve(
    windows: Sequence[int | None], p: np.ndarray, held_out: HeldOut, horizon: str
) -> pd.DataFrame:
    """Scores by terms of history and period.

    Parameters
    ----------
    windows : sequence of int or None
    p : np.ndarray of float, shape (n_rows, n_windows)
    held_out : HeldOut
    horizon : str

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`; ``case_window`` is null where all earlier terms train.
    """
    names = pd.DataFrame({"case_window": pd.array(windows, dtype="Int32")})
    parts = [
        names.assign(period=period, **_scores(p, inside, held_out))
        for period, inside in held_out.periods(p)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(horizon=horizon, unit=held_out.unit)[COLUMNS]


def _scores(p: np.ndarray, inside: np.ndarray, held_out: HeldOut) -> dict[str, np.ndarray | int]:
    right = held_out.right(p)
    low, high = held_out.intervals(right, inside)
    return {
        "n": int(inside.sum()),
        "accuracy": right[inside].mean(axis=0),
        "accuracy_low": low,
        "accuracy_high": high,
        "brier": held_out.squared_error(p)[inside].mean(axis=0),
        "auc": held_out.auc(p, inside),
    }
