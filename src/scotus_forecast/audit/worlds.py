"""Prepared tables and what the audit does to them: another future, labels that mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.court.calendar import first_monday_of_october, revealed_term
from scotus_forecast.court.columns import COLUMNS, KnownAt, Level
from scotus_forecast.court.outcomes import REVERSE
from scotus_forecast.features.build import Features, build_features
from scotus_forecast.features.feature_sets import FeatureSet
from scotus_forecast.project.horizons import HORIZONS
from scotus_forecast.project.params import FeatureParams
from scotus_forecast.walk_forward.inputs import ForecastInputs, labels

#: Names rows; every other decision-time column is altered.
KEY = "caseId"
#: Where and when a row is: what stays when it is described as another.
_PLACES = (KEY, "term", "dateDecision", "naturalCourt", "chief", "justice", "justiceName")
#: What outcomes become in another future: every reversal turns in the first, in the second every
#: outcome that is neither reverse nor affirm. No one future turns both.
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
class Recipe:
    """How features are made from tables.

    Attributes
    ----------
    feature_sets : mapping of str to FeatureSet
        By horizon.
    params : FeatureParams
    seed : int
    """

    feature_sets: Mapping[str, FeatureSet]
    params: FeatureParams
    seed: int

    def build(self, tables: Tables, horizon: str, features: FeatureSet | None = None) -> Features:
        """Compute the features of a horizon, or the given ones in its place."""
        wanted = features or self.feature_sets[horizon]
        seen = HORIZONS[horizon]
        return build_features(tables.cases, tables.votes, seen, wanted, self.params, self.seed)


def nearest_terms(tables: Tables, wanted: Iterable[float]) -> list[int]:
    """Terms of the data nearest to those wanted, in order, none twice."""
    terms = np.unique(tables.cases["term"].to_numpy(int))
    return sorted({int(terms[np.abs(terms - year).argmin()]) for year in wanted})


def decision_columns(level: Level) -> list[str]:
    """Columns of a level that are known only once a case is decided, but its key."""
    return [
        column.name
        for column in COLUMNS
        if column.known_at is KnownAt.DECISION and column.level is level and column.name != KEY
    ]


def hidden_columns(horizon: str) -> list[str]:
    """Columns of cases that `horizon` may not see and that are known before the decision."""
    seen = HORIZONS[horizon].columns
    return [
        column.name
        for column in COLUMNS
        if column.level is Level.CASE
        and column.known_at is not KnownAt.DECISION
        and column.name not in seen
    ]


def altered(
    tables: Tables,
    term: int,
    seed: int,
    horizon: str | None = None,
    turn: Mapping[int, int] = TURNS[0],
) -> Tables:
    """Give `tables` another future, seen from the opening of `term`.

    Every label of a case of `term` or later, or decided on the first Monday of October of `term`
    or later, is changed to another, and its decision-time columns take the values of other such
    cases. Cases of earlier terms keep their dates, so that they stay as late as they were. With a
    `horizon`, so do columns that it may not see: they must not come in by another way.

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
    """Give half of the cases of `term` other neighbours, in another order.

    Every second case of the term, by identifier, takes all that describes it and its votes from
    cases anywhere in the tables; rows of the term are turned round. `left_alone` names the rest.

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
    return Tables(_turned_round(cases, term), _turned_round(votes, term))


def left_alone(cases: pd.DataFrame, term: int) -> set[str]:
    """Identifiers of the cases of `term` that `among_others` does not touch."""
    return set(np.sort(cases.loc[cases["term"] == term, KEY])[::2])


def _others(table: pd.DataFrame, term: int) -> np.ndarray:
    inside = (table["term"] == term).to_numpy()
    return inside & ~table[KEY].isin(left_alone(table.drop_duplicates(KEY), term)).to_numpy()


def _redescribed(
    table: pd.DataFrame, rows: np.ndarray, level: Level, rng: np.random.Generator
) -> pd.DataFrame:
    """Give `rows` the descriptions of others, each from one row; who sits, and when, stays."""
    described = [c.name for c in COLUMNS if c.level is level and c.name not in _PLACES]
    described += ["outcome", "reversed"]
    order = np.arange(len(table))
    order[rows] = rng.integers(len(table), size=int(rows.sum()))
    return table.assign(**{c: table[c].take(order).set_axis(table.index) for c in described})


def _turned_round(table: pd.DataFrame, term: int) -> pd.DataFrame:
    order = np.arange(len(table))
    inside = np.flatnonzero(table["term"] == term)
    order[inside] = inside[::-1]
    return table.iloc[order].reset_index(drop=True)


def permuted(tables: Tables, seed: int) -> Tables:
    """Permute what was decided among the cases of each term, and among the votes of each term."""
    rng = np.random.default_rng(seed)
    known = ["outcome", "reversed", "revealed_term"]
    return Tables(
        _permuted(tables.cases, [*decision_columns(Level.CASE), *known], rng),
        _permuted(tables.votes, [*decision_columns(Level.VOTE), *known, "case_outcome"], rng),
    )


def _permuted(table: pd.DataFrame, columns: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Permute `columns` together, so that a label keeps the moment at which it is revealed."""
    term = table["term"].to_numpy(int)
    order = np.empty(len(table), dtype=int)
    order[np.argsort(term, kind="stable")] = np.lexsort([rng.random(len(table)), term])
    return table.assign(**{c: table[c].take(order).set_axis(table.index) for c in columns})


def inputs_of(tables: Tables, features: Features | None = None) -> ForecastInputs:
    """Labels and features as forecasters are given them."""
    row = pd.Index(tables.cases[KEY]).get_indexer(tables.votes[KEY])
    none = Features(*(pd.DataFrame(index=t.index) for t in (tables.cases, tables.votes)))
    seen = none if features is None else features
    return ForecastInputs(
        case=labels(tables.cases),
        vote=labels(tables.votes),
        case_of_vote=row,
        justice=tables.votes["justice"].to_numpy(int),
        case_features=values_of(seen.case),
        vote_features=values_of(seen.vote),
    )


def values_of(table: pd.DataFrame) -> pd.DataFrame:
    """Feature columns without the keys of their rows."""
    return table.drop(columns=[key for key in FEATURE_KEYS if key in table])
