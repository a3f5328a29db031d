"""Stage forecast: one model on one horizon, walked forward by term."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.atomic import write_parquet
from scotus_forecast.config import Params
from scotus_forecast.errors import UserError
from scotus_forecast.evaluation.execution import Execution
from scotus_forecast.evaluation.frame import THREE_CLASS, as_prediction_frame
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.features.horizons import NO_COLUMNS
from scotus_forecast.layout import Layout
from scotus_forecast.models.inputs import Forecast, Inputs, labels
from scotus_forecast.models.registry import forecaster


def run(
    layout: Layout, params: Params, horizon: str, model: str, execution: Execution | None = None
) -> None:
    """Write the prediction frame of `model` on `horizon`."""
    forecast_all = forecaster(model)
    if model not in params.models:
        raise UserError(f"params.yaml has no settings models.{model}")
    inputs = load_inputs(layout, horizon)
    walk = Run(
        params.seed,
        (layout.dataset, horizon, model),
        params.evaluation.first_term,
        execution or Execution(),
    )
    forecast = forecast_all(inputs, params.models[model], walk)
    frame = prediction_frame(forecast, _read_labels(layout), walk)
    write_parquet(layout.forecast(horizon, model), frame)


def _read_labels(layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    columns = ["caseId", "term", "outcome", "reversed", "revealed_term"]
    return (
        pd.read_parquet(layout.cases, columns=columns),
        pd.read_parquet(layout.votes, columns=[*columns, "justice"]),
    )


def load_inputs(layout: Layout, horizon: str) -> Inputs:
    """Read labels and the features of `horizon`; horizon `none` has no features."""
    cases, votes = _read_labels(layout)
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
    table = pd.read_parquet(layout.features(horizon) / f"{unit}.parquet")
    return table.drop(columns=["case_id", "term", "justice"], errors="ignore")


def prediction_frame(
    forecast: Forecast, tables: tuple[pd.DataFrame, pd.DataFrame], walk: Run
) -> pd.DataFrame:
    """Put forecasts and truth of both units in one prediction frame."""
    cases, votes = tables
    rows = [
        _rows(cases.assign(justice=pd.NA), forecast.case, "case"),
        _rows(votes, forecast.vote, "vote"),
    ]
    if forecast.vote_outcome is not None:
        rows[1][THREE_CLASS] = pd.array(
            forecast.vote_outcome[_forecast_rows(forecast.vote)], "Int8"
        )
    dataset, horizon, model = walk.names
    whole = pd.concat(rows, ignore_index=True).astype({"justice": "Int16"})
    return as_prediction_frame(whole.assign(dataset=dataset, horizon=horizon, model=model))


def _forecast_rows(p_reverse: np.ndarray) -> np.ndarray:
    return ~np.isnan(p_reverse)


def _rows(table: pd.DataFrame, p_reverse: np.ndarray, unit: str) -> pd.DataFrame:
    kept = table.loc[
        _forecast_rows(p_reverse), ["caseId", "term", "justice", "reversed", "outcome"]
    ]
    return kept.rename(columns={"caseId": "case_id"}).assign(
        unit=unit, cutoff=kept["term"] - 1, p_reverse=p_reverse[_forecast_rows(p_reverse)]
    )
