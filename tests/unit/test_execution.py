"""Serial or spread over processes, a walk-forward gives the same prediction frame."""

from __future__ import annotations

import pandas as pd
import pytest

import small_court
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.execution import Execution
from scotus_forecast.models.boosted import boosted
from scotus_forecast.models.katz_forest import katz_forest
from scotus_forecast.stages.assemble import prediction_frame

TREES = {"max_iter": 5, "max_leaf_nodes": 4, "max_features": 0.5}
MODELS = {
    # those that draw at random
    "boosted": (boosted, small_court.settings("boosted", case=TREES, vote=TREES)),
    "katz_forest": (
        katz_forest,
        small_court.settings("katz_forest", trees=2, refit_every=1, lifetime=4),
    ),
}
#: More workers than the machine may have cores, for one model: processes are slow to start.
WORKERS = [("boosted", 2), ("katz_forest", 2), ("katz_forest", 3)]


def frame(model: str, execution: Execution, path) -> bytes:
    """The bytes a forecast stage would write."""
    tables = small_court.prepared()
    forecast_all, settings = MODELS[model]
    run = Run(11, ("simulated", "argument", model), 2008, execution)
    forecast = forecast_all(small_court.inputs(tables), settings, run)
    votes = tables.votes[["caseId", "term", "outcome", "reversed", "justice"]]
    prediction_frame(forecast, (tables.cases, votes), run).to_parquet(path, index=False)
    return path.read_bytes()


@pytest.mark.parametrize(("model", "workers"), WORKERS)
def test_backend_and_workers_change_no_byte(model, workers, tmp_path):
    serial = frame(model, Execution("serial", 1), tmp_path / "serial.parquet")
    assert len(pd.read_parquet(tmp_path / "serial.parquet")) > 100
    assert frame(model, Execution("processes", workers), tmp_path / "spread.parquet") == serial


def test_another_seed_is_another_forest():
    """Else the test above could pass on models that draw nothing."""
    tables = small_court.prepared()
    forecast_all, settings = MODELS["katz_forest"]
    inputs = small_court.inputs(tables)
    one, other = (
        forecast_all(inputs, settings, Run(seed, ("a", "b", "c"), 2008, Execution("serial", 1)))
        for seed in (1, 2)
    )
    assert one.vote.tobytes() != other.vote.tobytes()
