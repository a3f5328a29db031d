"""How the Court divided in earlier terms: what a forecast of the split must beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.evaluation.walk_forward import Split
from scotus_forecast.forecasting.benches import SEATS

#: Pseudo-cases at every possible number, before any case was decided.
_FLOOR = 0.5


@dataclass(frozen=True, eq=False)
class HistoricalSplits:
    """Frequencies of the number of votes to reverse, given the size of the bench.

    Attributes
    ----------
    term, size, observed : np.ndarray of int, shape (n_cases,)
        Term, justices on the roster, votes to reverse.
    half_life : float
        Terms after which a case counts half.
    strength : float
        Cases of its own at which a size is believed as much as all sizes together.
    """

    term: np.ndarray
    size: np.ndarray
    observed: np.ndarray
    half_life: float
    strength: float

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Distributions of the test cases, shape (n_test, SEATS + 1)."""
        decay = 0.5 ** ((split.term - self.term[split.train]) / self.half_life)
        sizes, place = np.unique(self.size[split.test], return_inverse=True)
        return np.stack([self._of_size(n, split.train, decay) for n in sizes])[place]

    def _of_size(self, n: int, train: np.ndarray, decay: np.ndarray) -> np.ndarray:
        size, observed = self.size[train], self.observed[train]
        own = np.bincount(observed, decay * (size == n), minlength=SEATS + 1)
        alike = np.rint(observed / size * n).astype(int)
        floor = np.where(np.arange(SEATS + 1) <= n, _FLOOR, 0.0)
        pooled = np.bincount(alike, decay, minlength=SEATS + 1) + floor
        shares = own + self.strength * pooled / pooled.sum()
        return shares / shares.sum()
