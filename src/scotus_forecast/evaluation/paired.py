"""Paired comparisons: two forecasters on the rows both have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, Resamples, percentile_interval
from scotus_forecast.evaluation.panel import Forecaster, Panel
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.evaluation.references import STORED_HORIZON, STORED_RUNS

BEST_BASELINE = "best_baseline_in_hindsight"

COLUMNS = [
    "horizon", "model", "unit", "period", "reference", "reference_model", "n",
    "model_only_correct", "reference_only_correct", "difference", "ci_low", "ci_high",
    "term_ci_low", "term_ci_high", "p_value",
]  # fmt: skip


class Pair(NamedTuple):
    """Columns of a panel: a forecaster and the one it is held against."""

    model: int
    reference: int


def reference_pairs(panel: Panel) -> list[Pair]:
    """Every forecaster against every baseline and every stored run of the paper but itself."""
    stored = {Forecaster(STORED_HORIZON, model) for model in STORED_RUNS}
    references = [
        j
        for j, forecaster in enumerate(panel.forecasters)
        if j in panel.baselines or forecaster in stored
    ]
    everyone = range(len(panel.forecasters))
    return [Pair(model, other) for model in everyone for other in references if model != other]


def paired_table(
    panel: Panel, periods: Iterable[Period], resamples: Resamples, confidence: float
) -> pd.DataFrame:
    """Compare every forecaster with every reference, by period.

    The best baseline in hindsight is the one with the highest accuracy on that very unit and
    period; ``reference_model`` names it. Each forecaster is judged by the truth of its own frame.

    Parameters
    ----------
    panel : Panel
    periods : iterable of Period
    resamples : Resamples
    confidence : float
        Of the intervals of the difference: ``ci_low`` to ``ci_high`` over cases,
        ``term_ci_low`` to ``term_ci_high`` over terms.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`.
    """
    pairs = reference_pairs(panel)

    def table(period: Period) -> pd.DataFrame:
        return _period_table(panel, pairs, period, resamples, confidence)

    return by_period(pairs, periods, table, COLUMNS)


def by_period(
    pairs: Sequence[Pair],
    periods: Iterable[Period],
    table: Callable[[Period], pd.DataFrame],
    columns: list[str],
) -> pd.DataFrame:
    """Put the tables of all periods one below the other; without pairs there are no rows."""
    if not pairs:
        return pd.DataFrame(columns=columns)
    return pd.concat([table(period) for period in periods], ignore_index=True)


def _period_table(
    panel: Panel,
    pairs: Sequence[Pair],
    period: Period,
    resamples: Resamples,
    confidence: float,
) -> pd.DataFrame:
    inside = period.select(panel.term, panel.outcome)
    compared = compare_both_ways(panel, pairs, inside, resamples, confidence)
    names = compared["reference_column"].map(lambda j: panel.forecasters[j].model)
    named = compared.assign(period=period.name, reference=names, reference_model=names)
    best = best_baseline(panel, inside)
    hindsight = named[named["reference_column"] == best].assign(reference=BEST_BASELINE)
    return pd.concat([named, hindsight], ignore_index=True)[COLUMNS]


def best_baseline(panel: Panel, inside: np.ndarray) -> int | None:
    """Column of the baseline most accurate on some rows; the first by name where several are.

    Parameters
    ----------
    panel : Panel
    inside : np.ndarray of bool, shape (n_rows,)
    """
    right = {j: panel.correct[inside, j] for j in panel.baselines}
    accuracy = {j: np.nanmean(c) for j, c in right.items() if not np.isnan(c).all()}
    return max(accuracy, key=accuracy.__getitem__, default=None)


def compare_both_ways(
    panel: Panel,
    pairs: Sequence[Pair],
    inside: np.ndarray,
    resamples: Resamples,
    confidence: float,
) -> pd.DataFrame:
    """Compare as `compare` does, with ``term_ci_low`` and ``term_ci_high`` over terms beside."""
    compared = compare(panel, pairs, inside, resamples.cases, confidence)
    over_terms = compare(panel, pairs, inside, resamples.terms, confidence, cluster="term")
    ends = {f"term_{end}": over_terms[end] for end in ("ci_low", "ci_high")}
    return compared.assign(**ends)


def compare(
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


def mcnemar_exact(model_only: np.ndarray, reference_only: np.ndarray) -> np.ndarray:
    r"""Two-sided exact p-value that discordant cases fall to either side alike.

    With :math:`b` and :math:`c` discordant cases, :math:`\min\{1, 2 P(X \le \min(b, c))\}` for
    :math:`X \sim \mathrm{Bin}(b + c, 1/2)` (McNemar 1947, doi 10.1007/BF02295996). Without
    discordant cases it is 1.

    Parameters
    ----------
    model_only, reference_only : np.ndarray of int, shape (n_pairs,)

    Returns
    -------
    np.ndarray of float, shape (n_pairs,)
    """
    fewer = np.minimum(model_only, reference_only)
    return np.minimum(1, 2 * binom.cdf(fewer, model_only + reference_only, 0.5))


def bootstrap_p_value(difference: np.ndarray, resampled: np.ndarray) -> np.ndarray:
    r"""Two-sided p-value of no difference, from the clustered bootstrap's standard error.

    :math:`2 \Phi(-|d| / s)` with :math:`s` the standard deviation of the resampled differences.
    A share of resamples could not fall below one over their number, and a correction for many
    comparisons would then leave nothing to tell apart.

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
    return np.where((error == 0) & (difference == 0), 1.0, 2 * norm.sf(distance))


def with_holm(paired: pd.DataFrame, flagships: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Add ``p_holm``, adjusted over what was named beforehand.

    A family is the comparisons of all flagships (horizons and units together) within one period.
    Other models were not named before the run, and the best baseline in hindsight is one of those
    compared already: neither gets an adjusted p-value.

    Parameters
    ----------
    paired : pd.DataFrame
        See `paired_table`.
    flagships : dict
        Model by horizon and unit, as in ``params.yaml``.
    """
    named = _of_flagships(paired, flagships) & (paired["reference"] != BEST_BASELINE)
    adjusted = (
        paired.loc[named]
        .groupby("period")["p_value"]
        .transform(lambda p: holm(p.to_numpy(dtype=float)))
    )
    return paired.assign(p_holm=adjusted.reindex(paired.index).astype(float))


def _of_flagships(paired: pd.DataFrame, flagships: dict[str, dict[str, str]]) -> np.ndarray:
    keys = zip(paired["horizon"], paired["model"], paired["unit"], strict=True)
    return np.array([flagships.get(h, {}).get(unit) == model for h, model, unit in keys], bool)


def holm(p_values: np.ndarray) -> np.ndarray:
    r"""Step-down adjusted p-values controlling the family-wise error rate.

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
    """
    adjusted = np.full(len(p_values), np.nan)
    order = np.argsort(p_values)[: np.count_nonzero(~np.isnan(p_values))]
    steps = np.arange(len(order), 0, -1) * p_values[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted
