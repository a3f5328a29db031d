"""Scores of one forecaster on one population, recalibration line and decomposed Brier score."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression, root
from scipy.special import expit, logit

from scotus_forecast.core.project.prediction_frame import predicted_reverse

#: Log loss keeps probabilities this far from 0 and 1.
CLIP = 1e-6

PROBABILITY_METRICS = ("brier", "log_loss", "auc", "ece")


def ratio(numerator: float, denominator: float) -> float:
    """Quotient, NaN where the denominator is zero."""
    return float(numerator / denominator) if denominator else np.nan


def clipped(p: np.ndarray) -> np.ndarray:
    """Move probabilities into ``[CLIP, 1 - CLIP]``."""
    return np.clip(p, CLIP, 1 - CLIP)


def decision_metrics(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Scores of the yes-or-no forecasts that the forecast rule makes of probabilities.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    dict of str to float
        Accuracy, balanced accuracy, precision, recall and F1 of the class reverse. Balanced
        accuracy and recall need both kinds of outcome and at least one reversal; precision a
        forecast of reversal.
    """
    said, was = predicted_reverse(p), np.asarray(y) == 1
    hits, rejections = int((said & was).sum()), int((~said & ~was).sum())
    n, positives, claims = len(was), int(was.sum()), int(said.sum())
    recall, specificity = ratio(hits, positives), ratio(rejections, n - positives)
    return {
        "accuracy": ratio(hits + rejections, n),
        "balanced_accuracy": (recall + specificity) / 2,
        "precision": ratio(hits, claims),
        "recall": recall,
        "f1": ratio(2 * hits, positives + claims),
    }


def probability_metrics(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Scores of the probabilities themselves.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,), n at least 1

    Returns
    -------
    dict of str to float
        The names of `PROBABILITY_METRICS`.
    """
    return {
        "brier": brier(y, p),
        "log_loss": log_loss(y, p),
        "auc": auc(y, p),
        "ece": expected_calibration_error(y, p, equal_mass_bins(p)),
    }


def brier(y: np.ndarray, p: np.ndarray) -> float:
    r"""Mean of :math:`(p - y)^2` (Brier 1950, doi 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)
    """
    return float(np.mean((p - y) ** 2))


def log_loss(y: np.ndarray, p: np.ndarray) -> float:
    r"""Mean of :math:`-\log p` on reversals and :math:`-\log(1 - p)` elsewhere, p clipped.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)
    """
    return float(-np.mean(np.log(np.where(y == 1, clipped(p), 1 - clipped(p)))))


def auc(y: np.ndarray, p: np.ndarray) -> float:
    r"""Probability that a reversal is forecast higher than a non-reversal, ties counting half.

    With :math:`R` the sum of the mid-ranks of the :math:`n_1` reversals among all :math:`n`
    forecasts, :math:`(R - n_1(n_1 + 1)/2) / (n_1 (n - n_1))`
    (Hanley & McNeil 1982, doi 10.1148/radiology.143.1.7063747).

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)
    """
    was = np.asarray(y) == 1
    positives = int(was.sum())
    rank_sum = mid_ranks(p)[was].sum()
    pairs = positives * (len(was) - positives)
    return ratio(rank_sum - positives * (positives + 1) / 2, pairs)


def mid_ranks(values: np.ndarray) -> np.ndarray:
    """Rank of each value from 1, the mean rank where several are equal."""
    # As `scipy.stats.rankdata`, without the second that package takes to import.
    return pd.Series(values).rank().to_numpy()


def expected_calibration_error(y: np.ndarray, p: np.ndarray, bins: np.ndarray) -> float:
    r"""Expected calibration error :math:`\frac1n \sum_b |\sum_{i \in b} (p_i - y_i)|`.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)
    bins : np.ndarray of int, shape (n,)
        See `equal_mass_bins`.
    """
    return float(np.abs(np.bincount(bins, weights=p - y)).sum() / len(p))


def three_class_accuracy(outcome: np.ndarray, predicted_outcome: np.ndarray) -> float:
    """Share of rows whose label among reverse, affirm and other was forecast.

    Parameters
    ----------
    outcome, predicted_outcome : np.ndarray, shape (n,)
        Rows without a label (NaN) are left out.
    """
    labelled = ~np.isnan(predicted_outcome)
    return ratio((outcome == predicted_outcome)[labelled].sum(), labelled.sum())


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
