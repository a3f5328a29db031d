"""Wherever its terms are computed, a walk-forward gives the same prediction frame."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import small_court
from scotus_forecast.core.learners.registry import model_named
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.walk_forward import execution
from scotus_forecast.core.walk_forward.execution import Execution, connect
from scotus_forecast.core.walk_forward.inputs import prediction_frame
from scotus_forecast.core.walk_forward.walk import WalkForward

TREES = {"max_iter": 5, "max_leaf_nodes": 4, "max_features": 0.5}
MODELS = {
    # those that draw at random
    "boosted": small_court.settings("boosted", case=TREES, vote=TREES),
    "katz_forest": small_court.settings("katz_forest", trees=2, refit_every=1, lifetime=4),
}
#: More workers than the machine may have cores, for one model: processes are slow to start.
SPREAD = [
    ("boosted", "processes", 2),
    ("katz_forest", "processes", 2),
    ("katz_forest", "processes", 3),
    ("katz_forest", "dask", 2),
]
#: Nothing listens on this port.
NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture(scope="module", autouse=True)
def _no_cluster_stays():
    yield
    if connect.cache_info().currsize:
        connect(None, 2).shutdown()
        connect.cache_clear()


def frame(model: str, execution: Execution, path) -> bytes:
    """The bytes a forecast stage would write."""
    tables = small_court.prepared()
    walk = WalkForward(11, ("simulated", "argument", model), 2008, execution)
    forecast = model_named(model).forecast(small_court.inputs(tables), MODELS[model], walk)
    votes = tables.votes[["caseId", "term", "outcome", "reversed", "justice"]]
    prediction_frame(forecast, (tables.cases, votes), walk.names).to_parquet(path, index=False)
    return path.read_bytes()


@pytest.mark.parametrize(("model", "backend", "workers"), SPREAD)
def test_backend_and_workers_change_no_byte(model, backend, workers, tmp_path):
    serial = frame(model, Execution("serial", 1), tmp_path / "serial.parquet")
    assert len(pd.read_parquet(tmp_path / "serial.parquet")) > 100
    assert frame(model, Execution(backend, workers), tmp_path / "spread.parquet") == serial


def test_another_seed_is_another_forest():
    """Else the test above could pass on models that draw nothing."""
    tables = small_court.prepared()
    forest, settings = model_named("katz_forest"), MODELS["katz_forest"]
    inputs = small_court.inputs(tables)
    one, other = (
        forest.forecast(
            inputs, settings, WalkForward(seed, ("a", "b", "c"), 2008, Execution("serial", 1))
        )
        for seed in (1, 2)
    )
    assert one.vote.tobytes() != other.vote.tobytes()


@dataclass(frozen=True)
class Deadly:
    """Kills its own process, the first times it is called."""

    deaths: Path
    most: int

    def __call__(self, number: int) -> int:
        if number == 3 and len(list(self.deaths.iterdir())) < self.most:
            (self.deaths / str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number * number


TASKS = [(number,) for number in range(8)]


@pytest.mark.parametrize("backend", ["processes", "dask"])
def test_a_worker_that_is_killed_costs_its_tasks_time_only(backend, tmp_path):
    found = dict(Execution(backend, 2).each(Deadly(tmp_path, most=1), TASKS))
    assert found == {task: task[0] ** 2 for task in TASKS}
    assert len(list(tmp_path.iterdir())) == 1


def test_workers_that_always_die_are_told_in_one_line(tmp_path):
    with pytest.raises(UserError, match=r"a worker died 3 times .*--workers 1"):
        list(Execution("processes", 2).each(Deadly(tmp_path, most=99), TASKS[3:4]))


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(execution, "_TIMEOUT", 1)


@pytest.mark.usefixtures("_impatient")
def test_a_scheduler_that_does_not_answer_is_named():
    with pytest.raises(UserError, match=rf"no Dask scheduler answers at {NOBODY}"):
        list(Execution("dask", scheduler=NOBODY).each(Deadly(Path(), most=0), TASKS))


@pytest.mark.usefixtures("_impatient")
def test_a_scheduler_that_does_not_answer_may_be_done_without(caplog):
    execution = Execution("dask", 2, scheduler=NOBODY, fallback=True)
    assert len(dict(execution.each(abs, [(-1,), (2,)]))) == 2
    assert NOBODY in caplog.text


def test_nothing_to_do_starts_nothing():
    assert list(Execution("dask", scheduler=NOBODY).each(abs, [])) == []
