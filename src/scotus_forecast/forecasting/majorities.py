"""From the number of votes to reverse to the judgment of the Court."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.evaluation.walk_forward import Split
from scotus_forecast.forecasting.benches import SEATS

#: Pseudo-cases in which more than half of the roster reversed exactly when the Court did.
_STRENGTH = 10.0


@dataclass(frozen=True, eq=False)
class Majorities:
    """Chance that the Court reverses, given the number of votes to reverse and the bench.

    Nearly a step at half of the bench, not quite: absences let four votes reverse, and a vote for
    a judgment in part counts otherwise than the judgment.

    Attributes
    ----------
    size, observed, reversed : np.ndarray of int, shape (n_cases,)
    """

    size: np.ndarray
    observed: np.ndarray
    reversed: np.ndarray

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Chances of the test cases given 0, 1, ... votes, shape (n_test, SEATS + 1)."""
        count, reversals = self._counts(split.train), self._counts(split.train, self.reversed)
        votes, size = np.arange(SEATS + 1), self.size[split.test][:, None]
        step = np.heaviside(2 * votes - size, 0.5)
        held = np.ravel_multi_index((size, votes), (SEATS + 1, SEATS + 1))
        return (reversals[held] + _STRENGTH * step) / (count[held] + _STRENGTH)

    def _counts(self, rows: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        cell = self.size[rows] * (SEATS + 1) + self.observed[rows]
        given = None if weights is None else weights[rows]
        return np.bincount(cell, given, minlength=(SEATS + 1) ** 2)
