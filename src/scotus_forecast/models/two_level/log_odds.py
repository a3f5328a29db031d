"""Probabilities on the scales that models add them up on."""

from __future__ import annotations

import numpy as np

_EDGE = 1e-3


def logit(p: np.ndarray, edge: float = _EDGE) -> np.ndarray:
    """Log-odds of probabilities kept `edge` away from 0 and 1."""
    clipped = np.clip(p, edge, 1 - edge)
    return np.log(clipped / (1 - clipped))


def log_chances(p: np.ndarray) -> np.ndarray:
    """Logarithms of both chances, that of the second turned, so that their sum is the log-odds.

    What beta calibration adds up (Kull, Silva Filho & Flach 2017, doi 10.1214/17-EJS1338SI).

    Parameters
    ----------
    p : np.ndarray, shape (n_rows,)
        Kept away from 0 and 1 as in `logit`.

    Returns
    -------
    np.ndarray, shape (n_rows, 2)
    """
    clipped = np.clip(p, _EDGE, 1 - _EDGE)
    return np.column_stack([np.log(clipped), -np.log(1 - clipped)])
