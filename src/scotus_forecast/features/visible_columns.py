"""The columns of each case that a horizon shows: as in the file, masked, imputed or rebuilt."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scotus_forecast.court.codes import party_group
from scotus_forecast.court.columns import Level, names
from scotus_forecast.features.impute_missing import impute_missing
from scotus_forecast.features.mask_leaking_codes import mask_leaking_codes
from scotus_forecast.features.roster import natural_courts
from scotus_forecast.project.feature_params import HotDeckParams
from scotus_forecast.project.horizons import Horizon

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
