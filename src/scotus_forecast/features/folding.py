"""Folding codes chosen after the fact, so that their blanks tell nothing.

A case with a blank or a no-merits code in any folded column takes all of them from one ordinary
case: a donor drawn from the latest decided cases under the same jurisdiction. Filling in the most
frequent value instead leaves combinations no ordinary case has, from which a blank can be told
with an AUC above 0.9 (`docs/decisions.md`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.columns import NO_MERITS_CODES

#: Columns folded together. The law columns are not among them: their blanks follow the issue, so
#: no folding silences them and the horizons that fold do not offer them.
FOLDED_COLUMNS = (
    "issue",
    "issueArea",
    "certReason",
    "lcDisagreement",
    "lcDispositionDirection",
)

#: A donor comes from this many latest ordinary cases under the same jurisdiction ...
DONOR_POOL = 200
#: ... or under any, where there are fewer than this many.
LEAST_DONORS = 20

#: What the very first cases take, before any case could be a donor (burn-in terms only).
WITHOUT_DONOR = {
    "issue": 90320,
    "issueArea": 9,
    "certReason": 1,
    "lcDisagreement": 0,
    "lcDispositionDirection": 1,
}


def tells_outcome(cases: pd.DataFrame) -> np.ndarray:
    """Whether any folded column of a case is blank or holds a no-merits code.

    Returns
    -------
    np.ndarray of bool, shape (n_cases,)
    """
    blank = cases[list(FOLDED_COLUMNS)].isna().any(axis=1).to_numpy()
    return blank | cases["issue"].isin(NO_MERITS_CODES["issue"]).to_numpy(bool)


def fold(cases: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Replace the folded columns of telling cases by those of a donor.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases: folded columns, `jurisdiction`, `term`, `revealed_term`.
    seed : int
        Draws depend on it and on the term only.

    Returns
    -------
    pd.DataFrame
        The folded columns, index of `cases`, without blanks.
    """
    telling = tells_outcome(cases)
    folded = cases[list(FOLDED_COLUMNS)].astype("Float64").fillna(-1).to_numpy(float)
    donors = _donors(cases, telling, seed)
    folded[telling] = np.where(
        (donors >= 0)[:, None], folded[donors], [float(v) for v in WITHOUT_DONOR.values()]
    )
    return pd.DataFrame(folded.astype("int32"), columns=FOLDED_COLUMNS, index=cases.index)


def _donors(cases: pd.DataFrame, telling: np.ndarray, seed: int) -> np.ndarray:
    """Row of the donor of each telling case, -1 where none was decided yet."""
    jurisdiction = cases["jurisdiction"].fillna(-1).to_numpy(int)
    terms = cases["term"].to_numpy(int)
    revealed = cases["revealed_term"].to_numpy(int)
    ordinary = np.flatnonzero(~telling)
    ordinary = ordinary[np.argsort(revealed[ordinary], kind="stable")]
    donors = [
        _draw(ordinary[revealed[ordinary] <= term], jurisdiction, wanted, rng)
        for term in np.unique(terms[telling])
        for rng in [np.random.default_rng([seed, int(term)])]
        for wanted in jurisdiction[telling & (terms == term)]
    ]
    order = np.argsort(terms[telling], kind="stable")
    placed = np.empty(len(order), dtype=int)
    placed[order] = donors
    return placed


def _draw(pool: np.ndarray, jurisdiction: np.ndarray, wanted: int, rng: np.random.Generator) -> int:
    alike = pool[jurisdiction[pool] == wanted]
    candidates = (alike if len(alike) >= LEAST_DONORS else pool)[-DONOR_POOL:]
    return int(rng.choice(candidates)) if len(candidates) else -1
