"""The columns of each case that a horizon shows: as in the file, masked, imputed or rebuilt.

SCDB chooses these codes after the decision, and a blank or a no-merits code tells that the Court
did not reach the merits. Such a case takes all masked codes from one donor, an ordinary decided
case under the same jurisdiction and from the same kind of court. The most frequent value in their
place would leave combinations that no ordinary case has: from those a blank can be told with an
AUC above 0.9 (`docs/decisions/002`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import court_kind, party_group
from scotus_forecast.core.court.columns import NO_MERITS_CODES, Level, names
from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.core.project.settings import HotDeckParams
from scotus_forecast.features.hot_deck import MatchLevels, draw_donors
from scotus_forecast.features.impute_missing import impute_missing
from scotus_forecast.features.roster import natural_courts

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


#: Keys derived from columns of the case: the columns each is read from.
DERIVED_KEYS: dict[str, tuple[str, ...]] = {
    "petitioner_group": ("petitioner",),
    "respondent_group": ("respondent",),
}


def scdb_columns(keys: tuple[str, ...]) -> tuple[str, ...]:
    """SCDB columns behind keys, some of which are derived."""
    return tuple(dict.fromkeys(c for key in keys for c in DERIVED_KEYS.get(key, (key,))))


@dataclass(frozen=True)
class VisibleColumns:
    """Columns of the cases as one horizon shows them; any other column is refused.

    Attributes
    ----------
    horizon : Horizon
    table : pd.DataFrame
        One row a case, only the columns that the horizon shows.
    """

    horizon: Horizon
    table: pd.DataFrame

    def column(self, feature: str, name: str) -> pd.Series:
        """Values of an SCDB column or a derived key, on behalf of `feature`.

        Raises
        ------
        HorizonError
            When the horizon does not show a column it needs.
        """
        self.horizon.require(feature, DERIVED_KEYS.get(name, (name,)))
        if name in DERIVED_KEYS:
            return party_group(self.table[DERIVED_KEYS[name][0]])
        return self.table[name]


def imputed_and_masked(
    cases: pd.DataFrame, horizon: Horizon, hot_deck: HotDeckParams, seed: int
) -> pd.DataFrame:
    """Columns that `horizon` imputes or masks, shown to it or not; index of `cases`.

    Masking comes second, because donors are matched on the imputed courts.
    """
    changed = cases[[]]
    if horizon.imputes_missing:
        changed = impute_missing(cases, hot_deck, seed)
    if horizon.masks_leaking_codes:
        changed = changed.join(mask_leaking_codes(cases.assign(**changed), hot_deck, seed))
    return changed


def visible_columns(
    cases: pd.DataFrame, votes: pd.DataFrame, horizon: Horizon, hot_deck: HotDeckParams, seed: int
) -> VisibleColumns:
    """Show cases as `horizon` may see them.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables; of `votes` only the roster is read.
    horizon : Horizon
    hot_deck : HotDeckParams
    seed : int
        Of the draws of donors.
    """
    visible = [name for name in names(Level.CASE) if name in horizon.columns]
    changed = imputed_and_masked(cases, horizon, hot_deck, seed)
    shown = cases[visible].assign(**{c: changed[c] for c in changed if c in visible})
    if horizon.rebuilds_natural_court:
        rebuilt = natural_courts(votes).reindex(cases["caseId"].to_numpy())
        shown = shown.assign(naturalCourt=rebuilt.to_numpy())
    return VisibleColumns(horizon, shown)
