"""The one command. Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

import click

from scotus_forecast import __version__
from scotus_forecast.commands.cases import case, predict, template
from scotus_forecast.commands.ledger import ledger
from scotus_forecast.commands.options import UNDER_REPRODUCE, StageFailedError
from scotus_forecast.commands.stages import STAGES, read_params
from scotus_forecast.commands.sweep import sweep
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import DATASETS, Layout


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


for _command in (*STAGES, case, ledger, predict, sweep, template):
    commands.add_command(_command)


def main() -> None:
    """Run the command line; a user's mistake is one line and exit status 2."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        commands.main(standalone_mode=False)
    except UserError as error:
        _fail(str(error))
    except StageFailedError:
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        _interrupted(error)
    except BrokenPipeError:
        _reader_is_gone()


def _fail(message: str) -> None:
    click.echo(f"error: {message}", err=True)
    sys.exit(2)


def _interrupted(error: BaseException) -> None:
    """Exit as a shell expects of one ended by a signal; under `reproduce`, that says it once."""
    told = error.__cause__ if isinstance(error, click.Abort) else error
    number = told.args[0] if told and told.args else signal.SIGINT
    if UNDER_REPRODUCE not in os.environ:
        click.echo("interrupted; finished stages are kept, run again to go on", err=True)
    sys.exit(128 + number)


def _reader_is_gone() -> None:
    """Exit quietly when what reads our output, such as ``head``, has ended."""
    # Or Python would fail once more on flushing what is left.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(128 + signal.SIGPIPE)


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
    DVC experiment, a .csv file of anyone's forecasts (docs/experiments.md), or the .parquet file of
    a prediction frame. The paper's stored runs are paper/katz_publication_run and
    paper/katz_one_tree.

    \b
    Example: scotus-forecast compare paper/katz_publication_run argument/stacked
             scotus-forecast compare my_forecasts.csv argument/stacked
             scotus-forecast compare HEAD:argument/stacked argument/stacked
             scotus-forecast compare strict/boosted argument/boosted --csv hindsight
    """  # noqa: D301
    from scotus_forecast.commands import options

    for name in (before, after):
        options.require_forecasts(name, Layout(dataset))

    from scotus_forecast.commands.compare import compare as run
    from scotus_forecast.commands.compare import show, write_tables
    from scotus_forecast.commands.options import console

    params = read_params()
    found, shared = run(before, after, Layout(dataset), params)
    show(found, before, after, shared, params.evaluation.confidence, console())
    if folder is not None:
        write_tables(found, folder)


@commands.command()
def restore() -> None:
    """Undo an experiment: settings, outputs and report as of the last commit.

    What was edited in params.yaml and not committed is lost, and shown. Example: scotus-forecast
    restore
    """
    from scotus_forecast.commands.restore import restore as run

    run(Path(), lambda line: click.echo(line, err=True))


@commands.command()
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "dta"]), default="csv")
@click.option("--dataset", type=click.Choice(DATASETS), default="scdb", show_default=True)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write; data/exports/DATASET by default.",
)
def export(form: str, dataset: str, folder: Path | None) -> None:
    """Write every forecast with its outcome for R, Stata or Python: cases, votes, variables.

    The rows are those of the Supreme Court Database: its terms hold, do not publish them.

    \b
    Example: scotus-forecast export
             scotus-forecast export --format dta --folder stata
    """  # noqa: D301
    from scotus_forecast.commands.export import write_export

    layout = Layout(dataset)
    target = folder or layout.data.parent / "exports" / dataset
    for path, rows in write_export(layout, read_params(), form, target).items():
        click.echo(f"wrote {path}: {rows:,} rows", err=True)


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

    sys.exit(run(read_params()))


@commands.command()
def doctor() -> None:
    """Say what is here and what is missing: folder, packages, data, stores.

    Exits with status 0 when `reproduce` would run. Example: scotus-forecast doctor
    """
    from scotus_forecast.commands.doctor import examine

    sys.exit(examine())
