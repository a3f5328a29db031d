"""Recalibration line and decomposition of the Brier score."""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression, root
from scipy.special import expit, logit

from scotus_forecast.evaluation.metrics import brier, clipped

#: Mean score, of a row, that still counts as zero.
_LARGEST_SCORE = 1e-12

_NONE = (np.nan, np.nan)


def recalibration_line(y: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    r"""Slope and intercept of the logistic regression of the outcome on the forecast's logit.

    :math:`\mathrm{logit} P(y = 1) = a + b\, \mathrm{logit}\, p`, by maximum likelihood,
    p clipped. A calibrated forecaster has slope 1 and intercept 0; a slope below 1 means too bold
    (Cox 1958, doi 10.1093/biomet/45.3-4.562).

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    slope, intercept : float
        NaN where the likelihood has no single maximum: one class only, equal forecasts, or
        forecasts that separate the outcomes.

    Notes
    -----
    The binomial GLM of statsmodels gives the same line. It takes about 7 times as long as these
    two equations, half a minute a run.
    """
    x, was = logit(clipped(p)), y == 1
    if was.all() or not was.any() or _separates(was, x):
        return _NONE
    return _most_likely(was.astype(float), x)


def _separates(was: np.ndarray, x: np.ndarray) -> bool:
    reversed_, rest = x[was], x[~was]
    return rest.max() <= reversed_.min() or reversed_.max() <= rest.min()


def _most_likely(y: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """Solve the score equations of the line that makes the outcomes `y` most likely.

    The logits are standardised and the search starts from even chances, where the likelihood
    bends most. Started from confident forecasts that failed, it would begin where it is flat.
    """
    center, scale = x.mean(), x.std()
    design = np.stack([np.ones(len(x)), (x - center) / scale])
    found = root(lambda line: design @ (expit(line @ design) - y) / len(y), np.zeros(2), tol=1e-14)
    if np.abs(found.fun).max() > _LARGEST_SCORE:  # rounding alone keeps them from separating
        return _NONE
    intercept, slope = found.x
    return float(slope / scale), float(intercept - slope / scale * center)


def decompose_brier(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    r"""Decompose the Brier score into miscalibration, discrimination and uncertainty.

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
