"""Masks codes that leak the outcome: blanks and no-merits codes take those of an earlier case.

SCDB chooses these codes after the decision, and a blank or a no-merits code tells that the Court
did not reach the merits. Such a case takes all masked codes from one donor, an ordinary decided
case under the same jurisdiction and from the same kind of court. The most frequent value in their
place would leave combinations that no ordinary case has: from those a blank can be told with an
AUC above 0.9 (`docs/decisions/002`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scotus_forecast.court.codes import court_kind
from scotus_forecast.court.columns import NO_MERITS_CODES
from scotus_forecast.features.hot_deck import MatchLevels, draw_donors

if TYPE_CHECKING:
    from scotus_forecast.project.feature_params import HotDeckParams

#: Columns masked together. The law columns are not among them: no other code in their place hides
#: where they were blank, so horizons that mask do not show them (`project.horizons.UNMASKABLE`).
MASKED_COLUMNS = (
    "issue",
    "issueArea",
    "certReason",
    "lcDisagreement",
    "lcDispositionDirection",
)

_MATCHED = (("jurisdiction", "court_kind"), ("jurisdiction",))

#: What the first cases of the Court take, when no case can be a donor yet. Fixed, because none of
#: them is ever forecast.
WITHOUT_DONOR = {
    "issue": 90320,
    "issueArea": 9,
    "certReason": 1,
    "lcDisagreement": 0,
    "lcDispositionDirection": 1,
}


def leaks_outcome(cases: pd.DataFrame) -> np.ndarray:
    """Whether any masked column of a case is blank or holds a no-merits code.

    Returns
    -------
    np.ndarray of bool, shape (n_cases,)
    """
    blank = cases[list(MASKED_COLUMNS)].isna().any(axis=1).to_numpy()
    return blank | cases["issue"].isin(NO_MERITS_CODES["issue"]).to_numpy(bool)


def mask_leaking_codes(cases: pd.DataFrame, hot_deck: HotDeckParams, seed: int) -> pd.DataFrame:
    """Replace the masked columns of leaking cases by those of a donor.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases, missing courts imputed (`impute_missing`).
    hot_deck : HotDeckParams
    seed : int
        Draws depend on it and on the case only.

    Returns
    -------
    pd.DataFrame
        `MASKED_COLUMNS`, index of `cases`, without missing values.
    """
    leaking = leaks_outcome(cases)
    masked = cases[list(MASKED_COLUMNS)].astype("Float64").fillna(-1).to_numpy(float)
    levels = MatchLevels.of(cases.assign(court_kind=court_kind(cases["caseSource"])), *_MATCHED)
    donors = draw_donors(cases, leaking, ~leaking, levels, hot_deck, seed)
    masked[leaking] = np.where(
        (donors >= 0)[:, None], masked[donors], [float(v) for v in WITHOUT_DONOR.values()]
    )
    return pd.DataFrame(masked.astype("int32"), columns=MASKED_COLUMNS, index=cases.index)
