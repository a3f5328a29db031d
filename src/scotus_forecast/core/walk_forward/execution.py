"""Where the terms of a walk-forward are computed; never what comes out."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from joblib import Parallel, cpu_count, delayed, parallel_config
from joblib.externals.loky.process_executor import TerminatedWorkerError
from threadpoolctl import ThreadpoolController

from scotus_forecast.core.project.errors import UserError

if TYPE_CHECKING:
    from distributed import Client

    from scotus_forecast.core.project.params import Params


#: Seconds a scheduler has to answer.
_TIMEOUT = 10


class NoSchedulerError(UserError):
    """No Dask scheduler answers at the address given."""


@contextmanager
def on_cluster(client: Client, work: Callable[..., Any]) -> Iterator[Callable[[], Parallel]]:
    """Yield what makes runners on the cluster of `client`; `work` and its data are sent once."""
    with client.as_current(), parallel_config(backend="dask", scatter=[work]):
        yield lambda: Parallel(n_jobs=-1, return_as="generator_unordered")


@cache
def connect(scheduler: str | None, workers: int) -> Client:
    """Connect to a scheduler, or start one with this machine's processes, once a process.

    Starting takes seconds, and a forecast walks twice; the cluster ends with this process.

    Raises
    ------
    NoSchedulerError
        When nothing answers at the address.
    UserError
        When Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(
            "execution.backend dask needs an extra: pip install 'scotus-forecast[dask]'"
        ) from error
    logging.getLogger("distributed").setLevel(logging.WARNING)
    if scheduler is None:
        count = cpu_count() if workers == -1 else workers
        return Client(n_workers=count, threads_per_worker=1, dashboard_address=None)
    try:
        return Client(scheduler, timeout=_TIMEOUT)
    except (OSError, ValueError, TimeoutError) as error:
        raise NoSchedulerError(
            f"no Dask scheduler answers at {scheduler}; start one with 'dask scheduler', leave "
            "execution.scheduler out for this machine, or set execution.fallback: true"
        ) from error


logger = logging.getLogger(__name__)

Backend = Literal["serial", "processes", "dask"]
Work = Callable[..., Any]
Task = tuple[Any, ...]
#: Makes a joblib runner; a runner whose worker died cannot be used again.
Runners = Callable[[], Parallel]

#: Times in a row that a worker may die before any task is finished.
_PATIENCE = 3


@dataclass(frozen=True)
class Execution:
    """Backend and number of workers.

    Attributes
    ----------
    backend : {"serial", "processes", "dask"}
    workers : int
        -1 for one a core; a Dask scheduler given by address has workers of its own.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://host:8786``; a cluster of this machine's
        processes where left out.
    fallback : bool
        Use this machine's processes where the scheduler does not answer.
    """

    backend: Backend = "processes"
    workers: int = -1
    scheduler: str | None = None
    fallback: bool = False

    def each(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[Task, Any]]:
        """Call ``work(*task)`` for every task; yield tasks and results as they are done.

        A worker that dies costs its tasks' time only: what is not done is begun again.

        Raises
        ------
        UserError
            When workers die again and again, or a Dask scheduler cannot be reached.
        """
        if tasks:
            with self._runners(work) as runners:
                yield from _persistently(runners, work, list(tasks))

    def in_order(self, work: Work, tasks: Sequence[Task]) -> list[Any]:
        """Call ``work(*task)`` for every task; results in the order of the tasks, as `each`."""
        done = dict(self.each(work, tasks))
        return [done[task] for task in tasks]

    def _runners(self, work: Work) -> AbstractContextManager[Runners]:
        if self.backend == "serial":
            return nullcontext(lambda: Parallel(n_jobs=1, return_as="generator"))
        if self.backend == "processes":
            return nullcontext(self._processes)
        try:
            return on_cluster(connect(self.scheduler, self.workers), work)
        except NoSchedulerError as error:
            if not self.fallback:
                raise
            logger.warning("%s: used now", error)
            return nullcontext(self._processes)

    def _processes(self) -> Parallel:
        return Parallel(n_jobs=self.workers, backend="loky", return_as="generator_unordered")


def execution_of(params: Params) -> Execution:
    """Where `params.yaml` says work is done."""
    return Execution(**params.execution.model_dump())


def _persistently(runners: Runners, work: Work, waiting: list[Task]) -> Iterator[tuple[Task, Any]]:
    deaths = 0
    while waiting:
        jobs = [delayed(_in_one_thread)(work, task) for task in waiting]
        try:
            for task, result in runners()(jobs):
                waiting.remove(task)
                deaths = 0
                yield task, result
        except TerminatedWorkerError as error:
            deaths += 1
            if deaths == _PATIENCE:
                raise UserError(
                    f"a worker died {_PATIENCE} times with {len(waiting)} terms to go; most often "
                    "memory runs out: use fewer workers (--workers 1)"
                ) from error
            logger.warning("a worker died; %d terms are begun again", len(waiting))


def _in_one_thread(work: Work, task: Task) -> tuple[Task, Any]:
    """Thread pools that spin make processes beside one another several times slower."""
    with _thread_pools(len(sys.modules)).limit(limits=1):
        return task, work(*task)


@lru_cache(maxsize=1)
def _thread_pools(_modules: int) -> ThreadpoolController:
    """Thread pools of this process: found again only when more modules, and so pools, are loaded.

    Finding them takes as long as fitting a small model.
    """
    return ThreadpoolController()
