"""Courts below, in the groups readers know (SCDB codebook, ``caseSource``)."""

from __future__ import annotations

import pandas as pd

OTHER_COURT = "other"

_ORDINALS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
    "Eleventh",
)  # fmt: skip

#: ``caseSource`` to its group. The circuit courts abolished in 1912 tried cases, and their
#: circuits are not today's, so they stand apart from the courts of appeals.
CIRCUIT_BY_SOURCE: dict[int, str] = {
    8: "Federal",
    **{21 + position: ordinal for position, ordinal in enumerate(_ORDINALS)},
    32: "D.C.",
    **dict.fromkeys((*range(41, 135), *range(150, 188)), "district court"),
    **dict.fromkeys(range(300, 303), "state court"),
    **dict.fromkeys(range(400, 450), "old circuit court"),
}


def circuit_names(case_source: pd.Series) -> pd.Series:
    """Group of the court below; any other court is ``other``, a blank stays blank.

    Parameters
    ----------
    case_source : pd.Series, shape (n_cases,)
        SCDB ``caseSource``, missing allowed.

    Returns
    -------
    pd.Series of string, shape (n_cases,)
    """
    named = case_source.map(CIRCUIT_BY_SOURCE).astype("string").fillna(OTHER_COURT)
    return named.where(case_source.notna())
