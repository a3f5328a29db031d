"""Benches as arrays, and ways in which the votes of a case hang together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from scotus_forecast.vote_splits.benches import Benches
from scotus_forecast.vote_splits.distributions import comonotone_split, poisson_binomial
from scotus_forecast.vote_splits.factors import factor_split
from scotus_forecast.walk_forward.execution import Execution


@dataclass(frozen=True)
class Coalition:
    """One way of hanging together.

    Attributes
    ----------
    unanimity : float
        Share of cases in which all justices who take part vote alike, in [0, 1).
    rho, ideology : float
        Factors of the other cases, see `factors.factor_split`.
    """

    unanimity: float
    rho: float
    ideology: float

    def split(self, benches: Benches) -> np.ndarray:
        r"""Distribution of the number of votes to reverse, shape (SEATS + 1, n_cases).

        A unanimous case reverses with the bench's mean chance :math:`\bar p`; in the others
        chances lie further apart, :math:`p_j' = p_j + \frac{u}{1-u}(p_j - \bar p)`, so that
        :math:`u \bar p + (1-u) p_j' = p_j`.
        """
        if not self.unanimity:
            return factor_split(benches, self.rho, self.ideology)
        mean = benches.mean(benches.p)
        u = np.minimum(self.unanimity, most_unanimity(benches))
        apart = benches.with_p(benches.p + u / (1 - u) * (benches.p - mean))
        divided = factor_split(apart, self.rho, self.ideology)
        reverse = poisson_binomial(benches.present)
        split = u * mean * reverse + (1 - u) * divided
        split[0] += u * (1 - mean)
        return split


def most_unanimity(benches: Benches) -> np.ndarray:
    """Share of unanimous cases beyond which no chances are left for the others to have."""
    mean = benches.mean(benches.p)
    lowest = np.where(benches.seated, benches.p, 1.0).min(axis=0)
    highest = benches.p.max(axis=0)
    # All chances alike leave any share open, and the division by 1 - u needs it below one.
    return np.minimum(0.999 * np.minimum(lowest / mean, (1 - highest) / (1 - mean)), 0.999)


def crossed(unanimity: list[float], rho: list[float], ideology: list[float]) -> list[Coalition]:
    """Every combination of the given values."""
    return [Coalition(*values) for values in product(unanimity, rho, ideology)]


def coalition_splits(
    benches: Benches, coalitions: list[Coalition], execution: Execution
) -> np.ndarray:
    """Distributions under each coalition and, last, under the comonotone coupling.

    Parameters
    ----------
    benches : Benches
    coalitions : list of Coalition
        Computed beside one another.
    execution : Execution

    Returns
    -------
    np.ndarray, shape (n_coalitions + 1, SEATS + 1, n_cases)
    """
    splits = execution.in_order(partial(_split, benches), [(way,) for way in coalitions])
    return np.stack([*splits, comonotone_split(benches)])


def _split(benches: Benches, coalition: Coalition) -> np.ndarray:
    return coalition.split(benches)
