"""Brier score = miscalibration - discrimination + uncertainty."""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression

from scotus_forecast.evaluation.metrics import brier


def decompose_brier(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    r"""Split the Brier score by what recalibration could mend and what the forecasts tell apart.

    With :math:`S` the Brier score of the forecasts, :math:`S_r` that of the forecasts
    recalibrated by isotonic regression and :math:`S_m` that of the constant base rate,

    .. math:: S = \underbrace{S - S_r}_{\text{miscalibration}}
        - \underbrace{(S_m - S_r)}_{\text{discrimination}} + \underbrace{S_m}_{\text{uncertainty}}.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    dict of str to float
        ``miscalibration, discrimination, uncertainty``, none negative.

    References
    ----------
    Dimitriadis, Gneiting & Jordan 2021, Stable reliability diagrams for probabilistic
    classifiers, doi 10.1073/pnas.2016191118.
    """
    recalibrated = brier(y, isotonic_recalibration(y, p))
    uncertainty = brier(y, np.full(len(y), np.mean(y, dtype=float)))
    return {
        "miscalibration": brier(y, p) - recalibrated,
        "discrimination": uncertainty - recalibrated,
        "uncertainty": uncertainty,
    }


def isotonic_recalibration(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Best non-decreasing function of the forecast, at each forecast.

    Equal forecasts are pooled first, so that the fit is a function of the forecast and does not
    depend on the order of rows.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    np.ndarray of float, shape (n,)
    """
    _, level, count = np.unique(p, return_inverse=True, return_counts=True)
    mean = np.bincount(level, weights=y) / count
    return isotonic_regression(mean, weights=count).x[level]
