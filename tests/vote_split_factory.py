"""Benches of 5 to 10 justices drawn at random."""

from __future__ import annotations

import numpy as np

from scotus_forecast.vote_splits.benches import Benches, benches_of

SIZES = range(5, 11)


def benches(seed: int = 0, sizes: list[int] | range = SIZES, spread: float = 0.8) -> Benches:
    """One bench of each size, chances spread about the case's own."""
    rng = np.random.default_rng(seed)
    case = np.repeat(np.arange(len(sizes)), sizes)
    latent = rng.normal(0, 1, len(sizes))[case] + rng.normal(0, spread, len(case))
    return benches_of(
        case,
        1 / (1 + np.exp(-latent)),
        rng.uniform(0, 0.1, len(case)),
        rng.uniform(0.3, 0.7, len(case)),
    )


def mean_votes(split: np.ndarray) -> np.ndarray:
    """Expected number of votes of distributions with numbers first."""
    return np.tensordot(np.arange(len(split)), split, axes=1)
