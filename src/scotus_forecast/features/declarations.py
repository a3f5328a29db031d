"""Declares features of a case: name, columns, meaning, and how each is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

import numpy as np

from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.core.walk_forward.feature_info import FeatureInfo, FeatureKind
from scotus_forecast.features.histories import History, as_of, key_codes, overall_rate
from scotus_forecast.features.roster import CaseRosters
from scotus_forecast.features.visible_columns import VisibleColumns, scdb_columns

#: What stands for a missing code or date; codes and dates themselves are never negative.
MISSING = -1.0


@dataclass(frozen=True)
class Context:
    """All a feature may be computed from.

    Attributes
    ----------
    visible : VisibleColumns
        The cases as the horizon shows them.
    terms : np.ndarray of int, shape (n_cases,)
    decided_cases : dict of str to History
        Decided cases by what is asked of them; the only way to an outcome of a case.
    roster : CaseRosters
        The justices, and the only way to votes.
    """

    visible: VisibleColumns
    terms: np.ndarray
    decided_cases: dict[str, History]
    roster: CaseRosters

    def keys(self, feature: str, keys: tuple[str, ...]) -> np.ndarray:
        """Codes of the combination of `keys`, on behalf of `feature`; shape (n_cases,)."""
        return key_codes([self.visible.column(feature, key) for key in keys])


@dataclass(frozen=True)
class Feature(FeatureInfo):
    """A feature: facts about it (see `FeatureInfo`) and how it is computed.

    Attributes
    ----------
    compute : callable
        From a `Context` to values, one a case or one a roster row, as `unit` says.
    """

    _: KW_ONLY
    compute: Callable[[Context], np.ndarray]


@dataclass(frozen=True)
class FeatureSet:
    """Features of one horizon; `case` holds one value a case, `vote` one a roster row."""

    case: tuple[Feature, ...]
    vote: tuple[Feature, ...]

    def __add__(self, other: FeatureSet) -> FeatureSet:
        """Features of both sets, in order."""
        return FeatureSet((*self.case, *other.case), (*self.vote, *other.vote))

    def allowed_on(self, horizon: Horizon) -> FeatureSet:
        """Return itself, or refuse.

        Raises
        ------
        HorizonError
            When a feature declares a column that the horizon does not show.
        """
        for feature in (*self.case, *self.vote):
            horizon.require(feature.name, feature.columns)
        return self


def code(column: str) -> Feature:
    """The code itself, -1 where missing.

    The term is declared a code as well: tree models may split on it, and linear models, which
    leave codes out, cannot extrapolate a trend from it.
    """
    name = f"code_{column}"

    def compute(context: Context) -> np.ndarray:
        values = context.visible.column(name, column)
        return values.astype("Float64").fillna(MISSING).to_numpy(float)

    return Feature(name, scdb_columns((column,)), FeatureKind.CODE, compute=compute)


def court_rate(*, of: str = "reversed", half_life: float) -> Feature:
    """As-of rate of `of` among all decided cases."""
    name = f"{of}_by_court_{half_life:g}"

    def compute(context: Context) -> np.ndarray:
        return overall_rate(context.decided_cases[of], context.terms, half_life)

    return Feature(name, (), FeatureKind.RATE, of=of, half_life=half_life, compute=compute)


def rate(*keys: str, of: str = "reversed", half_life: float, shrinkage: float) -> Feature:
    """As-of rate of `of` among decided cases with the same keys, shrunk to the Court's rate.

    Parameters
    ----------
    *keys : str
        SCDB columns or derived keys; at least one.
    of : {"reversed", "other"}
    half_life : float
        Terms after which a case counts half.
    shrinkage : float
        Weight of the Court's rate, in cases.
    """
    name = "_".join([of, "by", *keys, f"{half_life:g}"])

    def compute(context: Context) -> np.ndarray:
        decided, terms = context.decided_cases[of], context.terms
        codes = context.keys(name, keys)
        found = as_of(decided, codes, codes, terms, half_life)
        return found.shrunk(overall_rate(decided, terms, half_life), shrinkage)

    return Feature(
        name,
        scdb_columns(keys),
        FeatureKind.RATE,
        of=of,
        keys=keys,
        half_life=half_life,
        compute=compute,
    )


def count(*keys: str, half_life: float) -> Feature:
    """Logarithm of one plus the number of decided cases with the same keys, decayed."""
    name = "_".join(["count", "by", *keys, f"{half_life:g}"])

    def compute(context: Context) -> np.ndarray:
        codes = context.keys(name, keys)
        decided = context.decided_cases["reversed"]
        return np.log1p(as_of(decided, codes, codes, context.terms, half_life).count)

    return Feature(
        name, scdb_columns(keys), FeatureKind.COUNT, keys=keys, half_life=half_life, compute=compute
    )


def month(column: str) -> Feature:
    """Month of a date, 1-12, -1 where missing."""
    name = f"month_{column}"

    def compute(context: Context) -> np.ndarray:
        return context.visible.column(name, column).dt.month.fillna(MISSING).to_numpy(float)

    return Feature(name, (column,), FeatureKind.DATE, compute=compute)


def decision_delay() -> Feature:
    """Weeks from argument to decision, -1 where a date is missing or they are reversed."""
    name = "decision_delay_weeks"

    def compute(context: Context) -> np.ndarray:
        decided = context.visible.column(name, "dateDecision")
        argued = context.visible.column(name, "dateArgument")
        weeks = (decided - argued).dt.days / 7
        return weeks.where(weeks >= 0).fillna(MISSING).to_numpy(float)

    return Feature(name, ("dateArgument", "dateDecision"), FeatureKind.DATE, compute=compute)
