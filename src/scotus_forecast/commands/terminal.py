"""Tables on the terminal, and options that say where terms are computed."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scotus_forecast.project.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from scotus_forecast.project.params import Params
    from scotus_forecast.walk_forward.execution import Execution

#: Characters a line, where output goes to a file or a pipe, which has no width of its own.
_WIDTH = 120


def console() -> Console:
    """Console on standard output, wide enough for tables wherever it goes."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _WIDTH)


def empty_table(title: str, words: Iterable[str], numbers: Iterable[str]) -> Table:
    """Start an empty table: columns of words, which a narrow terminal folds, then of numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    empty = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for name in words:
        empty.add_column(name, overflow="fold")
    for name in numbers:
        empty.add_column(name, justify="right", no_wrap=True)
    return empty


def number(value: float) -> str:
    """Four decimals, or a dash for what is undefined."""
    return "-" if math.isnan(value) else f"{value:.4f}"


def signed(value: float) -> str:
    """Four decimals with their sign, or a dash for what is undefined."""
    return "-" if math.isnan(value) else f"{value:+.4f}"


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
    from scotus_forecast.walk_forward.execution import execution_of

    told = {name: value for name, value in given.items() if value is not None}
    if told.get("workers", 1) < 1 and told["workers"] != -1:
        raise UserError(f"--workers {told['workers']}: at least 1, or -1 for one a core")
    chosen = replace(execution_of(params), **told)
    if "scheduler" in told and chosen.backend != "dask":
        raise UserError(f"--scheduler is for --backend dask, not {chosen.backend}")
    return chosen
