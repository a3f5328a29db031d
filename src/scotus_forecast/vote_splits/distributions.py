"""Distributions of the number of votes to reverse: building blocks, references and weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.vote_splits.benches import SEATS, Benches


def poisson_binomial(p: np.ndarray) -> np.ndarray:
    r"""Distribution of the sum of independent Bernoulli variables, many sums at once.

    Adds one trial at a time:
    :math:`P_j(k) = (1 - p_j) P_{j-1}(k) + p_j P_{j-1}(k - 1)`, all terms non-negative, so nothing
    cancels.

    Parameters
    ----------
    p : np.ndarray, shape (n_trials, ...)
        Trials come first: each step then works on long rows of memory. A trial with probability 0
        is no trial, so benches of different sizes fit in one array.

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


def comonotone(benches: Benches) -> np.ndarray:
    r"""Distribution of the number of votes to reverse when one number decides all votes.

    With :math:`U` uniform, a justice who takes part votes to reverse when :math:`U < p_j`: those
    likelier to reverse always do so first. The :math:`k` likeliest reverse with probability
    :math:`p_{(k)} - p_{(k+1)}`; absences are independent. No other coupling that keeps the
    probabilities makes unanimity likelier (Fréchet's upper bound).

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


#: Steps of expectation-maximisation. Fixed: the weights no longer move by then.
_STEPS = 60


def mixture_weights(likelihood: np.ndarray, shrinkage: float) -> np.ndarray:
    r"""Weights of a mixture by maximum likelihood with a prior, by expectation-maximisation.

    The log-likelihood :math:`\sum_c \log \sum_g w_g L_{cg}` is concave in the weights, so any start
    does. A Dirichlet prior worth `shrinkage` cases, spread evenly, keeps every weight above zero.

    Parameters
    ----------
    likelihood : np.ndarray, shape (n_cases, n_parts)
        Probability that each part gave to what happened; without cases the weights are equal.
    shrinkage : float

    References
    ----------
    Dempster, Laird & Rubin 1977, doi 10.1111/j.2517-6161.1977.tb01600.x.
    """
    even = np.full(likelihood.shape[1], 1 / likelihood.shape[1])
    weights = even
    for _ in range(_STEPS):
        shares = likelihood * weights
        shares /= shares.sum(axis=1, keepdims=True)
        weights = (shares.sum(axis=0) + shrinkage * even) / (len(shares) + shrinkage)
    return weights


#: Cases of the prior, in which the Court reversed exactly when more than half of the roster did.
#: Fixed: data outweigh it after a few terms.
_PRIOR_CASES = 10.0


@dataclass(frozen=True, eq=False)
class Majorities:
    """Probability that the Court reverses, given the number of votes to reverse and the bench.

    It is not quite a step at half of the bench: with absences four votes can reverse, and a vote
    for part of a judgment may count otherwise than the judgment.

    Attributes
    ----------
    size, observed, reversed : np.ndarray of int, shape (n_cases,)
    """

    size: np.ndarray
    observed: np.ndarray
    reversed: np.ndarray

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Probabilities of the test cases given 0, 1, ... votes, shape (n_test, SEATS + 1)."""
        count, reversals = self._counts(split.train), self._counts(split.train, self.reversed)
        votes, size = np.arange(SEATS + 1), self.size[split.test][:, None]
        step = np.heaviside(2 * votes - size, 0.5)
        held = np.ravel_multi_index((size, votes), (SEATS + 1, SEATS + 1))
        return (reversals[held] + _PRIOR_CASES * step) / (count[held] + _PRIOR_CASES)

    def _counts(self, rows: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        cell = self.size[rows] * (SEATS + 1) + self.observed[rows]
        given = None if weights is None else weights[rows]
        return np.bincount(cell, given, minlength=(SEATS + 1) ** 2)


#: Cases of the prior at every possible number. Fixed: it only keeps probabilities above zero.
_FLOOR = 0.5


@dataclass(frozen=True, eq=False)
class HistoricalVoteSplits:
    """Frequencies of the number of votes to reverse, given the size of the bench.

    Attributes
    ----------
    term, size, observed : np.ndarray of int, shape (n_cases,)
        Term, justices on the roster, votes to reverse.
    half_life : float
        Terms after which a case counts half.
    shrinkage : float
        Weight of the frequencies over all sizes, in cases.
    """

    term: np.ndarray
    size: np.ndarray
    observed: np.ndarray
    half_life: float
    shrinkage: float

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Distributions of the test cases, shape (n_test, SEATS + 1)."""
        decay = 0.5 ** ((split.term - self.term[split.train]) / self.half_life)
        sizes, place = np.unique(self.size[split.test], return_inverse=True)
        return np.stack([self._of_size(n, split.train, decay) for n in sizes])[place]

    def _of_size(self, n: int, train: np.ndarray, decay: np.ndarray) -> np.ndarray:
        size, observed = self.size[train], self.observed[train]
        own = np.bincount(observed, decay * (size == n), minlength=SEATS + 1)
        rescaled = np.rint(observed / size * n).astype(int)
        floor = np.where(np.arange(SEATS + 1) <= n, _FLOOR, 0.0)
        pooled = np.bincount(rescaled, decay, minlength=SEATS + 1) + floor
        shares = own + self.shrinkage * pooled / pooled.sum()
        return shares / shares.sum()
