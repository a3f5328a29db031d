r"""Metrics of two forecasters on the same rows, their differences and the intervals of those.

Differences are after minus before. Cases are resampled with their votes, and both forecasters are
scored on the same resamples. Accuracy, Brier score and log loss are means over rows. The AUC is not
a mean, so its difference is resampled to first order. Let :math:`V_i` be the share of rows of the
other outcome that row :math:`i` is ranked rightly against, :math:`n_i` the number of rows that
share its outcome, and :math:`A` the AUC. A resample that counts row :math:`i` :math:`w_i` times has

.. math:: A^* \approx A + \sum_i w_i (V_i - A) / n_i .

References
----------
DeLong, DeLong & Clarke-Pearson 1988, Comparing the areas under correlated ROC curves,
doi 10.2307/2531595.
Obuchowski 1997, Nonparametric analysis of clustered ROC curve data, doi 10.2307/2533958.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.core.project.prediction_frame import gives_probability, predicted_reverse
from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.metrics import auc, clipped, mid_ranks
from scotus_forecast.evaluation.pairs import mcnemar_exact

METRICS = ("accuracy", "brier", "log_loss", "auc")
METRIC_COLUMNS = ["unit", "metric", "n", "before", "after", "difference", "low", "high", "p_value"]


def metric_rows(rows: pd.DataFrame, bootstrap: ClusterBootstrap, confidence: float) -> pd.DataFrame:
    """Metrics before and after, and their difference, of one unit.

    Parameters
    ----------
    rows : pd.DataFrame
        See `comparison.shared_rows`; one unit, at least one row.
    bootstrap : ClusterBootstrap
        Holds every case of `rows`.
    confidence : float

    Returns
    -------
    pd.DataFrame
        Columns `METRIC_COLUMNS`. A forecaster without probabilities has an accuracy only, and so
        has a difference from it.
    """
    y = rows["reversed"].to_numpy()
    before, after = (row_scores(y, rows[p].to_numpy()) for p in ("p_before", "p_after"))
    table = pd.DataFrame(
        {
            "unit": rows["unit"].iloc[0],
            "metric": METRICS,
            "n": len(rows),
            "before": _summary(y, rows["p_before"], before),
            "after": _summary(y, rows["p_after"], after),
        }
    )
    table["difference"] = table["after"] - table["before"]
    resampled = _resampled_differences(rows["case_id"], after - before, bootstrap)
    # Influences are of the AUC's difference about its value here.
    resampled[:, -1] += table["difference"].iloc[-1]
    low, high = _intervals(resampled, confidence)
    return table.assign(low=low, high=high, p_value=_p_values(rows))[METRIC_COLUMNS]


def row_scores(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Contribution of each row to each of `METRICS`; of the AUC, its first-order influence.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    np.ndarray of float, shape (n, 4)
        In columns other than accuracy, NaN where `p` gives no probabilities.
    """
    right = predicted_reverse(p) == (y == 1)
    if not gives_probability(p):
        return np.column_stack([right, *np.full((3, len(y)), np.nan)])
    miss = -np.log(np.where(y == 1, clipped(p), 1 - clipped(p)))
    return np.column_stack([right, (p - y) ** 2, miss, auc_influence(y, p)])


def auc_influence(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """First-order change of the AUC from counting a row once more; all rows add up to 0.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    np.ndarray of float, shape (n,)
        NaN where only one outcome occurs.
    """
    was = y == 1
    if was.all() or not was.any():
        return np.full(len(y), np.nan)
    within = np.empty(len(y))
    for same in (was, ~was):
        within[same] = mid_ranks(p[same])
    n_own, n_other = np.where(was, was.sum(), (~was).sum()), np.where(was, (~was).sum(), was.sum())
    # A mid-rank among all less that among its own counts the others below, ties by half.
    share_below = (mid_ranks(p) - within) / n_other
    won = np.where(was, share_below, 1 - share_below)
    return (won - won[was].mean()) / n_own


def _summary(y: np.ndarray, p: pd.Series, scores: np.ndarray) -> list[float]:
    area = auc(y, p.to_numpy()) if gives_probability(p) else np.nan
    return [*scores[:, :3].mean(axis=0), area]


def _resampled_differences(
    case_id: pd.Series, differences: np.ndarray, bootstrap: ClusterBootstrap
) -> np.ndarray:
    """Means of the first three columns and sums of the last, on every resample."""
    # Influences shrink with the number of rows; summed as they are, rounding would show.
    n = len(differences)
    summed = bootstrap.sums(case_id, n * differences[:, 3:]) / n
    return np.column_stack([bootstrap.means(case_id, differences[:, :3]), summed])


def _intervals(resampled: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    low, high = np.full((2, resampled.shape[1]), np.nan)
    defined = ~np.isnan(resampled).all(axis=0)
    low[defined], high[defined] = percentile_interval(resampled[:, defined], confidence)
    return low, high


def _p_values(rows: pd.DataFrame) -> list[float]:
    if rows["unit"].iloc[0] != "case":
        return [np.nan] * len(METRICS)
    better = (rows["right_after"] & ~rows["right_before"]).sum()
    worse = (rows["right_before"] & ~rows["right_after"]).sum()
    exact = mcnemar_exact(np.array([better]), np.array([worse]))
    return [float(exact[0]), *[np.nan] * (len(METRICS) - 1)]
