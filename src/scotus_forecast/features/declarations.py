"""Features as declarations: what each is called, what it looks at, how it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scotus_forecast.features.bench import Bench
from scotus_forecast.features.histories import Source, as_of, key_codes
from scotus_forecast.features.visible_columns import DERIVED_KEYS, Sight
from scotus_forecast.project.feature_names import CODE
from scotus_forecast.project.params import FeatureParams

BLANK = -1.0


@dataclass(frozen=True)
class Context:
    """All a feature may be computed from.

    Attributes
    ----------
    sight : Sight
        The cases as the horizon shows them.
    terms : np.ndarray of int, shape (n_cases,)
    decided : dict of str to Source
        What decided cases said, by name; the only way to an outcome.
    bench : Bench
        Roster rows and what is known of the justices on them.
    params : FeatureParams
    """

    sight: Sight
    terms: np.ndarray
    decided: dict[str, Source]
    bench: Bench
    params: FeatureParams


@dataclass(frozen=True)
class Feature:
    """One named column of features.

    Attributes
    ----------
    name : str
    columns : tuple of str
        SCDB columns of the case being forecast that it looks at.
    compute : callable
        From a `Context` to values, one a case or one a roster row.
    """

    name: str
    columns: tuple[str, ...]
    compute: Callable[[Context], np.ndarray]


def scdb_columns(keys: tuple[str, ...]) -> tuple[str, ...]:
    """SCDB columns behind keys, some of which are derived."""
    return tuple(dict.fromkeys(c for key in keys for c in DERIVED_KEYS.get(key, (key,))))


def code(column: str) -> Feature:
    """The code itself, -1 where blank."""
    name = f"{CODE}{column}"

    def compute(context: Context) -> np.ndarray:
        values = context.sight.column(name, column)
        return values.astype("Float64").fillna(BLANK).to_numpy(float)

    return Feature(name, scdb_columns((column,)), compute)


def case_keys(context: Context, feature: str, keys: tuple[str, ...]) -> np.ndarray:
    """Codes of the combination of `keys`, one a case."""
    return key_codes([context.sight.column(feature, key) for key in keys])


def rate(*keys: str, of: str = "reversed", half_life: float) -> Feature:
    """As-of rate of `of` among decided cases with the same keys, shrunk to the Court's rate.

    Without keys it is the Court's own rate.
    """
    name = "_".join([of, "by", *(keys or ("court",)), f"{half_life:g}"])

    def compute(context: Context) -> np.ndarray:
        source, terms = context.decided[of], context.terms
        court = court_rate(source, terms, half_life)
        if not keys:
            return court
        codes = case_keys(context, name, keys)
        found = as_of(source, codes, codes, terms, half_life)
        return found.shrunk(court, context.params.shrinkage)

    return Feature(name, scdb_columns(keys), compute)


def court_rate(source: Source, terms: np.ndarray, half_life: float) -> np.ndarray:
    """As-of rate of all decided cases, shrunk to one half, shape (n_cases,)."""
    everywhere = np.zeros(len(source.said), dtype=int)
    found = as_of(source, everywhere, np.zeros(len(terms), dtype=int), terms, half_life)
    return found.shrunk(0.5, 5.0)


def count(*keys: str, half_life: float) -> Feature:
    """Logarithm of how many decided cases had the same keys."""
    name = "_".join(["count", "by", *keys, f"{half_life:g}"])

    def compute(context: Context) -> np.ndarray:
        codes = case_keys(context, name, keys)
        found = as_of(context.decided["reversed"], codes, codes, context.terms, half_life)
        return np.log1p(found.count)

    return Feature(name, scdb_columns(keys), compute)


def month(column: str) -> Feature:
    """Month of a date, 1-12, -1 where blank."""
    name = f"month_{column}"

    def compute(context: Context) -> np.ndarray:
        return context.sight.column(name, column).dt.month.fillna(BLANK).to_numpy(float)

    return Feature(name, (column,), compute)


def decision_delay() -> Feature:
    """Weeks from argument to decision, -1 where either date is blank or they are reversed."""
    name = "decision_delay_weeks"

    def compute(context: Context) -> np.ndarray:
        decided = context.sight.column(name, "dateDecision")
        argued = context.sight.column(name, "dateArgument")
        weeks = (decided - argued).dt.days / 7
        return weeks.where(weeks >= 0).fillna(BLANK).to_numpy(float)

    return Feature(name, ("dateArgument", "dateDecision"), compute)
