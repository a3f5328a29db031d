"""Number of successes among independent trials that differ in their chances."""

from __future__ import annotations

import numpy as np


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
