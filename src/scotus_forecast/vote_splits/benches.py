"""Benches: what is forecast of each justice of a case, as arrays of seats by cases."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

#: The largest bench the Court ever had.
SEATS = 10


#: Probabilities of single votes are kept this far from 0 and 1, so that thresholds are finite.
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
        Liberal votes of the justice relative to the colleagues, less the bench's mean; 0 on empty
        seats.
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
        """Return the same benches with other probabilities of a vote to reverse."""
        return replace(self, p=np.where(self.seated, np.clip(p, EDGE, 1 - EDGE), 0.0))


def benches_of(
    case: np.ndarray, p_reverse: np.ndarray, absent: np.ndarray, liberal: np.ndarray
) -> Benches:
    r"""Arrange roster rows by seat.

    A justice who does not take part counts as not reversing. So the probability given participation
    is :math:`p_j / (1 - a_j)`, and :math:`a_j` is lowered where that would exceed one.

    Parameters
    ----------
    case : np.ndarray of int, shape (n_votes,)
        Number of the case of each roster row, 0 to ``n_cases - 1``, in increasing order.
    p_reverse, absent, liberal : np.ndarray of float, shape (n_votes,)
        Forecast of the vote; as-of rate of absence; as-of liberal votes relative to the colleagues.
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
