"""Folding codes chosen after the fact, so that their blanks tell nothing.

A case with a blank or a no-merits code in any folded column takes all of them from one ordinary
case: a donor drawn from the latest decided cases under the same jurisdiction, from the same kind of
court. Filling in the most frequent value instead leaves combinations no ordinary case has, from
which a blank can be told with an AUC above 0.9 (`docs/decisions/002`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.columns import NO_MERITS_CODES
from scotus_forecast.features.hot_deck import Levels, draw_donors
from scotus_forecast.features.impute_missing import court_kind

#: Columns folded together. The law columns are not among them: their blanks follow the issue, so
#: no folding silences them and the horizons that fold do not offer them.
FOLDED_COLUMNS = (
    "issue",
    "issueArea",
    "certReason",
    "lcDisagreement",
    "lcDispositionDirection",
)

_MATCHED = (("jurisdiction", "court_kind"), ("jurisdiction",))

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
        Prepared cases, their record completed (`record.complete`).
    seed : int
        Draws depend on it and on the case only.

    Returns
    -------
    pd.DataFrame
        The folded columns, index of `cases`, without blanks.
    """
    telling = tells_outcome(cases)
    folded = cases[list(FOLDED_COLUMNS)].astype("Float64").fillna(-1).to_numpy(float)
    alike = cases.assign(court_kind=court_kind(cases["caseSource"]))
    donors = draw_donors(cases, telling, ~telling, Levels.of(alike, *_MATCHED), seed)
    folded[telling] = np.where(
        (donors >= 0)[:, None], folded[donors], [float(v) for v in WITHOUT_DONOR.values()]
    )
    return pd.DataFrame(folded.astype("int32"), columns=FOLDED_COLUMNS, index=cases.index)
