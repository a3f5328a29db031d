"""Options that say where terms are computed; light, so that ``--help`` stays quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scotus_forecast.project.errors import UserError

if TYPE_CHECKING:
    from scotus_forecast.project.params import Params
    from scotus_forecast.walk_forward.execution import Execution

Command = TypeVar("Command", bound=Callable[..., None])

_OPTIONS = (
    click.option("--backend", type=click.Choice(["serial", "processes", "dask"])),
    click.option("--workers", type=int, help="Processes; -1 for one a core."),
    click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786."),
    click.option("--fallback", is_flag=True, default=None, help="Use processes if it is silent."),
)


def execution_options(command: Command) -> Command:
    """Give a command the options; it is called with them as keywords."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def execution(params: Params, given: dict[str, Any]) -> Execution:
    """Where terms are computed: `params.yaml`, and what the command line says over it.

    Raises
    ------
    UserError
        When a scheduler is named for a backend that has none, or there are no workers.
    """
    told = {name: value for name, value in given.items() if value is not None}
    if told.get("workers", 1) < 1 and told["workers"] != -1:
        raise UserError(f"--workers {told['workers']}: at least 1, or -1 for one a core")
    backend = told.get("backend", params.execution.backend)
    if "scheduler" in told and backend != "dask":
        raise UserError(f"--scheduler is for --backend dask, not {backend}")

    from scotus_forecast.walk_forward.execution import execution_of

    return replace(execution_of(params), **told)
