"""A small simulated Court as files a sweep reads, and a model whose fits are few."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

import small_court
from scotus_forecast.core.project.files import write_json, write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import EvaluationParams, Params, load_params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.feature_info import FEATURES_FILE, to_record
from scotus_forecast.sweeping.sweep import Request

FIRST_TERM, LAST_TERM = 1980, 2000
HORIZON, MODEL = "argument", "logistic"
NOW = {"c": 0.01, "case_window": 20, "vote_window": 20, "refit_every": 5, "vote_weight": 0.5}
EXECUTION = Execution("serial", 1)


def params(**changes: int) -> Params:
    evaluation = EvaluationParams(first_term=FIRST_TERM, bootstrap_samples=100, confidence=0.9)
    own = load_params(small_court.PROJECT / "params.yaml")
    update = {"seed": 7, "evaluation": evaluation, "models": {MODEL: NOW}, **changes}
    return own.model_copy(update=update)


def request(*assignments: str, unit: str = "case", last_term: int = LAST_TERM) -> Request:
    return Request(HORIZON, MODEL, assignments or ("c=0.01,0.1,1",), last_term, unit)


def project(root: Path) -> Layout:
    """Write what a sweep reads under `root`."""
    layout = Layout("simulated", root)
    for path, table in zip(paths(layout), tables(), strict=True):
        write_parquet(path, table)
    info = small_court.inputs(small_court.prepared()).case_feature_info
    records = [to_record(one) for one in info.values()]
    write_json(layout.features(HORIZON) / FEATURES_FILE, records)
    return layout


def paths(layout: Layout) -> list[Path]:
    folder = layout.features(HORIZON)
    return [layout.cases, layout.votes, folder / "cases.parquet", folder / "votes.parquet"]


@cache
def tables() -> tuple[pd.DataFrame, ...]:
    """Prepared cases and votes, and their features."""
    drawn = small_court.prepared()
    inputs = small_court.inputs(drawn)
    return (
        drawn.cases,
        drawn.votes,
        inputs.case_features.assign(case_id=drawn.cases["caseId"], term=drawn.cases["term"]),
        inputs.vote_features.assign(
            case_id=drawn.votes["caseId"],
            term=drawn.votes["term"],
            justice=drawn.votes["justice"],
        ),
    )
