"""Two forecasters on the rows both have: who is right, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import bdtr, ndtr

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, Resamples, percentile_interval
from scotus_forecast.evaluation.panel import Panel


def mcnemar_exact(model_only: np.ndarray, reference_only: np.ndarray) -> np.ndarray:
    r"""Two-sided exact p-value that discordant cases fall to either side equally often.

    With :math:`b` and :math:`c` discordant cases, :math:`\min\{1, 2 P(X \le \min(b, c))\}` for
    :math:`X \sim \mathrm{Bin}(b + c, 1/2)` (McNemar 1947, doi 10.1007/BF02295996). Without
    discordant cases it is 1.

    Parameters
    ----------
    model_only, reference_only : np.ndarray of int, shape (n_pairs,)
        Cases that the model alone and the reference alone forecast right.

    Returns
    -------
    np.ndarray of float, shape (n_pairs,)

    Notes
    -----
    `scipy.stats.binomtest` gives the same numbers one pair at a time. Over the pairs of the real
    Court it takes about 2,800 times as long. `scipy.stats` takes a second to import, so what
    `compare` needs is from `scipy.special`.
    """
    fewer = np.minimum(model_only, reference_only)
    return np.minimum(1, 2 * bdtr(fewer, model_only + reference_only, 0.5))


def bootstrap_p_value(difference: np.ndarray, resampled: np.ndarray) -> np.ndarray:
    r"""Two-sided p-value of no difference, from the clustered bootstrap's standard error.

    :math:`2 \Phi(-|d| / s)` with :math:`s` the standard deviation of the resampled differences.
    The share of resamples on the other side of zero would be coarser: its smallest value is one
    over their number, which Holm's correction would then multiply.

    Parameters
    ----------
    difference : np.ndarray of float, shape (n_pairs,)
    resampled : np.ndarray of float, shape (n_samples, n_pairs)

    Returns
    -------
    np.ndarray of float, shape (n_pairs,)
        1 for forecasters that agree everywhere, NaN where they differ by the same everywhere.
    """
    error = np.nanstd(resampled, axis=0, ddof=1)
    distance = np.divide(
        np.abs(difference), error, out=np.full_like(error, np.nan), where=error > 0
    )
    return np.where((error == 0) & (difference == 0), 1.0, 2 * ndtr(-distance))


def holm(p_values: np.ndarray) -> np.ndarray:
    r"""Holm's step-down p-values, which control the family-wise error rate.

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

    Notes
    -----
    `statsmodels.stats.multitest.multipletests` gives the same numbers. It collects garbage in
    every call and takes about 10,000 times as long, 2 seconds a run.
    """
    adjusted = np.full(len(p_values), np.nan)
    order = np.argsort(p_values)[: np.count_nonzero(~np.isnan(p_values))]
    steps = np.arange(len(order), 0, -1) * p_values[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


class Pair(NamedTuple):
    """Columns of a panel: a forecaster and the reference it is compared with."""

    model: int
    reference: int


def compare_both_ways(
    panel: Panel,
    pairs: Sequence[Pair],
    inside: np.ndarray,
    resamples: Resamples,
    confidence: float,
) -> pd.DataFrame:
    """`compare_pairs`, with the interval over terms, ``term_ci_low`` to ``term_ci_high``, added."""
    compared = compare_pairs(panel, pairs, inside, resamples.cases, confidence)
    over_terms = compare_pairs(panel, pairs, inside, resamples.terms, confidence, cluster="term")
    ends = {f"term_{end}": over_terms[end] for end in ("ci_low", "ci_high")}
    return compared.assign(**ends)


def compare_pairs(
    panel: Panel,
    pairs: Sequence[Pair],
    inside: np.ndarray,
    bootstrap: ClusterBootstrap,
    confidence: float,
    cluster: str = "case_id",
) -> pd.DataFrame:
    """Compare pairs of forecasters on the selected rows both have.

    Parameters
    ----------
    panel : Panel
    pairs : sequence of Pair
        At least one.
    inside : np.ndarray of bool, shape (n_rows,)
    bootstrap : ClusterBootstrap
    confidence : float
    cluster : {"case_id", "term"}
        What `bootstrap` resamples.

    Returns
    -------
    pd.DataFrame
        One row a pair that shares a row: ``horizon, model, unit, model_column,
        reference_column, n, model_only_correct, reference_only_correct, difference, ci_low,
        ci_high, p_value``; ``difference`` is the model's accuracy minus the reference's.
    """
    advantage = _advantage(panel, pairs, inside)
    shared = ~np.isnan(advantage).all(axis=0)
    advantage, pairs = advantage[:, shared], [p for p, s in zip(pairs, shared, strict=True) if s]
    table = _counts(panel, pairs, advantage)
    if table.empty:
        return table.assign(difference=[], ci_low=[], ci_high=[], p_value=[])
    resampled = bootstrap.ratios(
        panel.rows.loc[inside, cluster], np.nan_to_num(advantage), ~np.isnan(advantage)
    )
    low, high = percentile_interval(resampled, confidence)
    return table.assign(ci_low=low, ci_high=high, p_value=_p_values(panel.unit, table, resampled))


def _advantage(panel: Panel, pairs: Sequence[Pair], inside: np.ndarray) -> np.ndarray:
    models, references = np.array(pairs).T
    correct = panel.correct[inside]
    return correct[:, models] - correct[:, references]


def _counts(panel: Panel, pairs: Sequence[Pair], advantage: np.ndarray) -> pd.DataFrame:
    labels = pd.DataFrame(
        [panel.labels(pair.model) for pair in pairs], columns=["horizon", "model", "unit"]
    )
    n = (~np.isnan(advantage)).sum(axis=0)
    ahead, behind = (advantage == 1).sum(axis=0), (advantage == -1).sum(axis=0)
    return labels.assign(
        model_column=[pair.model for pair in pairs],
        reference_column=[pair.reference for pair in pairs],
        n=n,
        model_only_correct=ahead,
        reference_only_correct=behind,
        difference=(ahead - behind) / n,
    )


def _p_values(unit: str, table: pd.DataFrame, resampled: np.ndarray) -> np.ndarray:
    if unit == "case":
        return mcnemar_exact(
            table["model_only_correct"].to_numpy(), table["reference_only_correct"].to_numpy()
        )
    return bootstrap_p_value(table["difference"].to_numpy(), resampled)
