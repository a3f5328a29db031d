"""How far a forecaster stays behind the true probabilities, where a simulation knows them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap
from scotus_forecast.evaluation.metrics import clipped
from scotus_forecast.evaluation.paired import Pair, compare
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.references import TRUTH_MODEL, ceiling_of

COLUMNS = [
    "horizon", "model", "unit", "n", "accuracy", "bayes_accuracy", "difference", "ci_low",
    "ci_high", "mean_absolute_error", "kl_divergence",
]  # fmt: skip


def regret_table(panel: Panel, bootstrap: ClusterBootstrap, confidence: float) -> pd.DataFrame:
    """Compare every forecaster with the true probabilities that are the ceiling of its horizon.

    Parameters
    ----------
    panel : Panel
        Holding the forecasters `references.ceiling_of` names.
    bootstrap : ClusterBootstrap
    confidence : float

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`; ``difference`` is the model's accuracy minus that of the truth.
    """
    pairs = [
        Pair(j, panel.forecasters.index(ceiling_of(who.horizon)))
        for j, who in enumerate(panel.forecasters)
        if who.model != TRUTH_MODEL
    ]
    if not pairs:
        return pd.DataFrame(columns=COLUMNS)
    everywhere = np.ones(len(panel.rows), dtype=bool)
    compared = compare(panel, pairs, everywhere, bootstrap, confidence)
    columns = compared[["model_column", "reference_column"]].to_numpy()
    distances = [_distances(panel, *pair) for pair in columns]
    return compared.join(pd.DataFrame(distances))[COLUMNS]


def _distances(panel: Panel, model: int, truth: int) -> dict[str, float]:
    p, q = panel.p_reverse[:, model], panel.p_reverse[:, truth]
    shared = ~np.isnan(p) & ~np.isnan(q)
    gives_probability = model in panel.probabilistic
    return {
        "accuracy": float(panel.correct[shared, model].mean(dtype=float)),
        "bayes_accuracy": float(panel.correct[shared, truth].mean(dtype=float)),
        "mean_absolute_error": _absolute(p[shared], q[shared]) if gives_probability else np.nan,
        "kl_divergence": divergence(p[shared], q[shared]) if gives_probability else np.nan,
    }


def _absolute(p: np.ndarray, q: np.ndarray) -> float:
    return float(np.abs(p - q).mean())


def divergence(p: np.ndarray, q: np.ndarray) -> float:
    r"""Mean Kullback-Leibler divergence of forecasts from true probabilities.

    :math:`q \log(q / p) + (1 - q) \log\{(1 - q) / (1 - p)\}` in nats, both clipped: the expected
    log loss of the forecast beyond that of the truth (doi 10.1214/aoms/1177729694).

    Parameters
    ----------
    p, q : np.ndarray of float, shape (n,)
        Forecast and true probabilities.
    """
    p, q = clipped(p), clipped(q)
    return float(np.mean(q * np.log(q / p) + (1 - q) * np.log((1 - q) / (1 - p))))
