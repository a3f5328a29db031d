"""Names and options a person types; light, so that help and errors come at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.horizons import HORIZONS

if TYPE_CHECKING:
    from scotus_forecast.core.project.params import Params
    from scotus_forecast.core.walk_forward.execution import Execution


def require_model(params: Params, model: str) -> None:
    """Refuse a forecaster that there is not.

    Raises
    ------
    UserError
        Naming the close one, or all there are.
    """
    _require("model", model, [name for name in params.models if not params.is_stack(name)])


def require_stack(params: Params, model: str) -> None:
    """Refuse a model that is no stack of others."""
    _require("stack", model, [name for name in params.models if params.is_stack(name)])


def require_horizon(horizon: str, known: Collection[str] = tuple(HORIZONS)) -> None:
    """Refuse a horizon that there is not."""
    _require("horizon", horizon, known)


def horizons_in(text: str, *more: str) -> list[str]:
    """Take a list such as ``paper,argument`` apart.

    Parameters
    ----------
    text : str
    *more : str
        Known beside `HORIZONS`.

    Raises
    ------
    UserError
        When there is no such horizon.
    """
    named = list(dict.fromkeys(text.split(",")))
    for horizon in named:
        require_horizon(horizon, [*HORIZONS, *more])
    return named


def _require(kind: str, name: str, known: Collection[str]) -> None:
    if name in known:
        return
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    raise UserError(f"unknown {kind} '{name}'; {hint}choose from {', '.join(known)}")


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

    from scotus_forecast.core.walk_forward.execution import execution_of

    return replace(execution_of(params), **told)
