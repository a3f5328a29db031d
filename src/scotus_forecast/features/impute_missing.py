"""The record of a case, completed: its parties, the courts it came from, and what they did.

Every judgment under review has parties and came from a court, yet the database calls parties
unidentifiable, and leaves courts or what they did blank, mostly where no opinion says it: from that
one could tell that the Court did not reach the merits (`docs/decisions/005`). Where a value is to
be expected, what is missing is taken from a donor, an earlier case as like it as can be.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scotus_forecast.court.codes import with_party_groups
from scotus_forecast.features.hot_deck import Levels, draw_donors

#: Codes of either side, and of its State.
SIDES = (("petitioner", "petitionerState"), ("respondent", "respondentState"))
#: Code of a party that the opinion does not tell.
UNIDENTIFIABLE = 501

PARTY_COLUMNS = tuple(name for side in SIDES for name in side)
COURT_COLUMNS = ("caseOrigin", "caseOriginState", "caseSource", "caseSourceState")
RECORD_COLUMNS = (*PARTY_COLUMNS, *COURT_COLUMNS, "lcDisposition")

#: Jurisdictions that review a judgment: certiorari, appeal, writ of error.
REVIEWING = (1, 2, 13)

#: Appellate courts, which dispose of what they review: customs and patent, military and emergency
#: appeals, the Federal Circuit, supreme and appellate courts of the territories, the courts of
#: appeals, supreme and appellate courts of the States. Of trial courts (302 are those of the
#: States) ``lcDisposition`` is rightly blank.
APPELLATE = (1, 4, 8, 10, 15, 16, *range(21, 33), 300, 301)

#: Courts and parties of a State, which have that State beside them.
STATE_COURTS = (300, 301, 302)
STATE_PARTIES = (*range(1, 27), 28)

_PARTY_MATCHED = (
    ("jurisdiction", "caseSource", "respondent_group"),
    ("jurisdiction", "caseSource", "petitioner_group"),
    ("jurisdiction", "court_kind", "respondent_group"),
    ("jurisdiction", "court_kind", "petitioner_group"),
    ("jurisdiction", "court_kind"),
    ("jurisdiction",),
)
_COURT_MATCHED = (
    ("jurisdiction", "caseSource", "caseSourceState"),
    ("jurisdiction", "caseSource"),
    ("jurisdiction", "court_kind"),
    ("jurisdiction", "petitioner_group", "respondent_group"),
    ("jurisdiction",),
)
_DISPOSITION_MATCHED = (
    ("jurisdiction", "caseSource", "petitioner_group", "respondent_group"),
    ("jurisdiction", "caseSource"),
    ("jurisdiction",),
)

#: Last code of each run of courts in the codebook's order; the runs are kinds of courts.
_KINDS = (20, 40, 132, 299, 302, 499)


def court_kind(source: pd.Series) -> pd.Series:
    """Kind of each court by the run of codes it lies in; blanks are a kind of their own.

    Special federal and territorial, appeals, district, other federal, state, old federal, others.
    """
    kind = np.searchsorted(_KINDS, source.fillna(0).to_numpy(int)) + 1
    return pd.Series(np.where(source.isna(), 0, kind), index=source.index)


def unidentified(codes: pd.Series) -> np.ndarray:
    """Whether each party is blank or unidentifiable, shape (n_cases,)."""
    return (codes.isna() | (codes == UNIDENTIFIABLE)).fillna(True).to_numpy(bool)


def lacks_party(cases: pd.DataFrame) -> np.ndarray:
    """Whether a judgment is under review and a party is not identified; shape (n_cases,)."""
    return is_reviewed(cases) & np.any([unidentified(cases[code]) for code, _ in SIDES], axis=0)


def lacks_court(cases: pd.DataFrame) -> np.ndarray:
    """Whether a judgment is under review and a court of its way here is blank.

    Returns
    -------
    np.ndarray of bool, shape (n_cases,)
    """
    return is_reviewed(cases) & cases[["caseOrigin", "caseSource"]].isna().any(axis=1).to_numpy()


def lacks_disposition(cases: pd.DataFrame) -> np.ndarray:
    """Whether an appellate court is reviewed and what it did is blank; shape (n_cases,)."""
    return expects_disposition(cases) & cases["lcDisposition"].isna().to_numpy()


def is_reviewed(cases: pd.DataFrame) -> np.ndarray:
    """Whether the Court reviews a judgment, shape (n_cases,)."""
    return cases["jurisdiction"].isin(REVIEWING).to_numpy(bool)


def expects_disposition(cases: pd.DataFrame) -> np.ndarray:
    """Whether an appellate court is reviewed, which disposed of something; shape (n_cases,)."""
    return is_reviewed(cases) & cases["caseSource"].isin(APPELLATE).to_numpy(bool)


def complete(cases: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Fill in the parties and courts that a review lacks, then what appellate courts did.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases.
    seed : int
        Draws depend on it and on the case only.

    Returns
    -------
    pd.DataFrame
        `RECORD_COLUMNS`, index of `cases`. What is known stays; where no case could be a donor
        yet, so does what is missing.
    """
    parties = _with_parties(cases, seed)
    seen = with_party_groups(cases.assign(**parties, court_kind=court_kind(cases["caseSource"])))
    no_court = lacks_court(seen)
    offered = is_reviewed(seen) & ~no_court
    courts = _filled(seen, COURT_COLUMNS, no_court, offered, _COURT_MATCHED, seed)
    record = _in_one_state(cases, parties.join(courts))
    seen = seen.assign(**record)
    lacking = lacks_disposition(seen)
    offered = expects_disposition(seen) & ~lacking
    below = _filled(seen, ("lcDisposition",), lacking, offered, _DISPOSITION_MATCHED, seed)
    return record.join(below)


def _in_one_state(cases: pd.DataFrame, record: pd.DataFrame) -> pd.DataFrame:
    """Put State courts and parties that were filled in into the State whose court is reviewed.

    Hardly an ordinary case comes from the courts of two States, so it would tell.
    """
    given = {
        state: unidentified(cases[code]) & record[code].isin(STATE_PARTIES) for code, state in SIDES
    }
    blank = cases[["caseOrigin", "caseOriginState"]].isna().all(axis=1)
    given["caseOriginState"] = blank & record["caseOrigin"].isin(STATE_COURTS)
    here = is_reviewed(cases) & record["caseSource"].isin(STATE_COURTS).to_numpy(bool)
    state = record["caseSourceState"]
    here &= state.notna().to_numpy()
    return record.assign(
        **{name: record[name].mask(here & who, state) for name, who in given.items()}
    )


def _with_parties(cases: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Take the sides that are not identified from one donor each."""
    lacking, alike = lacks_party(cases), _alike_by_known_parties(cases)
    offered = is_reviewed(cases) & ~lacking
    donors = draw_donors(cases, lacking, offered, Levels.of(alike, *_PARTY_MATCHED), seed)
    taker, donor = np.flatnonzero(lacking)[donors >= 0], donors[donors >= 0]
    sides = []
    for side in SIDES:
        unknown = unidentified(cases[side[0]])[taker]
        row = np.arange(len(cases))
        row[taker[unknown]] = donor[unknown]
        sides.append(cases[list(side)].astype("Int32").take(row).set_axis(cases.index))
    return sides[0].join(sides[1])


def _alike_by_known_parties(cases: pd.DataFrame) -> pd.DataFrame:
    """Kind of court, and groups of the parties that are identified."""
    groups = with_party_groups(cases)
    known = {
        f"{code}_group": groups[f"{code}_group"].astype("Int32").mask(unidentified(cases[code]))
        for code, _ in SIDES
    }
    return groups.assign(**known, court_kind=court_kind(cases["caseSource"]))


def _filled(
    cases: pd.DataFrame,
    columns: Sequence[str],
    lacking: np.ndarray,
    offered: np.ndarray,
    matched: Sequence[Sequence[str]],
    seed: int,
) -> pd.DataFrame:
    """Columns of `cases`, blanks of the lacking taken from one donor each."""
    donors = draw_donors(cases, lacking, offered, Levels.of(cases, *matched), seed)
    taker, donor = np.flatnonzero(lacking)[donors >= 0], donors[donors >= 0]
    table = cases[list(columns)].astype("Int32")
    given = table.iloc[donor].set_axis(table.index[taker])
    return table.fillna(given)
