r"""Clustered bootstrap: votes of one case, or cases of one term, are resampled together.

Cases (or terms) are drawn with replacement, once, and the same draws serve every model, period
and comparison, so that differences are paired. Resampled cases take cases as independent;
resampled terms let whatever moves a whole term count once. A statistic that is a ratio of sums
over rows,

.. math:: \theta = \sum_c a_c \Big/ \sum_c n_c,

with :math:`a_c` and :math:`n_c` the sums within cluster :math:`c`, is on all resamples a product of
the matrix of multiplicities with the per-cluster sums. Sums of whole numbers below :math:`2^{24}`
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
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

#: What values are rounded to multiples of before they are resampled.
GRAIN = 2.0**-24

_CHUNK = 256


@dataclass(frozen=True, eq=False)
class ClusterBootstrap:
    """Multiplicities of clusters in resamples.

    Attributes
    ----------
    clusters : pd.Index, length n_clusters
        Cases or terms.
    weights : np.ndarray of uint8, shape (n_samples, n_clusters)
        Each row sums to ``n_clusters``.
    """

    clusters: pd.Index
    weights: np.ndarray

    def ratios(
        self,
        cluster: pd.Series,
        numerators: np.ndarray | csr_array,
        denominators: np.ndarray | csr_array,
    ) -> np.ndarray:
        """Ratios of sums on every resample.

        Parameters
        ----------
        cluster : pd.Series, shape (n_rows,)
            Of each row.
        numerators, denominators : array of whole numbers, shape (n_rows, n_columns)
            Dense or sparse.

        Returns
        -------
        np.ndarray of float, shape (n_samples, n_columns)
            NaN where a resample holds none of a column's rows.
        """
        return _quotient(*self._sums(cluster, numerators, denominators, dtype=np.float32))

    def sums(self, cluster: pd.Series, values: np.ndarray) -> np.ndarray:
        """Sums of each column on every resample.

        Parameters
        ----------
        cluster : pd.Series, shape (n_rows,)
            Of each row.
        values : np.ndarray of float, shape (n_rows, n_columns)
            Rounded to multiples of `GRAIN`; a column with a NaN has no sums.

        Returns
        -------
        np.ndarray of float, shape (n_samples, n_columns)
        """
        (sums,) = self._sums(cluster, np.rint(values / GRAIN), dtype=np.float64)
        return sums * GRAIN

    def means(self, cluster: pd.Series, values: np.ndarray) -> np.ndarray:
        """Means of each column on every resample.

        Parameters
        ----------
        cluster : pd.Series, shape (n_rows,)
            Of each row.
        values : np.ndarray of float, shape (n_rows, n_columns)
            As in `sums`.

        Returns
        -------
        np.ndarray of float, shape (n_samples, n_columns)
            NaN where a resample holds none of the rows.
        """
        sums = self.sums(cluster, np.column_stack([values, np.ones(len(values))]))
        return _quotient(sums[:, :-1], sums[:, -1:])

    def _sums(
        self, cluster: pd.Series, *values: np.ndarray | csr_array, dtype: type
    ) -> list[np.ndarray]:
        """Sums of several tables of whole numbers, every chunk of the weights read once."""
        code = self.clusters.get_indexer(cluster)
        span = slice(code.min(), code.max() + 1)
        shape = (span.stop - span.start, len(code))
        ones: np.ndarray = np.ones(shape[1], dtype)
        columns = np.arange(shape[1])
        membership = csr_array((ones, (code - span.start, columns)), shape)
        per_cluster = [membership @ table.astype(dtype) for table in values]
        chunks = [[part @ table for table in per_cluster] for part in self._chunks(span, dtype)]
        return [np.concatenate(parts).astype(float) for parts in zip(*chunks, strict=True)]

    def _chunks(self, span: slice, dtype: type) -> Iterator[np.ndarray]:
        for start in range(0, len(self.weights), _CHUNK):
            yield self.weights[start : start + _CHUNK, span].astype(dtype)


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


class Resamples(NamedTuple):
    """The same forecasts resampled two ways.

    Attributes
    ----------
    cases : ClusterBootstrap
        Cases are independent, their votes are not.
    terms : ClusterBootstrap
        Terms are independent, their cases are not.
    """

    cases: ClusterBootstrap
    terms: ClusterBootstrap


def draw_resamples(rows: pd.DataFrame, n_samples: int, rng: np.random.Generator) -> Resamples:
    """Resample the cases, then the terms, of some rows.

    Parameters
    ----------
    rows : pd.DataFrame
        ``case_id, term``.
    n_samples : int
    rng : np.random.Generator
    """
    cases, terms = (draw_clusters(rows[name], n_samples, rng) for name in ("case_id", "term"))
    return Resamples(cases, terms)


def draw_clusters(
    clusters: pd.Index | pd.Series, n_samples: int, rng: np.random.Generator
) -> ClusterBootstrap:
    """Resample clusters with replacement.

    Parameters
    ----------
    clusters : pd.Index or pd.Series
        Repeats and order do not matter.
    n_samples : int
    rng : np.random.Generator

    Returns
    -------
    ClusterBootstrap
    """
    distinct = pd.Index(clusters).unique().sort_values()
    n = len(distinct)
    weights = np.empty((n_samples, n), dtype=np.uint8)
    for row in weights:
        row[:] = np.bincount(rng.integers(n, size=n), minlength=n)
    return ClusterBootstrap(distinct, weights)


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
