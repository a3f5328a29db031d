"""Weights of a mixture whose parts are given."""

from __future__ import annotations

import numpy as np

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
