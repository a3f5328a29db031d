"""Vote splits against second methods: drawing votes, counting all votes, optimising directly."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import ndtri, softmax

import vote_split_factory
from scotus_forecast.vote_splits.benches import SEATS, Benches
from scotus_forecast.vote_splits.couplings import LIBERAL_UNIT, Coupling, most_unanimity
from scotus_forecast.vote_splits.distributions import comonotone, mixture_weights, poisson_binomial

DRAWS = 100_000


def frequencies(reverse: np.ndarray, present: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Share of draws with each number of votes; justices first, draws last."""
    took_part = rng.random(reverse.shape) < present[:, None]
    return np.bincount((reverse & took_part).sum(axis=0), minlength=SEATS + 1) / DRAWS


def latent_votes(
    p: np.ndarray, liberal: np.ndarray, rho: float, ideology: float, rng: np.random.Generator
) -> np.ndarray:
    """Votes drawn from the Gaussian factors, continuous as the model means them."""
    loading = ideology * liberal / LIBERAL_UNIT
    common = np.sqrt(rho) * rng.standard_normal(DRAWS)
    divides = loading[:, None] * rng.standard_normal(DRAWS)
    noise = np.sqrt(1 - rho) * rng.standard_normal((len(p), DRAWS))
    return common + divides + noise < (ndtri(p) * np.sqrt(1 + loading**2))[:, None]


def drawn(benches: Benches, case: int, coupling: Coupling, rng: np.random.Generator) -> np.ndarray:
    on = benches.seated[:, case]
    p, present = benches.p[on, case], benches.present[on, case]
    u = min(coupling.unanimity, most_unanimity(benches)[case]) if coupling.unanimity else 0.0
    apart = p + u / (1 - u) * (p - p.mean())
    divided = latent_votes(apart, benches.liberal[on, case], coupling.rho, coupling.ideology, rng)
    alike = rng.random(DRAWS) < u
    together = rng.random(DRAWS) < p.mean()
    return frequencies(np.where(alike, together, divided), present, rng)


@pytest.mark.parametrize(
    "coupling",
    [
        Coupling(0.0, 0.6, 0.0),
        Coupling(0.0, 0.3, 0.7),
        Coupling(0.3, 0.5, 0.0),
        Coupling(0.3, 0.3, 0.5),
    ],
    ids=str,
)
def test_splits_are_those_of_drawn_votes(coupling):
    benches, rng = vote_split_factory.benches(5, spread=0.4), np.random.default_rng(7)
    split = coupling.distribution(benches)
    for case in range(benches.seated.shape[1]):
        assert split[:, case] == pytest.approx(drawn(benches, case, coupling, rng), abs=0.012)


def test_comonotone_is_one_number_for_all():
    benches, rng = vote_split_factory.benches(5), np.random.default_rng(7)
    split = comonotone(benches)
    for case in range(benches.seated.shape[1]):
        on = benches.seated[:, case]
        reverse = rng.random(DRAWS) < benches.p[on, case][:, None]
        seen = frequencies(reverse, benches.present[on, case], rng)
        assert split[:, case] == pytest.approx(seen, abs=0.006)


def test_poisson_binomial_is_the_sum_over_all_votes():
    p = np.random.default_rng(2).random(7)
    counted = np.zeros(8)
    for votes in product((0, 1), repeat=7):
        counted[sum(votes)] += np.prod(np.where(votes, p, 1 - p))
    assert poisson_binomial(p) == pytest.approx(counted)


def test_mixture_weights_are_the_direct_optimum():
    likelihood = np.random.default_rng(4).dirichlet([1, 2, 3], 400)

    def loss(free: np.ndarray) -> float:
        return -np.log(likelihood @ softmax(free)).sum()

    best = softmax(minimize(loss, np.zeros(3)).x)
    fitted = mixture_weights(likelihood, 0.0)
    assert np.log(likelihood @ fitted).sum() == pytest.approx(
        np.log(likelihood @ best).sum(), abs=0.05
    )
