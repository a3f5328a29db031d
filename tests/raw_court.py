"""Raw rows in SCDB's layout, from the simulator."""

from __future__ import annotations

from functools import cache

import pandas as pd

from scotus_forecast.core.project.params import SimulatedParams
from scotus_forecast.data.simulate import simulate

SEED = 7


@cache
def _court() -> pd.DataFrame:
    return simulate(SimulatedParams(cases=500, first_term=1980, last_term=1999), SEED).rows


def simulated_rows(cases: int = 40) -> pd.DataFrame:
    """All rows of some cases of several terms, as text; the caller may change them."""
    rows = _court()
    drawn = rows["caseId"].unique()[:: 500 // cases][:cases]
    return rows[rows["caseId"].isin(drawn)].reset_index(drop=True)
