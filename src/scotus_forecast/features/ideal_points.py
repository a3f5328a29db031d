r"""Ideal points of justices as of each term: how liberal each one is next to the colleagues.

Within case i, :math:`y_{ij} - \bar y_i = \theta_j - \bar\theta_i + \varepsilon_{ij}`, where y is 1
for a liberal vote and bars are means over the justices who voted. What the case itself asks for
drops out. Justices who never met are compared through those who sat with both, as in the dynamic
ideal points of Martin & Quinn (2002, doi 10.1093/pan/10.2.134). Here the points are estimated by
ridge regression on votes that decay, which uses no vote of the term or a later one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.project.settings import IdealPointParams
from scotus_forecast.features.roster import CaseRosters


@dataclass(frozen=True)
class Equations:
    """Normal equations of the ridge regression, one set a key.

    Attributes
    ----------
    left : np.ndarray, shape (n_keys, n_justices, n_justices)
    right : np.ndarray, shape (n_keys, n_justices)
    """

    left: np.ndarray
    right: np.ndarray

    def decayed(self, half_life: float) -> Equations:
        """Equations one term later."""
        left_over = 0.5 ** (1 / half_life)
        return Equations(left_over * self.left, left_over * self.right)

    def of(self, justices: int) -> Equations:
        """View of the equations of the first `justices`, so that later ones change no rounding."""
        return Equations(self.left[:, :justices, :justices], self.right[:, :justices])

    def add(self, case: np.ndarray, seat: np.ndarray, key: np.ndarray, liberal: np.ndarray) -> None:
        """Add votes, shape (n_rows,) each, the mean of every case taken out."""
        _, first, place = np.unique(case, return_index=True, return_inverse=True)
        sat, vote = np.zeros((2, len(first), self.right.shape[1]))
        sat[place, seat], vote[place, seat] = 1, liberal
        share = sat / sat.sum(axis=1, keepdims=True)
        relative = vote - share * vote.sum(axis=1, keepdims=True)
        for one in np.unique(key[first]):
            there = key[first] == one
            self.left[one] += np.diag(sat[there].sum(axis=0)) - share[there].T @ sat[there]
            self.right[one] += relative[there].sum(axis=0)

    def points(self, penalty: float) -> np.ndarray:
        """Points over all keys together, pulled to zero, shape (n_justices,)."""
        return _solve(self.left.sum(axis=0), self.right.sum(axis=0), penalty)

    def points_within(self, key: int, overall: np.ndarray, penalty: float) -> np.ndarray:
        """Points within a key, pulled to the `overall` points, shape (n_justices,)."""
        left, right = np.ascontiguousarray(self.left[key]), self.right[key]
        return overall + _solve(left, right - left @ overall, penalty)


def ideal_points(
    roster: CaseRosters, params: IdealPointParams, keys: np.ndarray | None = None
) -> np.ndarray:
    """Ideal point of the justice of each vote as known at its term, within `keys` where given.

    Parameters
    ----------
    roster : CaseRosters
    params : IdealPointParams
    keys : np.ndarray of int, shape (n_votes,), optional
        Codes 0, 1, ...; the same for all votes of a case.

    Returns
    -------
    np.ndarray, shape (n_votes,)
        Positive for the liberal side, in shares of votes.
    """
    key = np.zeros(len(roster.term), dtype=int) if keys is None else keys
    seat = pd.factorize(roster.justice)[0]
    points = np.zeros(len(key))
    for rows, known in _equations_by_term(roster, seat, key, params.half_life):
        overall = known.points(params.penalty)
        if keys is None:
            points[rows] = overall[seat[rows]]
        else:
            for one in np.unique(key[rows]):
                there = rows[key[rows] == one]
                within = known.points_within(one, overall, params.penalty_within_keys)
                points[there] = within[seat[there]]
    return points


def _equations_by_term(
    roster: CaseRosters, seat: np.ndarray, key: np.ndarray, half_life: float
) -> Iterator[tuple[np.ndarray, Equations]]:
    """Yield the votes of each term and the equations of all votes revealed by then."""
    votes = roster.decided_votes["liberal"]
    revealed = _rows_by(votes.revealed, np.flatnonzero(votes.weight))
    ahead = _rows_by(roster.term, np.arange(len(key)))
    shape = (key.max() + 1, seat.max() + 1)
    known, justices = Equations(np.zeros((*shape, shape[1])), np.zeros(shape)), 0
    for term in range(min(*revealed, *ahead), max(ahead) + 1):
        known = known.decayed(half_life)
        if term in revealed:
            rows = revealed[term]
            known.of(justices).add(roster.case[rows], seat[rows], key[rows], votes.value[rows])
        if term in ahead:
            justices = max(justices, seat[ahead[term]].max() + 1)
            yield ahead[term], known.of(justices)


def _rows_by(term: np.ndarray, rows: np.ndarray) -> dict[int, np.ndarray]:
    return {int(at): group.to_numpy() for at, group in pd.Series(rows).groupby(term[rows])}


def _solve(left: np.ndarray, right: np.ndarray, penalty: float) -> np.ndarray:
    return np.linalg.solve(left + penalty * np.eye(len(right)), right)
