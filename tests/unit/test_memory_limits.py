"""A Dask worker that its nanny ends for want of memory costs time, and changes no byte."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import small_court
from scotus_forecast.core.learners.registry import model_named
from scotus_forecast.core.walk_forward import execution
from scotus_forecast.core.walk_forward.execution import Execution, connect
from scotus_forecast.core.walk_forward.walk import WalkForward

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

#: Room for a worker and its imports; the nanny ends a worker that holds 95 per cent of it.
LIMIT = 500_000_000
#: Seconds in which a nanny must have looked; it does ten times a second.
PATIENCE = 60

FOREST = small_court.settings("katz_forest", trees=2, refit_every=1, lifetime=4)


@dataclass(frozen=True)
class Hungry:
    """Work that, the first time it is called, holds more memory than a worker may."""

    work: Callable[..., Any]
    eaten: Path

    def __call__(self, *task: object) -> object:
        if self._first():
            held = np.ones(LIMIT, dtype=np.uint8)
            time.sleep(PATIENCE)
            raise AssertionError(f"{len(held)} bytes were let pass")
        return self.work(*task)

    def _first(self) -> bool:
        try:
            with self.eaten.open("x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            return False
        return True


@dataclass(frozen=True)
class Starving(Execution):
    """A cluster on which one task asks for too much, once."""

    eaten: Path = Path()

    def each(self, work: Callable[..., Any], tasks: Sequence[tuple]) -> Iterator[tuple]:
        return super().each(Hungry(work, self.eaten), tasks)


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Two workers of this machine that may hold `LIMIT` bytes each."""
    # A busy machine is slow to start them, which is not what is asked here.
    monkeypatch.setattr(execution, "_TIMEOUT", 120)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "120s"}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, memory_limit=LIMIT, dashboard_address=None
        ) as cluster,
    ):
        yield cluster.scheduler_address
        connect(cluster.scheduler_address, -1).close()
        connect.cache_clear()


def forecast(backend: Execution) -> bytes:
    walk = WalkForward(11, ("simulated", "argument", "katz_forest"), 2008, backend)
    inputs = small_court.inputs(small_court.prepared())
    return model_named("katz_forest").forecast(inputs, FOREST, walk).vote.tobytes()


def test_a_worker_out_of_memory_is_begun_again_and_the_forecast_is_the_same(scheduler, tmp_path):
    eaten = tmp_path / "eaten"
    starved = forecast(Starving("dask", scheduler=scheduler, eaten=eaten))
    assert starved == forecast(Execution("serial", 1))
    workers = connect(scheduler, -1).run(os.getpid).values()
    assert int(eaten.read_text()) not in workers
