"""Fields of past cases left missing as users leave them missing.

What is missing is drawn from the case and the field alone, so it tells nothing of the outcome. The
shares were fixed before the first run (`docs/decisions/026`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import party_group
from scotus_forecast.docket.parties import UNSPECIFIED

#: Since this term nearly every case comes by certiorari (Public Law 100-352), and a user who says
#: nothing is taken to mean it.
CERTIORARI_SINCE, CERTIORARI = 1988, 1

#: By group of the party (`court.codes.PARTY_GROUPS`): shares of names understood as a code, and
#: as that or a group. Measured with the name matcher on terms 1985-2004, rounded.
PARTY_UNDERSTOOD: dict[int, tuple[float, float]] = {
    0: (0.40, 0.50),
    1: (1.0, 1.0),
    2: (0.95, 0.95),
    3: (0.20, 1.0),
    4: (0.50, 0.75),
    5: (0.0, 0.0),
    6: (0.30, 0.40),
}

#: Share of cases in which a field is left blank.
BLANK: dict[str, float] = {
    "jurisdiction": 0.5,
    "caseSource": 0.05,
    "issueArea": 0.1,
    "lcDisposition": 0.2,
    "lcDispositionDirection": 0.2,
}


def as_users_leave_it(shown: pd.DataFrame, case_id: pd.Series, seed: int) -> pd.DataFrame:
    """Blank fields of past cases.

    Parameters
    ----------
    shown : pd.DataFrame, shape (n_cases, n_columns)
        Columns of the cases; those without a rule stay.
    case_id : pd.Series
    seed : int

    Returns
    -------
    pd.DataFrame
        The same columns and index.
    """
    left = shown.copy()
    for side in ("petitioner", "respondent"):
        _leave_party(left, side, _uniform(case_id, side, seed))
    for column, share in BLANK.items():
        if column in left:
            left[column] = left[column].mask(_uniform(case_id, column, seed) < share)
    left["caseSourceState"] = left["caseSourceState"].mask(left["caseSource"].isna())
    return assume_certiorari(left)


def assume_certiorari(shown: pd.DataFrame) -> pd.DataFrame:
    """Read a blank as certiorari from `CERTIORARI_SINCE` on."""
    assumed = shown["jurisdiction"].isna() & (shown["term"] >= CERTIORARI_SINCE)
    return shown.assign(jurisdiction=shown["jurisdiction"].mask(assumed, CERTIORARI))


def _leave_party(left: pd.DataFrame, side: str, drawn: np.ndarray) -> None:
    """Keep the code of a party, its group, or nothing."""
    group = party_group(left[side]).to_numpy(int)
    bounds = np.array([PARTY_UNDERSTOOD[k] for k in range(len(PARTY_UNDERSTOOD))])
    code_below, group_below = bounds[group].T
    unspecified = pd.Series(group, index=left.index).map(UNSPECIFIED).astype("Int32")
    coarse = unspecified.mask(drawn >= group_below)
    coarser = drawn >= code_below
    left[side] = left[side].mask(coarser, coarse)
    left[f"{side}State"] = left[f"{side}State"].mask(coarser)


def _uniform(case_id: pd.Series, field: str, seed: int) -> np.ndarray:
    """One number in [0, 1) for each case and field, whatever cases stand beside it."""
    keys = (case_id.astype(str) + f":{field}").to_numpy(object)
    hashed = pd.util.hash_array(keys, hash_key=f"{seed:016d}"[:16], categorize=False)
    return hashed / 2.0**64
