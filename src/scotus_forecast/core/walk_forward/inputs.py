"""What a forecaster is given and gives: labels, features, prediction frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from scotus_forecast.core.court.columns import Level
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.horizons import NO_COLUMNS
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import THREE_CLASS, as_prediction_frame
from scotus_forecast.core.walk_forward.feature_info import (
    FEATURES_FILE,
    FeatureInfo,
    read_feature_info,
)


@dataclass(frozen=True)
class Labels:
    """Truth of one unit, row by row.

    Attributes
    ----------
    term, revealed : np.ndarray of int, shape (n_rows,)
        `revealed` is the first term that may train on the row.
    outcome, reversed : np.ndarray of int
        Outcome in three classes, and reverse against not-reverse.
    """

    term: np.ndarray
    revealed: np.ndarray
    outcome: np.ndarray
    reversed: np.ndarray


@dataclass(frozen=True)
class ForecastInputs:
    """Cases and votes in the order of the prepared tables.

    Attributes
    ----------
    case, vote : Labels
    case_of_vote : np.ndarray of int, shape (n_votes,)
        Row of the case of each vote.
    justice : np.ndarray of int, shape (n_votes,)
    case_features, vote_features : pd.DataFrame
        One float32 column a feature; no columns on horizon `none`.
    case_feature_info : mapping of str to FeatureInfo
        Facts about each case feature, by which models select.
    """

    case: Labels
    vote: Labels
    case_of_vote: np.ndarray
    justice: np.ndarray
    case_features: pd.DataFrame
    vote_features: pd.DataFrame
    case_feature_info: Mapping[str, FeatureInfo] = field(default_factory=dict)

    def case_features_that(self, are_wanted: Callable[[FeatureInfo], bool]) -> list[str]:
        """Names of the case features whose facts satisfy `are_wanted`, in the table's order."""
        return [name for name in self.case_features if are_wanted(self.case_feature_info[name])]

    def mean_over_votes(self, values: np.ndarray) -> np.ndarray:
        """Mean over the roster rows of each case, shape (n_cases,)."""
        return np.bincount(self.case_of_vote, values) / np.bincount(self.case_of_vote)

    def with_case_features(self, table: pd.DataFrame) -> ForecastInputs:
        """Replace the features of cases."""
        return replace(self, case_features=table)


@dataclass(frozen=True)
class Forecast:
    """Probability of reversal of every case and vote, NaN before the first forecast term.

    Attributes
    ----------
    case, vote : np.ndarray of float
    vote_outcome : np.ndarray of int, optional
        Three-class label of each vote, by forecasters that give one.
    """

    case: np.ndarray
    vote: np.ndarray
    vote_outcome: np.ndarray | None = None


@dataclass(frozen=True)
class BaseForecasts:
    """Out-of-sample forecasts of the base models.

    Attributes
    ----------
    case : np.ndarray, shape (n_cases, n_models)
    vote : np.ndarray, shape (n_votes, n_models)
    """

    case: np.ndarray
    vote: np.ndarray


def labels(table: pd.DataFrame) -> Labels:
    """Labels from a prepared table of cases or votes."""
    return Labels(
        term=table["term"].to_numpy(int),
        revealed=table["revealed_term"].to_numpy(int),
        outcome=table["outcome"].to_numpy(int),
        reversed=table["reversed"].to_numpy(int),
    )


_KEYS = ["case_id", "term", "justice"]


def read_labels(layout: Layout, last_term: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Prepared cases and votes, the columns that forecasters train on only.

    Parameters
    ----------
    layout : Layout
    last_term : int, optional
        Later terms are not read.
    """
    command = f"prepare {layout.dataset}"
    columns = ["caseId", "term", "outcome", "reversed", "revealed_term"]
    return (
        _read(layout.cases, command, last_term, columns),
        _read(layout.votes, command, last_term, [*columns, "justice"]),
    )


def load_inputs(
    layout: Layout, horizon: str = NO_COLUMNS, last_term: int | None = None
) -> ForecastInputs:
    """Read labels and the features of `horizon`; horizon `none` has no features.

    Raises
    ------
    UserError
        When a table is missing or holds no term up to `last_term`.
    """
    cases, votes = read_labels(layout, last_term)
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    return ForecastInputs(
        case=labels(cases),
        vote=labels(votes),
        case_of_vote=row[votes["caseId"]].to_numpy(int),
        justice=votes["justice"].to_numpy(int),
        case_features=_read_features(layout, horizon, "cases", last_term),
        vote_features=_read_features(layout, horizon, "votes", last_term),
        case_feature_info=_read_case_feature_info(layout, horizon),
    )


def require_history(cases: Labels, first_term: int) -> None:
    """Refuse a first term with nothing decided before it, or with no case from it on.

    Raises
    ------
    UserError
        Naming the terms there are.
    """
    known = cases.reversed[cases.revealed <= first_term]
    if len(np.unique(known)) > 1 and first_term <= cases.term.max():
        return
    raise UserError(
        f"evaluation.first_term = {first_term}: the data hold terms {cases.term.min()} to "
        f"{cases.term.max()}, and a forecast needs cases reversed and not reversed before it"
    )


def _read_features(layout: Layout, horizon: str, table: str, last_term: int | None) -> pd.DataFrame:
    if horizon == NO_COLUMNS:
        return pd.DataFrame()
    path = layout.features(horizon) / f"{table}.parquet"
    whole = _read(path, f"featurize {layout.dataset} {horizon}", last_term)
    return whole.drop(columns=_KEYS, errors="ignore")


def _read_case_feature_info(layout: Layout, horizon: str) -> dict[str, FeatureInfo]:
    if horizon == NO_COLUMNS:
        return {}
    folder = layout.features(horizon)
    if not (folder / FEATURES_FILE).is_file():
        command = f"featurize {layout.dataset} {horizon}"
        raise UserError(f"{folder / FEATURES_FILE} not found; run: scotus-forecast {command}")
    return read_feature_info(folder, Level.CASE)


def _read(
    path: Path, command: str, last_term: int | None, columns: list[str] | None = None
) -> pd.DataFrame:
    if not path.is_file():
        raise UserError(f"{path} not found; run: scotus-forecast {command}")
    until = None if last_term is None else [("term", "<=", last_term)]
    table = read_table(path, columns=columns, filters=until)
    if table.empty:
        raise UserError(f"{path} holds no term up to {last_term}")
    return table


def prediction_frame(
    forecast: Forecast, tables: tuple[pd.DataFrame, pd.DataFrame], names: tuple[str, ...]
) -> pd.DataFrame:
    """Put forecasts and truth of both units in one prediction frame.

    Parameters
    ----------
    forecast : Forecast
    tables : pair of pd.DataFrame
        Prepared cases and votes, in the rows of `forecast`.
    names : tuple of str
        Dataset, horizon and model.
    """
    cases, votes = tables
    case_rows = _rows(cases.assign(justice=pd.NA), forecast.case, "case")
    vote_rows = _rows(votes, forecast.vote, "vote")
    if forecast.vote_outcome is not None:
        named = forecast.vote_outcome[~np.isnan(forecast.vote)]
        vote_rows[THREE_CLASS] = pd.array(named, "Int8")
    dataset, horizon, model = names
    whole = pd.concat([case_rows, vote_rows], ignore_index=True)
    return as_prediction_frame(whole.assign(dataset=dataset, horizon=horizon, model=model))


def _rows(table: pd.DataFrame, p_reverse: np.ndarray, unit: str) -> pd.DataFrame:
    forecast = ~np.isnan(p_reverse)
    kept = table.loc[forecast, ["caseId", "term", "justice", "reversed", "outcome"]]
    return (
        kept.astype({"justice": "Int16"})
        .rename(columns={"caseId": "case_id"})
        .assign(unit=unit, cutoff=kept["term"] - 1, p_reverse=p_reverse[forecast])
    )


def read_base(
    layout: Layout,
    horizon: str,
    models: Iterable[str],
    cases: pd.DataFrame,
    votes: pd.DataFrame,
    made_by: str = "forecast",
) -> BaseForecasts:
    """Out-of-sample forecasts of the base models, aligned to the prepared tables.

    Raises
    ------
    UserError
        When a frame is missing; `made_by` is the command that makes it.
    """
    frames = [_read_frame(layout, horizon, model, made_by) for model in models]
    return BaseForecasts(
        case=np.column_stack([_aligned(frame, "case", cases) for frame in frames]),
        vote=np.column_stack([_aligned(frame, "vote", votes) for frame in frames]),
    )


def _read_frame(layout: Layout, horizon: str, model: str, made_by: str) -> pd.DataFrame:
    path = layout.forecast(horizon, model)
    if not path.exists():
        raise UserError(
            f"{path} not found; run: scotus-forecast {made_by} {layout.dataset} {horizon} {model}"
        )
    return read_table(path, columns=["unit", "case_id", "justice", "p_reverse"])


def _aligned(frame: pd.DataFrame, unit: str, table: pd.DataFrame) -> np.ndarray:
    """Forecasts of a unit in the rows of a prepared table, NaN where there is none."""
    keys = ["caseId"] if unit == "case" else ["caseId", "justice"]
    rows = frame[frame["unit"] == unit].rename(columns={"case_id": "caseId"})
    rows = rows.astype({"justice": "Int32"})
    return table[keys].merge(rows, on=keys, how="left")["p_reverse"].to_numpy(float)
