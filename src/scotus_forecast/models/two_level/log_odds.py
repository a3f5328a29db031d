"""Log-odds of probabilities."""

from __future__ import annotations

import numpy as np

_EDGE = 1e-3


def logit(p: np.ndarray, edge: float = _EDGE) -> np.ndarray:
    """Log-odds of probabilities kept `edge` away from 0 and 1."""
    clipped = np.clip(p, edge, 1 - edge)
    return np.log(clipped / (1 - clipped))
