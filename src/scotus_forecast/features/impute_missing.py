"""Imputes missing parties, courts and dispositions below from a matched earlier case.

Every judgment under review has parties and came from a court. SCDB calls parties unidentifiable and
leaves courts or dispositions blank mostly where no opinion names them, so a missing value tells
that the Court did not reach the merits (`docs/decisions/005`). Where a value must exist it is taken
from a donor (`features.hot_deck`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import court_kind, with_party_groups
from scotus_forecast.features.hot_deck import MatchLevels, draw_donors

if TYPE_CHECKING:
    from scotus_forecast.core.project.settings import HotDeckParams

#: Columns of each party: its code and its State.
PARTIES = (("petitioner", "petitionerState"), ("respondent", "respondentState"))
#: Code of a party that the opinion does not identify.
UNIDENTIFIABLE = 501

PARTY_COLUMNS = tuple(name for party in PARTIES for name in party)
COURT_COLUMNS = ("caseOrigin", "caseOriginState", "caseSource", "caseSourceState")
IMPUTED_COLUMNS = (*PARTY_COLUMNS, *COURT_COLUMNS, "lcDisposition")

#: Jurisdictions in which the Court reviews a judgment: certiorari, appeal, writ of error.
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


def unidentified(codes: pd.Series) -> np.ndarray:
    """Whether each party is missing or unidentifiable, shape (n_cases,)."""
    return (codes.isna() | (codes == UNIDENTIFIABLE)).fillna(True).to_numpy(bool)


def missing_party(cases: pd.DataFrame) -> np.ndarray:
    """Whether a judgment is under review and a party is not identified; shape (n_cases,)."""
    return is_reviewed(cases) & np.any([unidentified(cases[code]) for code, _ in PARTIES], axis=0)


def missing_court(cases: pd.DataFrame) -> np.ndarray:
    """Whether a judgment is under review and the court of origin or the court reviewed is missing.

    Returns
    -------
    np.ndarray of bool, shape (n_cases,)
    """
    return is_reviewed(cases) & cases[["caseOrigin", "caseSource"]].isna().any(axis=1).to_numpy()


def missing_disposition(cases: pd.DataFrame) -> np.ndarray:
    """Whether an appellate court is reviewed and its disposition is missing; shape (n_cases,)."""
    return expects_disposition(cases) & cases["lcDisposition"].isna().to_numpy()


def is_reviewed(cases: pd.DataFrame) -> np.ndarray:
    """Whether the Court reviews a judgment, shape (n_cases,)."""
    return cases["jurisdiction"].isin(REVIEWING).to_numpy(bool)


def expects_disposition(cases: pd.DataFrame) -> np.ndarray:
    """Whether an appellate court is reviewed, so that a disposition exists; shape (n_cases,)."""
    return is_reviewed(cases) & cases["caseSource"].isin(APPELLATE).to_numpy(bool)


def impute_missing(cases: pd.DataFrame, hot_deck: HotDeckParams, seed: int) -> pd.DataFrame:
    """Impute parties and courts of reviewed judgments, then dispositions of appellate courts.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases.
    hot_deck : HotDeckParams
    seed : int
        Draws depend on it and on the case only.

    Returns
    -------
    pd.DataFrame
        `IMPUTED_COLUMNS`, index of `cases`. What is known stays. What is missing stays missing
        where no eligible case was decided yet.
    """
    parties = _impute_parties(cases, hot_deck, seed)
    seen = with_party_groups(cases.assign(**parties, court_kind=court_kind(cases["caseSource"])))
    no_court = missing_court(seen)
    eligible = is_reviewed(seen) & ~no_court
    donors = draw_donors(
        seen, no_court, eligible, MatchLevels.of(seen, *_COURT_MATCHED), hot_deck, seed
    )
    courts = _filled(seen, COURT_COLUMNS, no_court, donors)
    imputed = _in_one_state(cases, parties.join(courts))
    seen = seen.assign(**imputed)
    no_disposition = missing_disposition(seen)
    eligible = expects_disposition(seen) & ~no_disposition
    donors = draw_donors(
        seen, no_disposition, eligible, MatchLevels.of(seen, *_DISPOSITION_MATCHED), hot_deck, seed
    )
    return imputed.join(_filled(seen, ("lcDisposition",), no_disposition, donors))


def _in_one_state(cases: pd.DataFrame, imputed: pd.DataFrame) -> pd.DataFrame:
    """Move imputed State courts and parties to the State whose court is reviewed.

    Hardly any ordinary case comes from the courts of two States, so two would mark imputation.
    """
    changed = {
        state: unidentified(cases[code]) & imputed[code].isin(STATE_PARTIES)
        for code, state in PARTIES
    }
    missing = cases[["caseOrigin", "caseOriginState"]].isna().all(axis=1)
    changed["caseOriginState"] = missing & imputed["caseOrigin"].isin(STATE_COURTS)
    here = is_reviewed(cases) & imputed["caseSource"].isin(STATE_COURTS).to_numpy(bool)
    state = imputed["caseSourceState"]
    here &= state.notna().to_numpy()
    return imputed.assign(
        **{name: imputed[name].mask(here & rows, state) for name, rows in changed.items()}
    )


def _impute_parties(cases: pd.DataFrame, hot_deck: HotDeckParams, seed: int) -> pd.DataFrame:
    """Take the parties that are not identified from one donor each."""
    missing = missing_party(cases)
    levels = MatchLevels.of(_with_known_party_groups(cases), *_PARTY_MATCHED)
    eligible = is_reviewed(cases) & ~missing
    donors = draw_donors(cases, missing, eligible, levels, hot_deck, seed)
    recipient, donor = np.flatnonzero(missing)[donors >= 0], donors[donors >= 0]
    parties = []
    for party in PARTIES:
        unknown = unidentified(cases[party[0]])[recipient]
        row = np.arange(len(cases))
        row[recipient[unknown]] = donor[unknown]
        parties.append(cases[list(party)].astype("Int32").take(row).set_axis(cases.index))
    return parties[0].join(parties[1])


def _with_known_party_groups(cases: pd.DataFrame) -> pd.DataFrame:
    """Kind of court, and groups of the parties that are identified."""
    groups = with_party_groups(cases)
    known = {
        f"{code}_group": groups[f"{code}_group"].astype("Int32").mask(unidentified(cases[code]))
        for code, _ in PARTIES
    }
    return groups.assign(**known, court_kind=court_kind(cases["caseSource"]))


def _filled(
    cases: pd.DataFrame, columns: Sequence[str], missing: np.ndarray, donors: np.ndarray
) -> pd.DataFrame:
    """Columns of `cases`, missing values taken from one donor each.

    Parameters
    ----------
    cases : pd.DataFrame
    columns : sequence of str
    missing : np.ndarray of bool, shape (n_cases,)
    donors : np.ndarray of int, shape (n_missing,)
        Row of the donor of each case that misses a value, -1 where it has none.
    """
    recipient, donor = np.flatnonzero(missing)[donors >= 0], donors[donors >= 0]
    table = cases[list(columns)].astype("Int32")
    given = table.iloc[donor].set_axis(table.index[recipient])
    return table.fillna(given)
