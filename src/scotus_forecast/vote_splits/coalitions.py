"""Benches as arrays, and ways in which the votes of a case hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np

from scotus_forecast.vote_splits.distributions import comonotone_split, poisson_binomial
from scotus_forecast.vote_splits.factors import factor_split
from scotus_forecast.walk_forward.execution import Execution

#: The largest bench the Court ever had.
SEATS = 10

#: Chances of single votes stay this far from 0 and 1, so that thresholds are finite.
EDGE = 1e-7


@dataclass(frozen=True, eq=False)
class Benches:
    """What is forecast of each seat; every array has shape (SEATS, n_cases).

    Attributes
    ----------
    seated : np.ndarray of bool
        Seats beyond the roster of a case are empty.
    p : np.ndarray of float
        Probability that a justice who takes part votes to reverse; 0 on empty seats.
    present : np.ndarray of float
        Probability that the justice takes part; 0 on empty seats.
    liberal : np.ndarray of float
        How much more liberal than the others the justice has voted, less the bench's mean; 0 on
        empty seats.
    """

    seated: np.ndarray
    p: np.ndarray
    present: np.ndarray
    liberal: np.ndarray

    @property
    def size(self) -> np.ndarray:
        """Justices on each roster, shape (n_cases,)."""
        return self.seated.sum(axis=0)

    @property
    def marginal(self) -> np.ndarray:
        """Probability of a vote to reverse, taking part or not."""
        return self.p * self.present

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean over the roster, shape (n_cases,); `values` must be 0 on empty seats."""
        return values.sum(axis=0) / self.size

    def with_p(self, p: np.ndarray) -> Benches:
        """Return the same benches with other chances of a vote to reverse."""
        return replace(self, p=np.where(self.seated, np.clip(p, EDGE, 1 - EDGE), 0.0))


def benches_of(
    case: np.ndarray, p_reverse: np.ndarray, absent: np.ndarray, liberal: np.ndarray
) -> Benches:
    r"""Arrange roster rows by seat.

    A justice who does not take part counts as not reversing, so the chance given participation
    is :math:`p_j / (1 - a_j)`, and :math:`a_j` is lowered where that would exceed one.

    Parameters
    ----------
    case : np.ndarray of int, shape (n_votes,)
        Number of the case of each roster row, 0 to ``n_cases - 1``, in increasing order.
    p_reverse, absent, liberal : np.ndarray of float, shape (n_votes,)
        Forecast of the vote; as of the case, the rate of absence and how much more often than the
        others on the same cases the justice voted liberal.
    """
    shape = (SEATS, int(case[-1]) + 1)
    place = (np.arange(len(case)) - np.searchsorted(case, case), case)
    seated = np.zeros(shape, dtype=bool)
    seated[place] = True
    p = np.clip(p_reverse, EDGE, 1 - EDGE)
    present = 1 - np.minimum(absent, 1 - p / (1 - EDGE))
    return Benches(
        seated=seated,
        p=_seat(p / present, place, shape),
        present=_seat(present, place, shape),
        liberal=_seat(liberal - _case_mean(liberal, case), place, shape),
    )


def _seat(values: np.ndarray, place: tuple[np.ndarray, np.ndarray], shape: tuple) -> np.ndarray:
    seats = np.zeros(shape)
    seats[place] = values
    return seats


def _case_mean(values: np.ndarray, case: np.ndarray) -> np.ndarray:
    return (np.bincount(case, values) / np.bincount(case))[case]


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
