"""Couplings: joint distributions of a case's votes that keep the probability of each vote."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from scotus_forecast.vote_splits.benches import Benches
from scotus_forecast.vote_splits.distributions import comonotone, poisson_binomial
from scotus_forecast.vote_splits.factors import factor_distribution

if TYPE_CHECKING:
    from scotus_forecast.core.walk_forward.execution import Execution


@dataclass(frozen=True)
class Coupling:
    """One coupling of the votes of a case.

    Attributes
    ----------
    unanimity : float
        Share of cases in which all justices who take part vote alike, in [0, 1).
    rho, ideology : float
        Factors of the other cases, see `factors.factor_distribution`.
    """

    unanimity: float
    rho: float
    ideology: float

    def distribution(self, benches: Benches) -> np.ndarray:
        r"""Distribution of the number of votes to reverse, shape (SEATS + 1, n_cases).

        A unanimous case reverses with the bench's mean probability :math:`\bar p`. In the others
        probabilities lie further from it, :math:`p_j' = p_j + \frac{u}{1-u}(p_j - \bar p)`, so that
        :math:`u \bar p + (1-u) p_j' = p_j`.
        """
        if not self.unanimity:
            return factor_distribution(benches, self.rho, self.ideology)
        mean = benches.mean(benches.p)
        u = np.minimum(self.unanimity, most_unanimity(benches))
        others = benches.with_p(benches.p + u / (1 - u) * (benches.p - mean))
        divided = factor_distribution(others, self.rho, self.ideology)
        reverse = poisson_binomial(benches.present)
        whole = u * mean * reverse + (1 - u) * divided
        whole[0] += u * (1 - mean)
        return whole


def most_unanimity(benches: Benches) -> np.ndarray:
    """Largest share of unanimous cases that leaves the others valid probabilities."""
    mean = benches.mean(benches.p)
    lowest = np.where(benches.seated, benches.p, 1.0).min(axis=0)
    highest = benches.p.max(axis=0)
    # Where all probabilities are equal any share is possible; dividing by 1 - u needs it below one.
    return np.minimum(0.999 * np.minimum(lowest / mean, (1 - highest) / (1 - mean)), 0.999)


def every_coupling(
    unanimity: list[float], rho: list[float], ideology: list[float]
) -> list[Coupling]:
    """Every combination of the given values."""
    return [Coupling(*values) for values in product(unanimity, rho, ideology)]


def distributions_of(
    benches: Benches, couplings: list[Coupling], execution: Execution
) -> np.ndarray:
    """Distributions under each coupling and, last, under the comonotone one.

    Parameters
    ----------
    benches : Benches
    couplings : list of Coupling
        Computed beside one another.
    execution : Execution

    Returns
    -------
    np.ndarray, shape (n_couplings + 1, SEATS + 1, n_cases)
    """
    found = execution.in_order(partial(_distribution, benches), [(one,) for one in couplings])
    return np.stack([*found, comonotone(benches)])


def _distribution(benches: Benches, coupling: Coupling) -> np.ndarray:
    return coupling.distribution(benches)
