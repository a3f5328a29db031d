r"""Case-clustered bootstrap: votes of one case are resampled together.

Cases of all terms are drawn with replacement, once, and the same draws serve every model, period
and comparison, so that differences are paired. A statistic that is a ratio of sums over rows,

.. math:: \theta = \sum_c a_c \Big/ \sum_c n_c,

with :math:`a_c` and :math:`n_c` the sums within case :math:`c`, is on all resamples a product of
the matrix of multiplicities with the per-case sums. Sums of whole numbers below :math:`2^{24}`
are exact in single precision and the same whatever the order of additions; so are, in double
precision, sums of values rounded to multiples of `GRAIN`.

References
----------
Efron & Tibshirani 1993, An Introduction to the Bootstrap, doi 10.1007/978-1-4899-4541-9.
Field & Welsh 2007, Bootstrapping clustered data, doi 10.1111/j.1467-9868.2007.00593.x.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

#: What values are rounded to multiples of before they are resampled.
GRAIN = 2.0**-24

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
        return _quotient(*self._sums(case_id, numerators, denominators, dtype=np.float32))

    def sums(self, case_id: pd.Series, values: np.ndarray) -> np.ndarray:
        """Sums of each column on every resample.

        Parameters
        ----------
        case_id : pd.Series of str, shape (n_rows,)
        values : np.ndarray of float, shape (n_rows, n_columns)
            Rounded to multiples of `GRAIN`; a column with a NaN has no sums.

        Returns
        -------
        np.ndarray of float, shape (n_samples, n_columns)
        """
        (sums,) = self._sums(case_id, np.rint(values / GRAIN), dtype=np.float64)
        return sums * GRAIN

    def means(self, case_id: pd.Series, values: np.ndarray) -> np.ndarray:
        """Means of each column on every resample.

        Parameters
        ----------
        case_id : pd.Series of str, shape (n_rows,)
        values : np.ndarray of float, shape (n_rows, n_columns)
            As in `sums`.

        Returns
        -------
        np.ndarray of float, shape (n_samples, n_columns)
            NaN where a resample holds none of the rows.
        """
        sums = self.sums(case_id, np.column_stack([values, np.ones(len(values))]))
        return _quotient(sums[:, :-1], sums[:, -1:])

    def _sums(
        self, case_id: pd.Series, *values: np.ndarray | csr_array, dtype: type
    ) -> list[np.ndarray]:
        """Sums of several tables of whole numbers, every chunk of the weights read once."""
        case = self.case_ids.get_indexer(case_id)
        span = slice(case.min(), case.max() + 1)
        shape = (span.stop - span.start, len(case))
        ones, columns = np.ones(shape[1], dtype), np.arange(shape[1])
        membership = csr_array((ones, (case - span.start, columns)), shape)
        per_case = [membership @ table.astype(dtype) for table in values]
        chunks = [[weights @ table for table in per_case] for weights in self._chunks(span, dtype)]
        return [np.concatenate(parts).astype(float) for parts in zip(*chunks, strict=True)]

    def _chunks(self, span: slice, dtype: type) -> Iterator[np.ndarray]:
        for start in range(0, len(self.weights), _CHUNK):
            yield self.weights[start : start + _CHUNK, span].astype(dtype)


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


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
