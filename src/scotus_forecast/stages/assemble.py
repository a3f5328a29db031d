"""Reading what forecasters take and writing what they give: prepared tables to frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.config import Params
from scotus_forecast.errors import UserError
from scotus_forecast.evaluation.frame import THREE_CLASS, as_prediction_frame
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.execution import Execution
from scotus_forecast.features.horizons import NO_COLUMNS
from scotus_forecast.layout import Layout
from scotus_forecast.models.inputs import BaseForecasts, Forecast, Inputs, labels

_KEYS = ["case_id", "term", "justice"]


def walk_of(
    layout: Layout, params: Params, horizon: str, model: str, execution: Execution | None = None
) -> Run:
    """Walk-forward of a model on a horizon, computed where `params.yaml` says if not told."""
    return Run(
        params.seed,
        (layout.dataset, horizon, model),
        params.evaluation.first_term,
        execution or Execution(**params.execution.model_dump()),
    )


def read_labels(layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Prepared cases and votes, the columns that forecasters train on only."""
    columns = ["caseId", "term", "outcome", "reversed", "revealed_term"]
    return (
        pd.read_parquet(layout.cases, columns=columns),
        pd.read_parquet(layout.votes, columns=[*columns, "justice"]),
    )


def load_inputs(layout: Layout, horizon: str = NO_COLUMNS) -> Inputs:
    """Read labels and the features of `horizon`; horizon `none` has no features."""
    cases, votes = read_labels(layout)
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    return Inputs(
        case=labels(cases),
        vote=labels(votes),
        case_of_vote=row[votes["caseId"]].to_numpy(int),
        justice=votes["justice"].to_numpy(int),
        case_features=_read_features(layout, horizon, "cases"),
        vote_features=_read_features(layout, horizon, "votes"),
    )


def _read_features(layout: Layout, horizon: str, unit: str) -> pd.DataFrame:
    if horizon == NO_COLUMNS:
        return pd.DataFrame()
    path = layout.features(horizon) / f"{unit}.parquet"
    if not path.exists():
        raise UserError(
            f"{path} not found; run: scotus-forecast featurize {layout.dataset} {horizon}"
        )
    return pd.read_parquet(path).drop(columns=_KEYS, errors="ignore")


def prediction_frame(
    forecast: Forecast, tables: tuple[pd.DataFrame, pd.DataFrame], walk: Run
) -> pd.DataFrame:
    """Put forecasts and truth of both units in one prediction frame."""
    cases, votes = tables
    case_rows = _rows(cases.assign(justice=pd.NA), forecast.case, "case")
    vote_rows = _rows(votes, forecast.vote, "vote")
    if forecast.vote_outcome is not None:
        named = forecast.vote_outcome[~np.isnan(forecast.vote)]
        vote_rows[THREE_CLASS] = pd.array(named, "Int8")
    dataset, horizon, model = walk.names
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
    layout: Layout, horizon: str, models: list[str], cases: pd.DataFrame, votes: pd.DataFrame
) -> BaseForecasts:
    """Out-of-sample forecasts of the base models, aligned to the prepared tables."""
    frames = [_read_frame(layout, horizon, model) for model in models]
    return BaseForecasts(
        case=np.column_stack([_aligned(frame, "case", cases) for frame in frames]),
        vote=np.column_stack([_aligned(frame, "vote", votes) for frame in frames]),
    )


def _read_frame(layout: Layout, horizon: str, model: str) -> pd.DataFrame:
    path = layout.forecast(horizon, model)
    if not path.exists():
        raise UserError(
            f"{path} not found; run: scotus-forecast forecast {layout.dataset} {horizon} {model}"
        )
    return pd.read_parquet(path, columns=["unit", "case_id", "justice", "p_reverse"])


def _aligned(frame: pd.DataFrame, unit: str, table: pd.DataFrame) -> np.ndarray:
    """Forecasts of a unit in the rows of a prepared table, NaN where there is none."""
    keys = ["caseId"] if unit == "case" else ["caseId", "justice"]
    rows = frame[frame["unit"] == unit].rename(columns={"case_id": "caseId"})
    rows = rows.astype({"justice": "Int32"})
    return table[keys].merge(rows, on=keys, how="left")["p_reverse"].to_numpy(float)
