"""Cases or votes forecast before they were decided: scores by period, intervals of differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.metrics import auc
from scotus_forecast.evaluation.periods import periods_until
from scotus_forecast.project.frame import predicted_reverse

#: Periods over which diagnoses are given, each also on merits cases alone.
PERIODS = ("paper", "paper_merits", "y1956_2014", "y1956_2014_merits")


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Truth of one unit and the resamples of cases that serve every comparison.

    Attributes
    ----------
    unit : {"case", "vote"}
    rows : pd.DataFrame
        ``caseId, term, outcome, reversed``.
    bootstrap : ClusterBootstrap
    confidence : float
    """

    unit: str
    rows: pd.DataFrame
    bootstrap: ClusterBootstrap
    confidence: float

    def periods(self, p: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each period and which rows it holds, of those every column of `p` forecasts.

        Parameters
        ----------
        p : np.ndarray of float, shape (n_rows, n_forecasts)
        """
        term, outcome = self.rows["term"].to_numpy(), self.rows["outcome"].to_numpy()
        forecast = ~np.isnan(p).any(axis=1)
        for period in periods_until(int(term.max())):
            inside = period.select(term, outcome) & forecast
            if period.name in PERIODS and inside.any():
                yield period.name, inside

    def right(self, p: np.ndarray) -> np.ndarray:
        """1 where the forecast rule hits, 0 elsewhere; shape of `p`."""
        return (predicted_reverse(p) == self._reversed(p).astype(bool)).astype(float)

    def squared_error(self, p: np.ndarray) -> np.ndarray:
        """Brier score of each forecast; shape of `p`."""
        return (p - self._reversed(p)) ** 2

    def auc(self, p: np.ndarray, inside: np.ndarray) -> np.ndarray:
        """Area under the curve of each column on the rows `inside`."""
        y = self.rows["reversed"].to_numpy()[inside]
        return np.array([auc(y, column) for column in p[inside].T])

    def intervals(self, values: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Case-bootstrap interval of the mean of each column on the rows `inside`.

        Parameters
        ----------
        values : np.ndarray of float, shape (n_rows, n_columns)
        inside : np.ndarray of bool, shape (n_rows,)
        """
        resampled = self.bootstrap.means(self.rows["caseId"][inside], values[inside])
        return percentile_interval(resampled, self.confidence)

    def _reversed(self, p: np.ndarray) -> np.ndarray:
        truth = self.rows["reversed"].to_numpy(float)
        return truth.reshape(-1, *[1] * (p.ndim - 1))
