"""Correction of a family of p-values."""

from __future__ import annotations

import numpy as np


def holm(p_values: np.ndarray) -> np.ndarray:
    r"""Step-down adjusted p-values controlling the family-wise error rate.

    The k-th smallest of m p-values becomes
    :math:`\max_{j \le k} \min\{1, (m - j + 1)\, p_{(j)}\}` (Holm 1979,
    https://www.jstor.org/stable/4615733). It holds whatever the dependence among the tests.

    Parameters
    ----------
    p_values : np.ndarray of float, shape (m,)
        NaN stays NaN and does not count in m.

    Returns
    -------
    np.ndarray of float, shape (m,)
    """
    adjusted = np.full(len(p_values), np.nan)
    order = np.argsort(p_values)[: np.count_nonzero(~np.isnan(p_values))]
    steps = np.arange(len(order), 0, -1) * p_values[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted
