"""Direction of a reversal: liberal (1) where the court below decided conservatively, else -1.

SCDB codes the direction of the decision below after the decision. A horizon that does not show it
expects it from decided cases between the same kinds of parties.
"""

from __future__ import annotations

import numpy as np

from scotus_forecast.core.court.codes import CONSERVATIVE, LIBERAL
from scotus_forecast.core.project.settings import ReversalDirectionParams
from scotus_forecast.core.walk_forward.feature_info import FeatureKind
from scotus_forecast.features.declarations import Context, Feature
from scotus_forecast.features.histories import as_of, overall_rate
from scotus_forecast.features.visible_columns import scdb_columns

_BELOW = "conservative_below"


def reversal_direction() -> Feature:
    """Direction of a reversal: 1 where it is liberal, -1 where conservative, 0 where neither."""
    name = "reversal"

    def compute(context: Context) -> np.ndarray:
        column = context.visible.column(name, "lcDispositionDirection")
        below = column.fillna(0).to_numpy(int)
        return np.select([below == CONSERVATIVE, below == LIBERAL], [1.0, -1.0], 0.0)

    return Feature(name, ("lcDispositionDirection",), FeatureKind.SCORE, compute=compute)


def expected_reversal_direction(*keys: str, params: ReversalDirectionParams) -> Feature:
    """Expected direction of a reversal, from -1 to 1, by the directions below in decided cases.

    Parameters
    ----------
    *keys : str
        What decided cases share with this one, from coarse to fine. The share within each is
        shrunk to that within all but the last.
    params : ReversalDirectionParams
    """

    def compute(context: Context) -> np.ndarray:
        return 2 * _conservative_below(context, keys, params) - 1

    return Feature(
        _name(keys),
        scdb_columns(keys),
        FeatureKind.SCORE,
        of=_BELOW,
        keys=keys,
        half_life=params.half_life,
        compute=compute,
    )


def _name(keys: tuple[str, ...]) -> str:
    return "_".join(["likely_reversal_by", *keys])


def _conservative_below(
    context: Context, keys: tuple[str, ...], params: ReversalDirectionParams
) -> np.ndarray:
    """As-of share of conservative decisions below, shape (n_cases,)."""
    decided = context.decided_cases[_BELOW]
    if not keys:
        return overall_rate(decided, context.terms, params.half_life)
    codes = context.keys(_name(keys), keys)
    found = as_of(decided, codes, codes, context.terms, params.half_life)
    return found.shrunk(_conservative_below(context, keys[:-1], params), params.shrinkage)
