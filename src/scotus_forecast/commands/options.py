"""What a person types and sees: names of horizons, models and forecasts, options, numbers.

Light, so that help and errors come at once.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.horizons import HORIZONS
from scotus_forecast.core.project.layout import Layout

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

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


PARQUET, CSV = ".parquet", ".csv"
FORMS = "<horizon>/<model>, REVISION:<horizon>/<model>, a .parquet file or a .csv file"

#: Forecasts that the paper stored, by the name a person gives them.
STORED = {f"paper/{run}": run for run in ("katz_publication_run", "katz_one_tree")}


@dataclass(frozen=True)
class Forecasts:
    """A model's forecasts, in the work tree or, with a `revision`, as DVC recorded them there."""

    horizon: str
    model: str
    revision: str | None = None


def require_forecasts(name: str, layout: Layout) -> None:
    """Refuse a name of another form, or one of forecasts that are not in the work tree.

    Raises
    ------
    UserError
        Saying what there is.
    """
    if name.endswith((PARQUET, CSV)):
        require_file(Path(name))
        return
    if name in STORED:
        require_stored(layout.reference.is_file(), layout)
        return
    forecasts = parse(name)
    if forecasts.revision is None:
        in_work_tree(forecasts, layout)


def require_file(path: Path) -> None:
    """Refuse a file that there is not."""
    if not path.is_file():
        raise UserError(f"{path} not found")


def require_stored(here: bool, layout: Layout) -> None:
    """Refuse the paper's stored forecasts where they could not be had."""
    if not here:
        raise UserError(
            f"the paper's stored forecasts are not here: name their folder in $SCDB_REFERENCE_DIR "
            f"and run: scotus-forecast acquire {layout.dataset}"
        )


def in_work_tree(forecasts: Forecasts, layout: Layout) -> Path:
    """File that holds `forecasts` in the work tree.

    Raises
    ------
    UserError
        When there is none.
    """
    path = layout.forecast(forecasts.horizon, forecasts.model)
    if not path.is_file():
        raise UserError(_not_forecast(forecasts, layout))
    return path


def parse(name: str) -> Forecasts:
    """Take ``[REVISION:]<horizon>/<model>`` apart.

    Raises
    ------
    UserError
        When `name` has another form.
    """
    # A revision may hold a colon of its own; horizons and models do not.
    revision, colon, key = name.rpartition(":")
    horizon, slash, model = key.partition("/")
    if not (horizon and slash and model) or "/" in model or (colon and not revision):
        raise UserError(f"'{name}' is not {FORMS}")
    return Forecasts(horizon, model, revision or None)


def _not_forecast(forecasts: Forecasts, layout: Layout) -> str:
    there = ["/".join(names) for names in layout.forecast_files()]
    there += STORED if layout.reference.is_file() else []
    wanted = f"{forecasts.horizon}/{forecasts.model}"
    said = f"no forecasts of {wanted} on {layout.dataset}"
    if not there:
        return f"{said}; run the forecast stages first"
    close = get_close_matches(wanted, there, n=1)
    return f"{said}; did you mean {close[0]}?" if close else f"{said}; there are {', '.join(there)}"


#: Characters a line, where output goes to a file or a pipe, which has no width of its own.
_WIDTH = 120


def console(*, stderr: bool = False) -> Console:
    """Console on standard output or error, wide enough for tables wherever it goes."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _WIDTH)


def number(value: float) -> str:
    """Four decimals, or a dash for what is undefined."""
    return "-" if math.isnan(value) else f"{value:.4f}"


def signed(value: float) -> str:
    """Four decimals with their sign, or a dash for what is undefined."""
    return "-" if math.isnan(value) else f"{value:+.4f}"


#: Set for the stages that `reproduce` runs: interrupted, it speaks for them.
UNDER_REPRODUCE = "SCOTUS_FORECAST_REPRODUCE"


class StageFailedError(Exception):
    """A stage failed and has said why; nothing is left to say."""


def tell_scores(layout: Layout, horizon: str, model: str) -> None:
    """Print how often the forecasts of `model` were right, and on the terms settings are chosen by.

    The intervals, and what each difference is worth, come with stage score.
    """
    from scotus_forecast.core.project.files import read_table
    from scotus_forecast.sweeping.search import LAST_UNEVALUATED

    columns = ["unit", "term", "p_reverse", "reversed"]
    frame = read_table(layout.forecast(horizon, model), columns=columns)
    spans = {"all terms": frame}
    if last := LAST_UNEVALUATED.get(layout.dataset):
        spans = {f"to {last}, for choosing settings": frame[frame["term"] <= last]} | spans
    for span, rows in spans.items():
        told = "; ".join(_scores(*of_unit) for of_unit in rows.groupby("unit"))
        click.echo(f"{horizon}/{model}, {span}: {told}", err=True)


def _scores(unit: object, rows: pd.DataFrame) -> str:
    from scotus_forecast.core.project.prediction_frame import gives_probability, predicted_reverse

    right = (predicted_reverse(rows["p_reverse"]) == rows["reversed"]).mean()
    told = f"{len(rows):,} {unit}s, {right:.2%} right"
    if not gives_probability(rows["p_reverse"]):
        return told
    brier = ((rows["p_reverse"] - rows["reversed"]) ** 2).mean()
    return f"{told}, Brier score {brier:.4f}"
