"""The paper's tests over terms: terms won, t-test and rank-sum test of term accuracies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy.stats import ranksums, ttest_1samp

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER
from scotus_forecast.evaluation.paired import Pair, reference_pairs
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.periods import Period

COLUMNS = [
    "horizon", "model", "unit", "period", "reference", "terms", "won", "tied", "lost",
    "t_statistic", "t_p_value", "rank_sum_p_value",
]  # fmt: skip


def term_test_table(panel: Panel, periods: Iterable[Period]) -> pd.DataFrame:
    """Compare every forecaster with every reference over the terms of each period.

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
    term_tests.parquet : one row a forecaster, unit, period and reference with a shared term
        horizon, model, unit, period : str
            Who forecast what, and over which terms.
        reference : str
            A baseline or a stored run of the paper.
        terms, won, tied, lost : int
            Terms both forecast, and those with more, as many or fewer right than the reference.
        t_statistic, t_p_value : float or null
            Paired t-test of the accuracies by term.
        rank_sum_p_value : float
            Wilcoxon's rank-sum test of the accuracies by term.
    """
    periods = list(periods)
    rows = [
        {
            **panel.labels(pair.model),
            "period": period.name,
            "reference": panel.forecasters[pair.reference].model,
            **compare_terms(*(counts.loc[inside].to_numpy().T)),
        }
        for pair in reference_pairs(panel)
        for period, counts, inside in _by_period(panel, pair, periods)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _by_period(
    panel: Panel, pair: Pair, periods: Iterable[Period]
) -> Iterator[tuple[Period, pd.DataFrame, np.ndarray]]:
    counted = {merits: term_counts(panel, pair, merits) for merits in (False, True)}
    for period in periods:
        counts = counted[period.merits_only]
        inside = period.select(counts.index.to_numpy(), np.full(len(counts), AFFIRM))
        if inside.any():
            yield period, counts, inside


def term_counts(panel: Panel, pair: Pair, merits_only: bool) -> pd.DataFrame:
    """Count right forecasts of both and rows they share, by term.

    Parameters
    ----------
    panel : Panel
    pair : Pair
    merits_only : bool

    Returns
    -------
    pd.DataFrame
        ``model, reference, n``, indexed by term; terms without a shared row are left out.
    """
    model, reference = panel.correct[:, pair.model], panel.correct[:, pair.reference]
    rows = ~np.isnan(model) & ~np.isnan(reference)
    if merits_only:
        rows &= panel.outcome != OTHER
    terms, n = np.unique(panel.term[rows], return_counts=True)
    code = np.searchsorted(terms, panel.term[rows])
    right = {
        name: np.bincount(code, weights=correct[rows])
        for name, correct in (("model", model), ("reference", reference))
    }
    return pd.DataFrame({**right, "n": n}, index=terms)


def compare_terms(
    model_right: np.ndarray, reference_right: np.ndarray, n: np.ndarray
) -> dict[str, float]:
    """Terms won, tied and lost; paired t-test and Wilcoxon rank-sum test of the term accuracies.

    The tests are those of Katz, Bommarito & Blackman (2017): a term of ten cases weighs as much
    as one of two hundred, and the rank-sum test leaves out that terms are paired.

    Parameters
    ----------
    model_right, reference_right, n : np.ndarray, shape (n_terms,)
        Right forecasts of each and number of rows, by term.

    Returns
    -------
    dict of str to float
        The t-test is NaN for one term or a difference that is the same in every term.
    """
    difference = (model_right - reference_right) / n
    constant = len(n) < 2 or np.ptp(difference) == 0
    t, p = (np.nan, np.nan) if constant else ttest_1samp(difference, 0)
    return {
        "terms": len(n),
        "won": int((difference > 0).sum()),
        "tied": int((difference == 0).sum()),
        "lost": int((difference < 0).sum()),
        "t_statistic": float(t),
        "t_p_value": float(p),
        "rank_sum_p_value": float(ranksums(model_right / n, reference_right / n).pvalue),
    }
