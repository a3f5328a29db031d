"""Votes as bound together as their chances allow."""

from __future__ import annotations

import numpy as np

from scotus_forecast.forecasting.benches import SEATS, Benches
from scotus_forecast.forecasting.poisson_binomial import poisson_binomial


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
