r"""Couplings: joint distributions of a case's votes that keep the probability of each vote.

One couples votes by a case factor and an ideology factor, at unchanged probabilities.

A justice with ideology loading :math:`b_j` votes to reverse when

.. math:: \sqrt\rho\,x + b_j\,y + \sqrt{1 - \rho}\,\varepsilon_j \ge -t_j,

with :math:`x` what moves the whole bench, :math:`y` what divides it and :math:`\varepsilon_j` what
moves the justice alone, all standard normal. Given the factors votes are independent, so their
number is Poisson binomial; the factors are integrated out by Gauss-Hermite quadrature.

Thresholds are solved on the nodes of the quadrature, not on the normal distribution that the nodes
approximate. So the probabilities are kept however few the nodes are.

References
----------
Bock & Aitkin 1981, doi 10.1007/BF02293801 (quadrature over factors behind binary answers).
Joe 2014, Dependence Modeling with Copulas, doi 10.1201/b17116 (factor copulas).
Martin & Quinn 2002, doi 10.1093/pan/10.2.134 (ideology of the justices as a factor).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial, reduce
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from scotus_forecast.vote_splits.benches import Benches
from scotus_forecast.vote_splits.distributions import comonotone, poisson_binomial

if TYPE_CHECKING:
    from scotus_forecast.core.walk_forward.execution import Execution

#: Nodes for the case factor and, where there is one, the ideology factor. Fixed: more nodes change
#: no distribution visibly and cost time.
CASE_NODES, IDEOLOGY_NODES = 15, 5

#: The parameter `ideology` is the loading at this value of a justice's relative liberal votes.
LIBERAL_UNIT = 0.1

_TOLERANCE = 1e-9
_MAX_STEPS = 60


@dataclass(frozen=True, eq=False)
class Law:
    """A factor law of finitely many nodes, standardised by the justice's own noise.

    Attributes
    ----------
    pushes : list of np.ndarray
        At each node, what the factors add to a justice's threshold; broadcasts to all seats.
    weights : np.ndarray, shape (n_nodes,)
    slope : np.ndarray
        What one unit of threshold adds, so that the latent variable has variance one.
    """

    pushes: list[np.ndarray]
    weights: np.ndarray
    slope: np.ndarray

    def of(self, cases: np.ndarray) -> Law:
        """Return the law of some cases only."""
        pushes = [push[:, cases] if push.ndim > 1 else push for push in self.pushes]
        slope = self.slope[:, cases] if self.slope.ndim > 1 else self.slope
        return Law(pushes, self.weights, slope)

    def chances(self, threshold: np.ndarray) -> Iterator[tuple[float, np.ndarray, np.ndarray]]:
        """Weight of each node, probit index there, and chance of a vote to reverse."""
        base = threshold * self.slope
        for weight, push in zip(self.weights, self.pushes, strict=True):
            index = base + push
            yield weight, index, ndtr(index)


def factor_distribution(benches: Benches, rho: float, ideology: float) -> np.ndarray:
    """Distribution of the number of votes to reverse, shape (SEATS + 1, n_cases).

    Parameters
    ----------
    benches : Benches
    rho : float
        Share of the variance within an ideology that is common to the bench, in [0, 1).
    ideology : float
        Loading per `LIBERAL_UNIT`, at least 0.
    """
    if rho == 0 and ideology == 0:
        return poisson_binomial(benches.marginal)
    law = factor_law(benches, rho, ideology)
    threshold = thresholds(law, benches.p, benches.seated)
    parts = (
        weight * poisson_binomial(chance * benches.present)
        for weight, _, chance in law.chances(threshold)
    )
    return reduce(np.add, parts)


def factor_law(benches: Benches, rho: float, ideology: float) -> Law:
    """Nodes of the case factor crossed with those of the ideology factor."""
    x, x_weight = normal_nodes(CASE_NODES if rho else 1)
    y, y_weight = normal_nodes(IDEOLOGY_NODES if ideology else 1)
    noise = np.sqrt(1 - rho)
    loading = ideology * benches.liberal / LIBERAL_UNIT if ideology else np.zeros(1)
    return Law(
        pushes=[(np.sqrt(rho) * xi + loading * yi) / noise for xi in x for yi in y],
        weights=np.outer(x_weight, y_weight).ravel(),
        slope=np.sqrt(1 + loading**2) / noise,
    )


def normal_nodes(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Hermite nodes and weights of the standard normal law."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(n)
    return nodes, weights / weights.sum()


def thresholds(law: Law, p: np.ndarray, seated: np.ndarray) -> np.ndarray:
    r"""Solve :math:`\sum_m w_m \Phi(s\,t + u_m) = p` for :math:`t`.

    Newton's steps on the probit of both sides, which is nearly a straight line in `t`. A law of
    few nodes can be a staircase; a step that leaves the bracket known to hold the root gives way
    to halving it. Cases already solved are left alone, since few need more than three steps.

    Parameters
    ----------
    law : Law
    p : np.ndarray, shape (SEATS, n_cases)
    seated : np.ndarray of bool, shape (SEATS, n_cases)
        Empty seats are left out; their threshold is minus infinity.
    """
    target = ndtri(np.where(seated, p, 0.5))
    low, high = _bracket(law, target)
    t = np.clip(target, low, high)
    cases = np.arange(p.shape[1])
    for _ in range(_MAX_STEPS):
        reached, density = _marginal(law.of(cases), t[:, cases])
        wrong = seated[:, cases] & (np.abs(reached - p[:, cases]) > _TOLERANCE)
        kept = wrong.any(axis=0)
        if not kept.any():
            break
        cases, reached, density = cases[kept], reached[:, kept], density[:, kept]
        here, under = t[:, cases], reached < p[:, cases]
        low[:, cases] = np.where(under, here, low[:, cases])
        high[:, cases] = np.where(under, high[:, cases], here)
        proposed = here - _newton_step(reached, density, target[:, cases])
        inside = (proposed > low[:, cases]) & (proposed < high[:, cases])
        t[:, cases] = np.where(inside, proposed, (low[:, cases] + high[:, cases]) / 2)
    return np.where(seated, t, -np.inf)


def _bracket(law: Law, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Thresholds at which the chance at every node is too low, and too high."""
    strongest = np.maximum.reduce([np.broadcast_to(push, target.shape) for push in law.pushes])
    weakest = np.minimum.reduce([np.broadcast_to(push, target.shape) for push in law.pushes])
    return (target - strongest) / law.slope, (target - weakest) / law.slope


def _newton_step(reached: np.ndarray, density: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Step on the probit scale; not finite where the law is flat."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        probit = ndtri(reached)
        return (probit - target) * np.exp(-(probit**2) / 2) / density


def _marginal(law: Law, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chance of a vote to reverse and its derivative times the root of two pi."""
    reached, density = np.zeros_like(t), np.zeros_like(t)
    for weight, index, chance in law.chances(t):
        reached += weight * chance
        density += weight * np.exp(-(index**2) / 2)
    return reached, density * law.slope


@dataclass(frozen=True)
class Coupling:
    """One coupling of the votes of a case.

    Attributes
    ----------
    unanimity : float
        Share of cases in which all justices who take part vote alike, in [0, 1).
    rho, ideology : float
        Factors of the other cases, see `factor_distribution`.
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
