"""Natural courts rebuilt from the roster, as it is known at argument."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: A natural court is coded as 20 times the rank of its newest member plus the size of the bench.
SEATS = 20


def first_terms(votes: pd.DataFrame) -> np.ndarray:
    """First term in which the justice of each row sat, shape (n_votes,)."""
    return votes.groupby("justice")["term"].transform("min").to_numpy(int)


def natural_courts(votes: pd.DataFrame) -> pd.Series:
    """Rebuilt natural court of each case: which member is the newest, and how many sit.

    Parameters
    ----------
    votes : pd.DataFrame
        `caseId, term, justice`: one row for each justice on the roster.

    Returns
    -------
    pd.Series of int, index `caseId`

    Notes
    -----
    SCDB assigns `naturalCourt` by the date of decision. Ranks follow the first term a justice
    appears in, then SCDB's number, so a later appointment never renumbers an earlier court.
    """
    debut = votes.groupby("justice")["term"].min().reset_index()
    ordered = debut.sort_values(["term", "justice"])["justice"]
    rank = pd.Series(np.arange(1, len(ordered) + 1), index=ordered.to_numpy(int))
    bench = rank[votes["justice"].to_numpy(int)].groupby(votes["caseId"].to_numpy())
    return bench.max() * SEATS + bench.size()
