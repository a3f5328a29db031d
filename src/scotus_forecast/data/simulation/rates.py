"""Aggregate rates of the real Court by era, and the settings that make the simulation meet them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Rates:
    """Shares of the real Court in one era.

    Attributes
    ----------
    reversed, other : float
        Share of cases whose outcome is reverse, and other.
    vote_reversed, vote_other : float
        The same of rows of a justice-centered file, those of absent justices included.
    dissent : float
        Share of rows with ``vote`` 2.
    unanimous : float
        Share of cases without a ``vote`` of 2, 6 or 7.
    absent : float
        Share of rows with a blank ``vote``.
    """

    reversed: float
    other: float
    vote_reversed: float
    vote_other: float
    dissent: float
    unanimous: float
    absent: float


@dataclass(frozen=True)
class Era:
    """Terms from ``first_term`` to the next era's, their real rates and how their justices vote.

    Attributes
    ----------
    consensus : float
        Probability that the minority of a merits case joins the majority: the norm of unanimity.
    spread : float
        Standard deviation of what moves one justice alone; what moves all at once in a case
        has standard deviation 1.
    polarisation : float
        Weight of a justice's ideology in a vote.
    concurrence : float
        Probability that a justice of the majority concurs rather than joins.
    """

    first_term: int
    rates: Rates
    consensus: float
    spread: float
    polarisation: float
    concurrence: float


#: Measured on Legacy_07 (1791-1945) and 2025_01 (1946-2014) with the map of `court.outcomes`.
#: The terms after 2014 take the last era's.
ERAS = (
    Era(1791, Rates(0.352, 0.229, 0.310, 0.321, 0.014, 0.927, 0.118), 0.78, 0.85, 0.30, 0.02),
    Era(1816, Rates(0.314, 0.235, 0.298, 0.269, 0.028, 0.865, 0.045), 0.66, 0.85, 0.30, 0.01),
    Era(1866, Rates(0.270, 0.167, 0.259, 0.204, 0.026, 0.883, 0.043), 0.72, 0.90, 0.30, 0.01),
    Era(1900, Rates(0.276, 0.153, 0.270, 0.182, 0.035, 0.846, 0.031), 0.64, 0.90, 0.30, 0.01),
    Era(1925, Rates(0.422, 0.088, 0.403, 0.121, 0.063, 0.758, 0.035), 0.57, 0.90, 0.45, 0.02),
    Era(1946, Rates(0.620, 0.066, 0.563, 0.103, 0.167, 0.359, 0.035), 0.06, 1.30, 0.70, 0.07),
    Era(1969, Rates(0.635, 0.072, 0.559, 0.104, 0.174, 0.379, 0.028), 0.15, 1.40, 1.15, 0.11),
    Era(1986, Rates(0.604, 0.066, 0.558, 0.079, 0.176, 0.421, 0.011), 0.25, 1.50, 1.35, 0.12),
    Era(2005, Rates(0.690, 0.041, 0.626, 0.055, 0.171, 0.463, 0.014), 0.33, 1.50, 1.85, 0.12),
)

#: Cases a term of the real Court by decade, 1790s to 2010s; later decades take the last.
CASES_A_TERM = (
    6, 22, 41, 38, 46, 40, 89, 97, 214, 272, 248, 193, 236, 194, 162, 145, 117, 150, 167, 160,
    102, 83, 78,
)  # fmt: skip


def era_of(term: np.ndarray) -> np.ndarray:
    """Position in `ERAS` of each term.

    Parameters
    ----------
    term : np.ndarray of int, shape (n,)

    Returns
    -------
    np.ndarray of int, shape (n,)
    """
    return np.searchsorted([era.first_term for era in ERAS], term, side="right") - 1


def by_era(era: np.ndarray, attribute: str) -> np.ndarray:
    """Value of an `Era` attribute, or of one of its `Rates`, for each position in `ERAS`.

    Examples
    --------
    >>> by_era(np.array([0, 8]), "reversed")
    array([0.352, 0.69 ])
    """
    values = [
        getattr(era.rates, attribute) if hasattr(era.rates, attribute) else getattr(era, attribute)
        for era in ERAS
    ]
    return np.array(values)[era]
