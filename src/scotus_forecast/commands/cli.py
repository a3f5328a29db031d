"""The one command. Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scotus_forecast import __version__
from scotus_forecast.commands.case import case
from scotus_forecast.commands.sweep import sweep
from scotus_forecast.commands.terminal import execution, execution_options
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.layout import DATASETS, Layout

if TYPE_CHECKING:
    from scotus_forecast.project.params import Params

_DATASET = click.argument("dataset", type=click.Choice(DATASETS))
_HORIZON = click.argument("horizon")
_MODEL = click.argument("model")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="scotus-forecast")
def commands() -> None:
    """Forecast the U.S. Supreme Court, and say what was known when.

    \b
    Examples:
      scotus-forecast reproduce                          everything, both Courts
      scotus-forecast forecast scdb argument boosted     one model on one horizon
      scotus-forecast compare strict/boosted paper/boosted --dataset simulated
      scotus-forecast ui                                 compare runs in MLflow
      scotus-forecast doctor                             what is here, what is missing
    """  # noqa: D301


commands.add_command(case)
commands.add_command(sweep)


def main() -> None:
    """Run the command line; a user's mistake is one line and exit status 2."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        commands.main(standalone_mode=False)
    except UserError as error:
        _fail(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted; finished stages are kept, run again to go on")


def _fail(message: str) -> None:
    click.echo(f"error: {message}", err=True)
    sys.exit(2)


def _params() -> Params:
    from scotus_forecast.project.params import load_params

    return load_params()


def _stage(
    name: str,
    dataset: str,
    *arguments: Any,  # noqa: ANN401 - passed on
    module: str | None = None,
    function: str = "run",
) -> None:
    """Run a stage: `function` of the module of its name, unless it shares one with another."""
    from importlib import import_module

    stage = import_module(f"scotus_forecast.stages.{module or name}")
    try:
        getattr(stage, function)(Layout(dataset), _params(), *arguments)
    except FileNotFoundError as error:
        missing = error.filename or error
        raise UserError(f"{missing} not found; run the stages before '{name}' first") from error


@commands.command()
@_DATASET
def acquire(dataset: str) -> None:
    """Get the raw data, or simulate it.

    Looks in $SCDB_DIR, then data/external/, then at the official addresses.
    Example: SCDB_DIR=~/scdb scotus-forecast acquire scdb
    """
    _stage("acquire", dataset)


@commands.command()
@_DATASET
def prepare(dataset: str) -> None:
    """Type, check and code votes and cases; quarantine what cannot be used.

    Example: scotus-forecast prepare scdb
    """
    _stage("prepare", dataset)


@commands.command()
@_DATASET
@_HORIZON
def featurize(dataset: str, horizon: str) -> None:
    """Compute the features HORIZON may see: paper, argument or strict.

    Example: scotus-forecast featurize scdb argument
    """
    _stage("featurize", dataset, horizon)


@commands.command()
@_DATASET
def baseline(dataset: str) -> None:
    """Make the forecasts to beat, which look at no column of the case.

    One alone: scotus-forecast forecast scdb none justice_rate

    Example: scotus-forecast baseline scdb
    """
    _stage("baseline", dataset, module="forecast", function="run_baseline")


@commands.command()
@_DATASET
@_HORIZON
@_MODEL
@execution_options
def forecast(dataset: str, horizon: str, model: str, **given: Any) -> None:  # noqa: ANN401
    """Walk MODEL forward by term on HORIZON; baselines have horizon none.

    What is not given here stands under `execution` in params.yaml; none of it changes a byte of
    the result. A run that was killed goes on where it was.

    \b
    Example: scotus-forecast forecast scdb argument boosted --workers 4
             scotus-forecast forecast scdb argument boosted --backend dask \\
               --scheduler tcp://host:8786
    """  # noqa: D301
    _stage("forecast", dataset, horizon, model, execution(_params(), given))


@commands.command()
@_DATASET
@_HORIZON
@_MODEL
def combine(dataset: str, horizon: str, model: str) -> None:
    """Stack out-of-sample forecasts of base models, from earlier terms only.

    Example: scotus-forecast combine scdb argument stacked
    """
    _stage("combine", dataset, horizon, model, module="forecast", function="run_combine")


@commands.command()
@_DATASET
@_HORIZON
def split(dataset: str, horizon: str) -> None:
    """Forecast how the votes of each case divide, from the flagship's votes, and score it.

    Example: scotus-forecast split scdb argument
    """
    _stage("vote_splits", dataset, horizon)


@commands.command()
@_DATASET
def score(dataset: str) -> None:
    """Score every prediction frame.

    Example: scotus-forecast score scdb
    """
    _stage("score", dataset)


@commands.command()
@_DATASET
@click.option("--report-only", is_flag=True, help="Exit with status 0 even when a check fails.")
def audit(dataset: str, report_only: bool) -> None:
    """Hunt for leaks; every check has a code, a title and a status.

    Exits with status 1 when a check fails. Example: scotus-forecast audit simulated
    """
    from scotus_forecast.stages.audit import failed

    _stage("audit", dataset)
    if failed(Layout(dataset)) and not report_only:
        sys.exit(1)


@commands.command()
@_DATASET
def diagnose(dataset: str) -> None:
    """Measure the price of hindsight by columns, the learning curve and importance.

    Example: scotus-forecast diagnose scdb
    """
    _stage("diagnose", dataset)


@commands.command()
@_DATASET
def report(dataset: str) -> None:
    """Render the report: Markdown, HTML, JSON, CSV.

    Example: scotus-forecast report scdb
    """
    _stage("report", dataset)


@commands.command()
@_DATASET
@_HORIZON
@_MODEL
def fit(dataset: str, horizon: str, model: str) -> None:
    """Fit a stacked MODEL on every decided term, for pending cases.

    Example: scotus-forecast fit scdb argument stacked
    """
    _stage("fit", dataset, horizon, model)


@commands.command()
@_DATASET
def track(dataset: str) -> None:
    """Bring the MLflow runs up to date with the pipeline's outputs.

    Example: scotus-forecast track scdb
    """
    _stage("track", dataset)


@commands.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--dataset", type=click.Choice(DATASETS), default="scdb", show_default=True)
@click.option(
    "--csv",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write the tables to this folder, every flipped forecast included.",
)
def compare(before: str, after: str, dataset: str, folder: Path | None) -> None:
    """Compare the forecasts A and B: what got better, what got worse, and by how much.

    Each is HORIZON/MODEL as it stands here, REVISION:HORIZON/MODEL as it was at a Git revision or
    DVC experiment, or the .parquet file of a prediction frame.

    \b
    Example: scotus-forecast compare argument/logistic argument/boosted
             scotus-forecast compare HEAD:argument/stacked argument/stacked
             scotus-forecast compare strict/boosted argument/boosted --csv hindsight
    """  # noqa: D301
    from scotus_forecast.commands.compare import compare as run
    from scotus_forecast.commands.compare import show, write_tables
    from scotus_forecast.commands.terminal import console

    params = _params()
    found = run(before, after, Layout(dataset), params)
    show(found, before, after, params.evaluation.confidence, console())
    if folder is not None:
        write_tables(found, folder)


@commands.command()
@click.option("--port", type=int, default=5000, show_default=True)
def ui(port: int) -> None:
    """Open the MLflow UI on 127.0.0.1, rebuilding its store if it is gone.

    Example: scotus-forecast ui --port 5050
    """
    from scotus_forecast.commands.ui import serve

    serve(Path(), port)


@commands.command()
def reproduce() -> None:
    """Run the whole pipeline: the simulated Court, and the real one where its data can be had.

    Example: SCDB_DIR=~/scdb SCDB_REFERENCE_DIR=~/katz scotus-forecast reproduce
    """
    from scotus_forecast.commands.reproduce import reproduce as run

    sys.exit(run(_params()))


@commands.command()
def doctor() -> None:
    """Say what is here and what is missing: data, tools, parameters.

    Example: scotus-forecast doctor
    """
    from scotus_forecast.commands.doctor import examine

    sys.exit(examine(_params()))
