"""The paper's tests over terms, and the correction of a family of p-values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtr, stdtr
from scipy.stats import rankdata

from scotus_forecast.court.outcomes import AFFIRM, OTHER
from scotus_forecast.evaluation.paired import Pair, reference_pairs
from scotus_forecast.evaluation.panel import Panel
from scotus_forecast.evaluation.periods import Period

COLUMNS = [
    "horizon", "model", "unit", "period", "reference", "terms", "won", "tied", "lost",
    "t_statistic", "t_p_value", "rank_sum_p_value",
]  # fmt: skip


def term_test_table(panel: Panel, periods: Iterable[Period]) -> pd.DataFrame:
    """Compare every forecaster with every reference over the terms of each period.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`, one row a forecaster, reference (see `reference_pairs`) and period with a
        shared term.
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
    t, p = (np.nan, np.nan) if constant else t_test(difference)
    return {
        "terms": len(n),
        "won": int((difference > 0).sum()),
        "tied": int((difference == 0).sum()),
        "lost": int((difference < 0).sum()),
        "t_statistic": t,
        "t_p_value": p,
        "rank_sum_p_value": rank_sum_p_value(model_right / n, reference_right / n),
    }


def t_test(difference: np.ndarray) -> tuple[float, float]:
    r"""Statistic and two-sided p-value of the t-test that differences have mean zero.

    :math:`t = \bar d \sqrt n / s` with :math:`n - 1` degrees of freedom (Student 1908,
    doi 10.1093/biomet/6.1.1), as `scipy.stats.ttest_rel` computes it, whose checks of its
    arguments take ten times longer than a few hundred terms.

    Parameters
    ----------
    difference : np.ndarray, shape (n,)
        At least two, not all equal.
    """
    n = len(difference)
    t = difference.mean() * np.sqrt(n) / difference.std(ddof=1)
    return float(t), float(2 * stdtr(n - 1, -abs(t)))


def rank_sum_p_value(one: np.ndarray, other: np.ndarray) -> float:
    r"""Two-sided p-value of Wilcoxon's rank-sum test of two samples of one size.

    The sum :math:`R` of the mid-ranks of either has mean :math:`n (2n + 1) / 2` and variance
    :math:`n^2 (2n + 1) / 12` in its normal limit, ties left uncorrected as in
    `scipy.stats.ranksums` (Wilcoxon 1945, doi 10.2307/3001968).

    Parameters
    ----------
    one, other : np.ndarray, shape (n,)
    """
    n = len(one)
    distance = rankdata(np.concatenate([one, other]))[:n].sum() - n * (2 * n + 1) / 2
    return float(2 * ndtr(-abs(distance) / np.sqrt(n * n * (2 * n + 1) / 12)))
