"""Chances that are counted together, to tell how forecasts like one turned out."""

from __future__ import annotations

import numpy as np

#: Bounds of the chances that are counted together for the accuracy "of such forecasts".
BINS = (0.0, 0.35, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 1.0)


def bin_of(p: np.ndarray | float) -> np.ndarray:
    """Index of the bin each chance lies in."""
    return np.clip(np.searchsorted(BINS, p, side="right") - 1, 0, len(BINS) - 2)
