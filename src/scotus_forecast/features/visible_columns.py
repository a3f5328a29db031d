"""What a horizon shows of each case: the file's columns, folded, rebuilt or refused."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scotus_forecast.court.codes import party_group
from scotus_forecast.court.columns import Level, names
from scotus_forecast.features.bench import natural_courts
from scotus_forecast.features.impute_missing import complete
from scotus_forecast.features.mask_leaking_codes import fold
from scotus_forecast.project.horizons import Horizon

#: Keys derived from columns of the case: the columns each is read from.
DERIVED_KEYS: dict[str, tuple[str, ...]] = {
    "petitioner_group": ("petitioner",),
    "respondent_group": ("respondent",),
}


@dataclass(frozen=True)
class Sight:
    """Columns of the cases as one horizon shows them; asking for another is refused.

    Attributes
    ----------
    horizon : Horizon
    shown : pd.DataFrame
        One row a case, only the columns the horizon may see.
    """

    horizon: Horizon
    shown: pd.DataFrame

    def column(self, feature: str, name: str) -> pd.Series:
        """Values of an SCDB column or a derived key, on behalf of `feature`.

        Raises
        ------
        HorizonError
            When the horizon may not see a column it needs.
        """
        self.horizon.require(feature, DERIVED_KEYS.get(name, (name,)))
        if name in DERIVED_KEYS:
            return party_group(self.shown[DERIVED_KEYS[name][0]])
        return self.shown[name]


def silenced(cases: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Columns whose blanks would tell the outcome, completed or folded."""
    record = complete(cases, seed)
    return record.join(fold(cases.assign(**record), seed))


def look(cases: pd.DataFrame, votes: pd.DataFrame, horizon: Horizon, seed: int) -> Sight:
    """Show cases as `horizon` may see them.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables; of `votes` only the roster is read.
    horizon : Horizon
    seed : int
        Of the draws of folding.
    """
    visible = [name for name in names(Level.CASE) if name in horizon.columns]
    shown = cases[visible].copy()
    if horizon.masks_leaking_codes:
        told = silenced(cases, seed)
        shown = shown.assign(**{c: told[c] for c in told if c in visible})
    if horizon.rebuilds_natural_court:
        rebuilt = natural_courts(votes).reindex(cases["caseId"].to_numpy())
        shown = shown.assign(naturalCourt=rebuilt.to_numpy())
    return Sight(horizon, shown)
