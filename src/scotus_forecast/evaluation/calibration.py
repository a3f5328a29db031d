"""Whether probabilities mean what they say: reliability, recalibration line, expected error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.metrics import (
    N_BINS,
    decompose_brier,
    equal_mass_bins,
    expected_calibration_error,
    ratio,
    recalibration_line,
)
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.periods import Period

RELIABILITY_COLUMNS = [
    "horizon", "model", "unit", "period", "bin", "n", "mean_forecast", "share_reversed",
]  # fmt: skip
CALIBRATION_COLUMNS = [
    "horizon", "model", "unit", "period", "n", "slope", "intercept", "ece", "ece_perfect_95",
    "within_case_correlation", "miscalibration", "discrimination", "uncertainty",
]  # fmt: skip

N_DRAWS = 4000


def reliability_table(panel: Panel, periods: Iterable[Period]) -> pd.DataFrame:
    """Mean forecast and share reversed by bin of the forecast.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    reliability.parquet : one row a forecaster with probabilities, unit, period and bin
        horizon, model, unit, period : str
            Who forecast what, and over which terms.
        bin : int
            From 0, in the order of the forecasts; bins hold about equally many.
        n : int
            Cases or votes in the bin.
        mean_forecast, share_reversed : float
            Mean probability of reversal, and share that was reversed.
    """
    tables = [
        reliability(y, p).assign(period=period.name, **panel.labels(column))
        for period, column, rows in _populations(panel, periods)
        for y, p in [(panel.reversed[rows, column], panel.p_reverse[rows, column])]
    ]
    table = pd.concat(tables) if tables else pd.DataFrame(columns=RELIABILITY_COLUMNS)
    return table[RELIABILITY_COLUMNS].reset_index(drop=True)


def calibration_table(
    panel: Panel, periods: Iterable[Period], rng: np.random.Generator
) -> pd.DataFrame:
    """Recalibration line, calibration error and decomposition of the Brier score.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period
    rng : np.random.Generator
        Drawn from once; all forecasters and periods share the draws.

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    calibration.parquet : one row a forecaster with probabilities, unit and period
        horizon, model, unit, period : str
            Who forecast what, and over which terms.
        n : int
            Cases or votes.
        slope, intercept : float or null
            Of the logistic regression of the outcome on the forecast's logit.
        ece : float
            Expected calibration error.
        ece_perfect_95 : float
            95th percentile of the error that a perfect forecaster with these probabilities shows.
        within_case_correlation : float
            Estimated correlation of the forecast errors of two votes in one case.
        miscalibration, discrimination, uncertainty : float
            Parts of the Brier score: miscalibration less discrimination plus uncertainty.
    """
    case, draws = pd.factorize(panel.rows["case_id"])[0], rng.standard_normal((N_DRAWS, N_BINS))
    rows = [
        {
            **panel.labels(column),
            "period": period.name,
            **_calibration(
                panel.reversed[rows, column], panel.p_reverse[rows, column], case[rows], draws
            ),
        }
        for period, column, rows in _populations(panel, periods)
    ]
    return pd.DataFrame(rows, columns=CALIBRATION_COLUMNS)


def _populations(
    panel: Panel, periods: Iterable[Period]
) -> Iterator[tuple[Period, int, np.ndarray]]:
    for period in periods:
        inside = period.select(panel.term, panel.outcome)
        for column in panel.probabilistic:
            rows = inside & ~np.isnan(panel.p_reverse[:, column])
            if rows.any():
                yield period, column, rows


def _calibration(
    y: np.ndarray, p: np.ndarray, case: np.ndarray, draws: np.ndarray
) -> dict[str, float]:
    slope, intercept = recalibration_line(y, p)
    bins, correlation = equal_mass_bins(p), within_case_correlation(y, p, case)
    return {
        "n": len(y),
        "slope": slope,
        "intercept": intercept,
        "ece": expected_calibration_error(y, p, bins),
        "ece_perfect_95": ece_of_calibrated(p, bins, case, correlation, draws),
        "within_case_correlation": correlation,
        **decompose_brier(y, p),
    }


def reliability(y: np.ndarray, p: np.ndarray) -> pd.DataFrame:
    """Bins of about equal size: number, mean forecast and share reversed.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    pd.DataFrame
        Columns ``bin, n, mean_forecast, share_reversed``.
    """
    bins = equal_mass_bins(p)
    n = np.bincount(bins)
    return pd.DataFrame(
        {
            "bin": np.arange(len(n)),
            "n": n,
            "mean_forecast": np.bincount(bins, weights=p) / n,
            "share_reversed": np.bincount(bins, weights=y) / n,
        }
    )


def within_case_correlation(y: np.ndarray, p: np.ndarray, case: np.ndarray) -> float:
    r"""Correlation of the forecast errors of two votes in one case.

    With errors :math:`e_i = y_i - p_i` and :math:`s_i = \sqrt{p_i (1 - p_i)}`, the moment
    estimate under a common correlation (Liang & Zeger 1986, doi 10.1093/biomet/73.1.13),

    .. math:: \hat\rho = \sum_c \sum_{i \ne j \in c} e_i e_j
        \Big/ \sum_c \sum_{i \ne j \in c} s_i s_j,

    kept within [0, 1]. Weighting pairs by :math:`s_i s_j` keeps a few near-certain forecasts
    that failed from deciding it.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)
    case : np.ndarray of int, shape (n,)

    Returns
    -------
    float
        0 where no case has two votes.
    """
    error, spread = y - p, np.sqrt(p * (1 - p))
    correlation = ratio(_pair_sum(error, case), _pair_sum(spread, case))
    return float(np.clip(np.nan_to_num(correlation), 0, 1))


def _pair_sum(values: np.ndarray, case: np.ndarray) -> float:
    """Sum of the products of different rows of one case; 0 when each case has one row."""
    _, case = np.unique(case, return_inverse=True)
    if case.max() + 1 == len(case):
        return 0.0
    return float((np.bincount(case, weights=values) ** 2).sum() - (values**2).sum())


def ece_of_calibrated(
    p: np.ndarray,
    bins: np.ndarray,
    case: np.ndarray,
    correlation: float,
    draws: np.ndarray,
    level: float = 0.95,
) -> float:
    r"""Quantile of the calibration error a perfectly calibrated forecaster would show.

    Even perfect probabilities leave :math:`\mathrm{ECE} > 0` in a finite sample (Broecker &
    Smith 2007, doi 10.1175/WAF993.1). The error sums of the bins, :math:`D_b = \sum_{i \in b}
    (y_i - p_i)`, are drawn from their normal limit with mean zero and, for errors of one case
    correlated by :math:`\rho`, covariance

    .. math:: \Sigma = (1 - \rho)\, \mathrm{diag}\Big(\sum_{i \in b} s_i^2\Big)
        + \rho \sum_c S_c S_c^\top, \qquad S_{cb} = \sum_{i \in c \cap b} s_i,

    which spares drawing every vote of every case thousands of times. Needs some dozens of rows
    a bin for the limit to hold.

    Parameters
    ----------
    p : np.ndarray of float, shape (n,)
    bins, case : np.ndarray of int, shape (n,)
    correlation : float
    draws : np.ndarray of float, shape (n_draws, at least the number of bins)
        Independent standard normals.
    level : float

    Returns
    -------
    float
    """
    covariance = _bin_covariance(p, bins, case, correlation)
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    sums = draws[:, : len(root)] @ root
    return float(np.quantile(np.abs(sums).sum(axis=1) / len(p), level))


def _bin_covariance(
    p: np.ndarray, bins: np.ndarray, case: np.ndarray, correlation: float
) -> np.ndarray:
    n_bins, (_, case) = bins.max() + 1, np.unique(case, return_inverse=True)
    variance = p * (1 - p)
    cells = np.bincount(
        case * n_bins + bins, weights=np.sqrt(variance), minlength=(case.max() + 1) * n_bins
    )
    shared = cells.reshape(-1, n_bins)
    own = np.diag(np.bincount(bins, weights=variance))
    return (1 - correlation) * own + correlation * (shared.T @ shared)
