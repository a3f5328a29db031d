"""Bins of forecasts with about equally many rows each."""

from __future__ import annotations

import numpy as np

N_BINS = 15


def equal_mass_bins(p_reverse: np.ndarray, n_bins: int = N_BINS) -> np.ndarray:
    """Assign forecasts to bins cut at their own quantiles.

    Equal forecasts share a bin, so the bins do not depend on the order of rows; a forecaster
    with few distinct values fills fewer bins.

    Parameters
    ----------
    p_reverse : np.ndarray of float, shape (n,)
    n_bins : int

    Returns
    -------
    np.ndarray of int, shape (n,)
        Bins numbered from 0 without gaps, in the order of the forecasts.
    """
    edges = np.quantile(p_reverse, np.arange(1, n_bins) / n_bins)
    bins = np.searchsorted(edges, p_reverse)
    filled = np.bincount(bins) > 0
    return (np.cumsum(filled) - 1)[bins]
