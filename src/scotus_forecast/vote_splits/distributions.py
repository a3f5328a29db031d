"""Distributions of the number of votes to reverse, and what they say of the judgment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.vote_splits.benches import SEATS, Benches
from scotus_forecast.walk_forward.splits import Split


def poisson_binomial(p: np.ndarray) -> np.ndarray:
    r"""Distribution of the sum of independent Bernoulli variables, many sums at once.

    Adds one trial at a time:
    :math:`P_j(k) = (1 - p_j) P_{j-1}(k) + p_j P_{j-1}(k - 1)`, all terms non-negative, so nothing
    cancels.

    Parameters
    ----------
    p : np.ndarray, shape (n_trials, ...)
        Trials come first: each step then works on long rows of memory. A trial with chance 0 is
        no trial, which is how benches of unlike size stand in one array.

    Returns
    -------
    np.ndarray, shape (n_trials + 1, ...)
        Probabilities of 0, 1, ..., ``n_trials`` successes.

    References
    ----------
    Hong 2013, On computing the distribution function for the Poisson binomial distribution,
    doi 10.1016/j.csda.2012.10.006.
    """
    counts = np.zeros((len(p) + 1, *p.shape[1:]))
    counts[0] = 1
    for trial, chance in enumerate(p):
        reached = counts[: trial + 2]
        moved = reached[:-1] * chance
        reached[:-1] -= moved
        reached[1:] += moved
    return counts


def comonotone_split(benches: Benches) -> np.ndarray:
    r"""Distribution of the number of votes to reverse when one number decides all votes.

    With :math:`U` uniform, a justice who takes part votes to reverse when :math:`U < p_j`: those
    likelier to reverse always join first. The :math:`k` likeliest reverse with probability
    :math:`p_{(k)} - p_{(k+1)}`; absences are independent. No other coupling that keeps the
    chances makes unanimity likelier (Fréchet's upper bound).

    Returns
    -------
    np.ndarray, shape (SEATS + 1, n_cases)

    References
    ----------
    Dhaene et al. 2002, doi 10.1016/S0167-6687(02)00134-8 (comonotonicity).
    """
    order = np.argsort(-np.where(benches.seated, benches.p, -1), axis=0, kind="stable")
    present = np.take_along_axis(benches.present, order, axis=0)
    falling = np.take_along_axis(benches.p, order, axis=0)
    empty = np.zeros((1, falling.shape[1]))
    steps = -np.diff(np.concatenate([empty + 1, falling, empty]), axis=0)
    likeliest = np.arange(SEATS)[:, None]
    return sum(
        step * poisson_binomial(np.where(likeliest < k, present, 0.0))
        for k, step in enumerate(steps)
    )


_STEPS = 60


def mixture_weights(likelihood: np.ndarray, strength: float) -> np.ndarray:
    r"""Weights that make what happened likeliest, by expectation-maximisation.

    The log-likelihood :math:`\sum_c \log \sum_g w_g L_{cg}` is concave in the weights, so there is
    no bad start. A Dirichlet prior worth `strength` cases spread evenly keeps every part alive.

    Parameters
    ----------
    likelihood : np.ndarray, shape (n_cases, n_parts)
        Probability each part gave to what happened; no cases leave the weights even.
    strength : float

    References
    ----------
    Dempster, Laird & Rubin 1977, doi 10.1111/j.2517-6161.1977.tb01600.x.
    """
    even = np.full(likelihood.shape[1], 1 / likelihood.shape[1])
    weights = even
    for _ in range(_STEPS):
        shares = likelihood * weights
        shares /= shares.sum(axis=1, keepdims=True)
        weights = (shares.sum(axis=0) + strength * even) / (len(shares) + strength)
    return weights


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
