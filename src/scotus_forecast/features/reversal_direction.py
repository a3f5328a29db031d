"""On which side a reversal would be: liberal (1) where the court below decided conservatively.

The direction of the decision below is coded after the fact. A horizon that may not see it can
still guess it from decided cases between the same kinds of parties, whose directions are history.
"""

from __future__ import annotations

import numpy as np

from scotus_forecast.features.declarations import (
    Context,
    Feature,
    case_keys,
    court_rate,
    scdb_columns,
)
from scotus_forecast.features.histories import as_of

CONSERVATIVE, LIBERAL = 1, 2

#: Decay of what earlier cases say of the direction below, in terms.
HALF_LIFE = 20.0

_BELOW = "conservative_below"


def reversal() -> Feature:
    """Side of a reversal: 1 where it is liberal, -1 where conservative, 0 where neither."""

    def compute(context: Context) -> np.ndarray:
        below = context.sight.column("reversal", "lcDispositionDirection").fillna(0).to_numpy(int)
        return np.select([below == CONSERVATIVE, below == LIBERAL], [1.0, -1.0], 0.0)

    return Feature("reversal", ("lcDispositionDirection",), compute)


def likely_reversal(*keys: str) -> Feature:
    """Expected side of a reversal, from -1 to 1, by the direction below of decided cases.

    Parameters
    ----------
    *keys : str
        What decided cases have in common with this one, from coarse to fine; the share within
        each is shrunk to that within all but the last.
    """

    def compute(context: Context) -> np.ndarray:
        return 2 * _share(context, keys) - 1

    return Feature(_likely(keys), scdb_columns(keys), compute)


def _likely(keys: tuple[str, ...]) -> str:
    return "_".join(["likely_reversal_by", *keys])


def _share(context: Context, keys: tuple[str, ...]) -> np.ndarray:
    """As-of share of conservative decisions below."""
    source = context.decided[_BELOW]
    if not keys:
        return court_rate(source, context.terms, HALF_LIFE)
    codes = case_keys(context, _likely(keys), keys)
    found = as_of(source, codes, codes, context.terms, HALF_LIFE)
    return found.shrunk(_share(context, keys[:-1]), context.params.shrinkage)
