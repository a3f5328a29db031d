r"""AUC over pairs of one term, so that a drift of the base rate cannot pass for skill."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata


class WithinTerm(NamedTuple):
    """AUC over all pairs of the same term, and its standard error where nothing is known."""

    auc: float
    error: float


def within_term_auc(y: np.ndarray, score: np.ndarray, term: np.ndarray) -> WithinTerm:
    r"""How often a positive scores higher than a negative of its own term, ties counting half.

    Parameters
    ----------
    y : np.ndarray of bool, shape (n,)
    score : np.ndarray of float, shape (n,)
    term : np.ndarray of int, shape (n,)

    Returns
    -------
    WithinTerm
        NaN where no term holds both kinds.

    Notes
    -----
    With :math:`U_t` the Mann-Whitney statistic of term t among :math:`n_t` positives and
    :math:`m_t` negatives, AUC is :math:`\sum U_t / \sum n_t m_t`. Where labels are exchangeable
    within a term, :math:`\mathrm{Var}\, U_t = n_t m_t (n_t + m_t + 1) / 12` at most, ties only
    lessening it (Mann & Whitney 1947, doi:10.1214/aoms/1177730491).
    """
    group = np.unique(term, return_inverse=True)[1]
    size, positive = np.bincount(group), np.bincount(group, y)
    order = rankdata(score, "dense") / (len(score) + 1)
    rank = rankdata(group + order) - (np.cumsum(size) - size)[group]
    above = rank[np.asarray(y, dtype=bool)].sum() - (positive * (positive + 1) / 2).sum()
    pairs = positive * (size - positive)
    if not pairs.sum():
        return WithinTerm(np.nan, np.nan)
    variance = (pairs * (size + 1) / 12).sum()
    return WithinTerm(float(above / pairs.sum()), float(np.sqrt(variance) / pairs.sum()))
