"""Recalibration line and decomposition of the Brier score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import expit, logit

from scotus_forecast.evaluation.metrics import brier, clipped

#: Newton's step ends the search once the log likelihood, a row, can rise by no more than half of
#: this; convergence is quadratic, so the last step leaves an error of about its square.
_TOLERANCE = 1e-12

#: Far more than is ever needed, unless rounding leaves no maximum to be found.
_MOST_STEPS = 100

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
    """
    x, was = logit(clipped(p)), y == 1
    if was.all() or not was.any() or _separates(was, x):
        return _NONE
    try:
        return _most_likely(np.where(was, 1.0, -1.0), x)
    except np.linalg.LinAlgError:  # forecasts that rounding alone keeps from separating
        return _NONE


def _separates(was: np.ndarray, x: np.ndarray) -> bool:
    reversed_, rest = x[was], x[~was]
    return rest.max() <= reversed_.min() or reversed_.max() <= rest.min()


def _most_likely(sign: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """Newton's method for the line that makes what happened, `sign`, most likely.

    It runs on standardised logits and starts from even chances, where the likelihood bends most;
    started from bold forecasts that fail, it would begin where rounding hides that it bends.
    """
    center, scale = x.mean(), x.std()
    rows = np.stack([sign, sign * (x - center) / scale])
    place = _place(rows, np.zeros(2))
    for _ in range(_MOST_STEPS):
        step, rise = _newton_step(rows, place.chance)
        if abs(rise) <= _TOLERANCE * len(x):
            intercept, slope = place.line + step
            return float(slope / scale), float(intercept - slope / scale * center)
        place = _climb(rows, place, step)
    return _NONE


class _Place(NamedTuple):
    """A line, the chances it gives to what happened, and their log likelihood."""

    line: np.ndarray
    chance: np.ndarray
    height: float


def _place(rows: np.ndarray, line: np.ndarray) -> _Place:
    chance = expit(line @ rows)
    return _Place(line, chance, np.log(np.maximum(chance, np.finfo(float).tiny)).sum())


def _newton_step(rows: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, float]:
    """Step to the top of the parabola that fits the log likelihood, and twice its rise."""
    missed = 1 - chance
    gradient = rows @ missed
    step = np.linalg.solve((rows * (chance * missed)) @ rows.T, gradient)
    return step, gradient @ step


def _climb(rows: np.ndarray, start: _Place, step: np.ndarray) -> _Place:
    """Take the step, halved as often as it would end lower than it began."""
    reached = _place(rows, start.line + step)
    while reached.height < start.height:
        step = step / 2
        reached = _place(rows, start.line + step)
    return reached


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
