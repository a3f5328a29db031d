"""SCDB codes in the groups readers know: courts below, issue areas, parties."""

from __future__ import annotations

import numpy as np
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


#: Last code of each run of courts in the codebook's order; the runs are kinds of courts.
_KINDS = (20, 40, 132, 299, 302, 499)


def court_kind(source: pd.Series) -> pd.Series:
    """Kind of each court by the run of codes it lies in; a missing court is a kind of its own.

    Special federal and territorial, appeals, district, other federal, state, old federal, others.
    """
    kind = np.searchsorted(_KINDS, source.fillna(0).to_numpy(int)) + 1
    return pd.Series(np.where(source.isna(), 0, kind), index=source.index)


#: Codes of the direction of a decision, as in ``lcDispositionDirection`` and ``direction``.
CONSERVATIVE, LIBERAL = 1, 2

ISSUE_AREAS: dict[int, str] = {
    1: "Criminal Procedure",
    2: "Civil Rights",
    3: "First Amendment",
    4: "Due Process",
    5: "Privacy",
    6: "Attorneys",
    7: "Unions",
    8: "Economic Activity",
    9: "Judicial Power",
    10: "Federalism",
    11: "Interstate Relations",
    12: "Federal Taxation",
    13: "Miscellaneous",
    14: "Private Action",
}


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
