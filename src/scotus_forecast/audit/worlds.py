"""Alters prepared tables for the audit: another future, other cases, permuted labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.calendar import first_monday_of_october, revealed_term
from scotus_forecast.core.court.columns import COLUMNS, KnownAt, Level
from scotus_forecast.core.court.outcomes import REVERSE
from scotus_forecast.core.project.horizons import HORIZONS
from scotus_forecast.core.project.settings import HotDeckParams
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs, labels
from scotus_forecast.features.build import Features, build_features
from scotus_forecast.features.declarations import FeatureSet

#: Identifies rows; every other column known at decision is altered.
KEY = "caseId"
#: What stays when a row takes the description of another: its place, its time and its roster.
_PLACES = (KEY, "term", "dateDecision", "naturalCourt", "chief", "justice", "justiceName")
#: What each outcome becomes in two other futures. The first changes every reversal, the second
#: every outcome that is neither reversed nor affirmed; no single future changes both.
TURNS = ({1: 0, 0: 1, -1: 1}, {1: -1, 0: -1, -1: 0})
#: Keys of feature tables.
FEATURE_KEYS = ("case_id", "term", "justice")


@dataclass(frozen=True)
class Tables:
    """Prepared cases and votes."""

    cases: pd.DataFrame
    votes: pd.DataFrame

    def between(self, first: int, last: int) -> Tables:
        """Return the terms from `first` to `last`, rows renumbered."""
        kept = [t[t["term"].between(first, last)] for t in (self.cases, self.votes)]
        return Tables(*(table.reset_index(drop=True) for table in kept))


@dataclass(frozen=True)
class FeatureRecipe:
    """How features are made from tables.

    Attributes
    ----------
    feature_sets : mapping of str to FeatureSet
        By horizon.
    hot_deck : HotDeckParams
    seed : int
    """

    feature_sets: Mapping[str, FeatureSet]
    hot_deck: HotDeckParams
    seed: int

    def build(self, tables: Tables, horizon: str, features: FeatureSet | None = None) -> Features:
        """Compute the features of a horizon, or the given ones in their place."""
        wanted = features or self.feature_sets[horizon]
        return build_features(
            tables.cases, tables.votes, HORIZONS[horizon], wanted, self.hot_deck, self.seed
        )


def nearest_terms(tables: Tables, wanted: Iterable[float]) -> list[int]:
    """Terms of the data nearest to those wanted, in order, none twice."""
    terms = np.unique(tables.cases["term"].to_numpy(int))
    return sorted({int(terms[np.abs(terms - year).argmin()]) for year in wanted})


def decision_columns(level: Level) -> list[str]:
    """Columns of a level that are known only once a case is decided, except its identifier."""
    return [
        column.name
        for column in COLUMNS
        if column.known_at is KnownAt.DECISION and column.level is level and column.name != KEY
    ]


def hidden_columns(horizon: str) -> list[str]:
    """Columns of cases known before the decision that `horizon` does not show."""
    shown = HORIZONS[horizon].columns
    return [
        column.name
        for column in COLUMNS
        if column.level is Level.CASE
        and column.known_at is not KnownAt.DECISION
        and column.name not in shown
    ]


def altered(
    tables: Tables,
    term: int,
    seed: int,
    horizon: str | None = None,
    turn: Mapping[int, int] = TURNS[0],
) -> Tables:
    """Give `tables` another future, as seen from the opening of `term`.

    A case is in the future where its term is `term` or later, or where it was decided on the first
    Monday of October of `term` or later. Its labels change, and its columns known at decision take
    the values of other such cases. With a `horizon`, columns that it does not show are altered too.
    Cases of earlier terms keep their dates, so that they are revealed when they were.

    Parameters
    ----------
    tables : Tables
    term : int
    seed : int
    horizon : str, optional
    turn : mapping of int to int
        What each outcome becomes.
    """
    rng = np.random.default_rng([seed, term])
    ahead = tables.cases["term"].to_numpy(int) >= term
    opening = first_monday_of_october(np.array([term]))[0]
    future = ahead | (tables.cases["dateDecision"] >= opening).to_numpy()
    columns = [name for name in decision_columns(Level.CASE) if name != "dateDecision"]
    columns += hidden_columns(horizon) if horizon else []
    cases = _relabelled(_shuffled(tables.cases, columns, future, rng), future, turn)
    cases = _shuffled(cases, ["dateDecision"], ahead, rng)
    revealed = revealed_term(cases["term"], cases["dateDecision"]).astype("int16")
    cases["revealed_term"] = cases["revealed_term"].mask(ahead, revealed)
    return Tables(cases, _altered_votes(tables.votes, cases, future, turn, rng))


def _altered_votes(
    votes: pd.DataFrame,
    cases: pd.DataFrame,
    future: np.ndarray,
    turn: Mapping[int, int],
    rng: np.random.Generator,
) -> pd.DataFrame:
    row = pd.Index(cases[KEY]).get_indexer(votes[KEY])
    drawn = _shuffled(votes, decision_columns(Level.VOTE), future[row], rng)
    ahead_of = {"case_outcome": "outcome", "revealed_term": "revealed_term"}
    taken = {ours: cases[theirs].to_numpy()[row] for ours, theirs in ahead_of.items()}
    return _relabelled(drawn, future[row], turn).assign(**taken)


def _shuffled(
    table: pd.DataFrame, columns: list[str], rows: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Permute each of `columns` by itself among `rows`."""
    places = np.flatnonzero(rows)
    changed = {}
    for column in columns:
        order = np.arange(len(table))
        order[places] = rng.permutation(places)
        changed[column] = table[column].take(order).set_axis(table.index)
    return table.assign(**changed)


def _relabelled(table: pd.DataFrame, rows: np.ndarray, turn: Mapping[int, int]) -> pd.DataFrame:
    """Change every outcome of `rows` to another."""
    outcome = table["outcome"].mask(rows, table["outcome"].map(turn)).astype("int8")
    return table.assign(outcome=outcome, reversed=(outcome == REVERSE).astype("int8"))


def among_others(tables: Tables, term: int, seed: int) -> Tables:
    """Replace every second case of `term` and reverse the order of its rows.

    A replaced case takes all that describes it and its votes from a case anywhere in the tables.
    `left_alone` names the cases that are not replaced.

    Parameters
    ----------
    tables : Tables
    term : int
    seed : int
    """
    rng = np.random.default_rng([seed, term])
    cases, votes = (
        _redescribed(table, _others(table, term), level, rng)
        for table, level in ((tables.cases, Level.CASE), (tables.votes, Level.VOTE))
    )
    return Tables(_reversed_rows(cases, term), _reversed_rows(votes, term))


def left_alone(cases: pd.DataFrame, term: int) -> set[str]:
    """Identifiers of the cases of `term` that `among_others` does not touch."""
    return set(np.sort(cases.loc[cases["term"] == term, KEY])[::2])


def _others(table: pd.DataFrame, term: int) -> np.ndarray:
    inside = (table["term"] == term).to_numpy()
    return inside & ~table[KEY].isin(left_alone(table.drop_duplicates(KEY), term)).to_numpy()


def _redescribed(
    table: pd.DataFrame, rows: np.ndarray, level: Level, rng: np.random.Generator
) -> pd.DataFrame:
    """Give each of `rows` the description of another row; roster and dates stay."""
    described = [c.name for c in COLUMNS if c.level is level and c.name not in _PLACES]
    described += ["outcome", "reversed"]
    order = np.arange(len(table))
    order[rows] = rng.integers(len(table), size=int(rows.sum()))
    return table.assign(**{c: table[c].take(order).set_axis(table.index) for c in described})


def _reversed_rows(table: pd.DataFrame, term: int) -> pd.DataFrame:
    order = np.arange(len(table))
    inside = np.flatnonzero(table["term"] == term)
    order[inside] = inside[::-1]
    return table.iloc[order].reset_index(drop=True)


def permuted(tables: Tables, seed: int) -> Tables:
    """Permute all that was decided among the cases of each term and among its votes."""
    rng = np.random.default_rng(seed)
    known = ["outcome", "reversed", "revealed_term"]
    return Tables(
        _permuted(tables.cases, [*decision_columns(Level.CASE), *known], rng),
        _permuted(tables.votes, [*decision_columns(Level.VOTE), *known, "case_outcome"], rng),
    )


def _permuted(table: pd.DataFrame, columns: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Permute `columns` together, so that a label keeps the term at which it is revealed."""
    term = table["term"].to_numpy(int)
    order = np.empty(len(table), dtype=int)
    order[np.argsort(term, kind="stable")] = np.lexsort([rng.random(len(table)), term])
    return table.assign(**{c: table[c].take(order).set_axis(table.index) for c in columns})


def inputs_of(tables: Tables, features: Features | None = None) -> ForecastInputs:
    """Labels and features as models are given them."""
    row = pd.Index(tables.cases[KEY]).get_indexer(tables.votes[KEY])
    none = Features(
        pd.DataFrame(index=tables.cases.index), pd.DataFrame(index=tables.votes.index), {}
    )
    given = none if features is None else features
    return ForecastInputs(
        case=labels(tables.cases),
        vote=labels(tables.votes),
        case_of_vote=row,
        justice=tables.votes["justice"].to_numpy(int),
        case_features=values_of(given.case),
        vote_features=values_of(given.vote),
        case_feature_info=given.case_info,
    )


def values_of(table: pd.DataFrame) -> pd.DataFrame:
    """Feature columns without the keys of their rows."""
    return table.drop(columns=[key for key in FEATURE_KEYS if key in table])


def forecasts_of(term: int, inputs: ForecastInputs, made: list[Forecast]) -> dict[str, np.ndarray]:
    """Forecasts of one term by step of the pipeline and unit."""
    case, vote = inputs.case.term == term, inputs.vote.term == term
    return {
        f"step {step} {unit}": values
        for step, forecast in enumerate(made, start=1)
        for unit, values in (("case", forecast.case[case]), ("vote", forecast.vote[vote]))
    }
