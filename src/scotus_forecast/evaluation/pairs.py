"""Two forecasters on the rows both have: who is right, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, Resamples, percentile_interval
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.significance import bootstrap_p_value, mcnemar_exact


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
