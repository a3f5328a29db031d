"""Periods of the Court over which scores are given."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scotus_forecast.core.court.outcomes import OTHER

MERITS_SUFFIX = "_merits"


@dataclass(frozen=True)
class Period:
    """A span of October Terms, both ends included.

    Attributes
    ----------
    name : str
    first_term : int
    last_term : int or None
        ``None`` runs to the last term of the data.
    merits_only : bool
        Keep only rows whose outcome is reverse or affirm.
    """

    name: str
    first_term: int
    last_term: int | None = None
    merits_only: bool = False

    def select(self, term: np.ndarray, outcome: np.ndarray) -> np.ndarray:
        """Tell which rows belong to the period.

        Parameters
        ----------
        term, outcome : np.ndarray of int, shape (n,)

        Returns
        -------
        np.ndarray of bool, shape (n,)
        """
        inside = (term >= self.first_term) & (self.last_term is None or term <= self.last_term)
        return inside & (outcome != OTHER) if self.merits_only else inside

    def merits(self) -> Period:
        """Return the same span without outcomes other than reverse and affirm."""
        return replace(self, name=self.name + MERITS_SUFFIX, merits_only=True)


#: The first is the headline's: the terms of the paper. The horizon `paper` is something else.
PERIODS = (
    Period("paper", 1816, 2014),
    Period("nineteenth", 1816, 1899),
    Period("twentieth", 1900, 1999),
    Period("last_100", 1915, 2014),
    Period("since_1946", 1946),
    Period("since_1956", 1956),
    Period("roberts", 2005),
    Period("y1816_1945", 1816, 1945),
    Period("y1946_2014", 1946, 2014),
    Period("y1956_2014", 1956, 2014),
    Period("since_paper", 2015),
)


def periods_until(last_term: int) -> list[Period]:
    """Periods that data ending at `last_term` can fill, each followed by its merits variant."""
    present = [period for period in PERIODS if period.first_term <= last_term]
    return [variant for period in present for variant in (period, period.merits())]
