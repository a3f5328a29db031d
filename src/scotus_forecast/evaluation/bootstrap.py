r"""Case-clustered bootstrap: votes of one case are resampled together.

Cases of all terms are drawn with replacement, once, and the same draws serve every model, period
and comparison, so that differences are paired. A statistic that is a ratio of sums over rows,

.. math:: \theta = \sum_c a_c \Big/ \sum_c n_c,

with :math:`a_c` and :math:`n_c` the sums within case :math:`c`, is on all resamples a product of
the matrix of multiplicities with the per-case sums. The sums are whole numbers below
:math:`2^{24}`, hence exact in single precision and the same whatever the order of additions.

References
----------
Efron & Tibshirani 1993, An Introduction to the Bootstrap, doi 10.1007/978-1-4899-4541-9.
Field & Welsh 2007, Bootstrapping clustered data, doi 10.1111/j.1467-9868.2007.00593.x.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

_CHUNK = 256


@dataclass(frozen=True, eq=False)
class CaseBootstrap:
    """Multiplicities of cases in resamples.

    Attributes
    ----------
    case_ids : pd.Index of str, length n_cases
    weights : np.ndarray of uint8, shape (n_samples, n_cases)
        Each row sums to ``n_cases``.
    """

    case_ids: pd.Index
    weights: np.ndarray

    def ratios(
        self,
        case_id: pd.Series,
        numerators: np.ndarray | csr_array,
        denominators: np.ndarray | csr_array,
    ) -> np.ndarray:
        """Ratios of sums on every resample.

        Parameters
        ----------
        case_id : pd.Series of str, shape (n_rows,)
        numerators, denominators : array of whole numbers, shape (n_rows, n_columns)
            Dense or sparse.

        Returns
        -------
        np.ndarray of float, shape (n_samples, n_columns)
            NaN where a resample holds none of a column's rows.
        """
        above, below = self._sums(case_id, numerators), self._sums(case_id, denominators)
        return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)

    def _sums(self, case_id: pd.Series, values: np.ndarray | csr_array) -> np.ndarray:
        case = self.case_ids.get_indexer(case_id)
        span = slice(case.min(), case.max() + 1)
        shape = (span.stop - span.start, len(case))
        ones, columns = np.ones(shape[1], np.float32), np.arange(shape[1])
        membership = csr_array((ones, (case - span.start, columns)), shape)
        per_case = membership @ values.astype(np.float32)
        chunks = [
            self.weights[start : start + _CHUNK, span].astype(np.float32) @ per_case
            for start in range(0, len(self.weights), _CHUNK)
        ]
        return np.concatenate(chunks).astype(np.float64)


def draw_cases(
    case_ids: pd.Index | pd.Series, n_samples: int, rng: np.random.Generator
) -> CaseBootstrap:
    """Resample cases with replacement.

    Parameters
    ----------
    case_ids : pd.Index or pd.Series of str
        Repeats and order do not matter.
    n_samples : int
    rng : np.random.Generator

    Returns
    -------
    CaseBootstrap
    """
    cases = pd.Index(case_ids).unique().sort_values()
    n = len(cases)
    weights = np.empty((n_samples, n), dtype=np.uint8)
    for row in weights:
        row[:] = np.bincount(rng.integers(n, size=n), minlength=n)
    return CaseBootstrap(cases, weights)


def percentile_interval(ratios: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Percentile bootstrap interval of each column.

    Parameters
    ----------
    ratios : np.ndarray of float, shape (n_samples, n_columns)
        Resamples where the statistic is undefined (NaN) are left out.
    confidence : float

    Returns
    -------
    low, high : np.ndarray of float, shape (n_columns,)
    """
    if not ratios.shape[1]:
        return np.empty(0), np.empty(0)
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(ratios, [tail, 1 - tail], axis=0)
    return low, high
