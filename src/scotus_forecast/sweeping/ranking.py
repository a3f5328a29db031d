"""The settings from best to worst, and how sure one can be of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.sweeping.grid import Setting
from scotus_forecast.sweeping.losses import Losses


def ranking(
    losses: Losses, settings: Sequence[Setting], bootstrap: ClusterBootstrap, confidence: float
) -> pd.DataFrame:
    """Rank settings by Brier score.

    Parameters
    ----------
    losses : Losses
    settings : sequence of Setting
        The present one first.
    bootstrap : ClusterBootstrap
    confidence : float
        Of the interval of the difference.

    Returns
    -------
    pd.DataFrame
        ``setting, now, n, accuracy, brier, difference, low, high, share_best``; ``difference`` is
        the Brier score less that of the best, ``share_best`` the share of resamples in which the
        setting is the best, ties shared.
    """
    brier = losses.squared.mean(axis=0)
    resampled = bootstrap.means(losses.case_id, losses.squared)
    best = brier.argmin()
    low, high = percentile_interval(resampled - resampled[:, [best]], confidence)
    table = pd.DataFrame(
        {
            "setting": [setting.name for setting in settings],
            "now": np.arange(len(settings)) == 0,
            "n": len(losses.term),
            "accuracy": losses.right.mean(axis=0),
            "brier": brier,
            "difference": brier - brier[best],
            "low": low,
            "high": high,
            "share_best": share_best(resampled),
        }
    )
    return table.sort_values("brier", kind="stable")


def share_best(resampled: np.ndarray) -> np.ndarray:
    """Share of resamples in which each column is least; columns that tie share one.

    Parameters
    ----------
    resampled : np.ndarray of float, shape (n_samples, n_columns)
    """
    least = resampled == resampled.min(axis=1, keepdims=True)
    return (least / least.sum(axis=1, keepdims=True)).mean(axis=0)
