"""Coarse groups of SCDB's party codes (codebook, "petitioner"): who stands before the Court."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Upper end of each run of codes, in the codebook's order, and what stands there.
PARTY_GROUPS: tuple[tuple[int, str], ...] = (
    (26, "state or local body, official"),
    (27, "United States"),
    (28, "State"),
    (299, "private person or business"),
    (500, "federal agency"),
    (501, "unidentifiable"),
    (600, "other"),
)


def party_group(code: pd.Series) -> pd.Series:
    """Index into `PARTY_GROUPS` of each party code; a blank falls to the last group.

    Examples
    --------
    >>> party_group(pd.Series([27, 126, 501])).tolist()
    [1, 3, 5]
    """
    bounds = [bound for bound, _ in PARTY_GROUPS]
    group = np.searchsorted(bounds, code.fillna(bounds[-1]).to_numpy(int))
    return pd.Series(np.minimum(group, len(bounds) - 1), index=code.index)


def with_party_groups(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases with ``petitioner_group`` and ``respondent_group`` beside."""
    return cases.assign(
        petitioner_group=party_group(cases["petitioner"]),
        respondent_group=party_group(cases["respondent"]),
    )
