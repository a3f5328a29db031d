"""A Dask cluster: this machine's processes, or a scheduler somewhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from joblib import Parallel, cpu_count, parallel_config

from scotus_forecast.project.errors import UserError

if TYPE_CHECKING:
    from distributed import Client

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
