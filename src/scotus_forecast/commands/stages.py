"""The commands that run one stage each. Everything heavy is imported inside them."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from scotus_forecast.commands.options import (
    execution,
    execution_options,
    horizons_in,
    require_model,
    require_stack,
    tell_scores,
)
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.horizons import NO_COLUMNS
from scotus_forecast.core.project.layout import DATASETS, Layout

if TYPE_CHECKING:
    from scotus_forecast.core.project.params import Params

_DATASET = click.argument("dataset", type=click.Choice(DATASETS))
_HORIZONS = click.argument("horizons")
_MODEL = click.argument("model")


def read_params() -> Params:
    """Read `params.yaml` of the folder we run in."""
    from scotus_forecast.core.project.params import load_params

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

    # First, because it is light and often at fault.
    params = read_params()
    stage = import_module(f"scotus_forecast.stages.{module or name}")
    begun = time.monotonic()
    try:
        getattr(stage, function)(Layout(dataset), params, *arguments)
    except FileNotFoundError as error:
        missing = error.filename or error
        raise UserError(f"{missing} not found; run the stages before '{name}' first") from error
    if not sys.stderr.isatty():
        # In place of the progress bars, which a terminal alone shows.
        words = (",".join(one) if isinstance(one, list) else one for one in arguments)
        named = " ".join([name, dataset, *(word for word in words if isinstance(word, str))])
        click.echo(f"{named}: done in {time.monotonic() - begun:.0f} s", err=True)


@click.command()
@_DATASET
def acquire(dataset: str) -> None:
    """Get the raw data, or simulate it.

    Looks in $SCDB_DIR, then data/external/, then at the official addresses.
    Example: SCDB_DIR=~/scdb scotus-forecast acquire scdb
    """
    _stage("acquire", dataset)


@click.command()
@_DATASET
def prepare(dataset: str) -> None:
    """Type, check and code votes and cases; quarantine what cannot be used.

    Example: scotus-forecast prepare scdb
    """
    _stage("prepare", dataset)


@click.command()
@_DATASET
@_HORIZONS
def featurize(dataset: str, horizons: str) -> None:
    """Compute the features that HORIZONS may see: any of paper, argument and strict.

    Example: scotus-forecast featurize scdb paper,argument
    """
    for horizon in horizons_in(horizons):
        _stage("featurize", dataset, horizon)


@click.command()
@_DATASET
def baseline(dataset: str) -> None:
    """Make the forecasts to beat, which look at no column of the case.

    One alone: scotus-forecast forecast scdb none justice_rate

    Example: scotus-forecast baseline scdb
    """
    _stage("baseline", dataset, module="forecast", function="run_baseline")


@click.command()
@_DATASET
@_HORIZONS
@_MODEL
@execution_options
def forecast(dataset: str, horizons: str, model: str, **given: Any) -> None:  # noqa: ANN401
    """Walk MODEL forward by term on each of HORIZONS; baselines have horizon none.

    What is not given here stands under `execution` in params.yaml; none of it changes a byte of
    the result. A run that was killed goes on where it was.

    \b
    Example: scotus-forecast forecast scdb paper,argument boosted --workers 4
             scotus-forecast forecast scdb argument boosted --backend dask \\
               --scheduler tcp://host:8786
    """  # noqa: D301
    params = read_params()
    named = horizons_in(horizons, NO_COLUMNS)
    require_model(params, model)
    _stage("forecast", dataset, named, model, execution(params, given))
    for horizon in named:
        tell_scores(Layout(dataset), horizon, model)


@click.command()
@_DATASET
@_HORIZONS
@_MODEL
def combine(dataset: str, horizons: str, model: str) -> None:
    """Stack out-of-sample forecasts of base models, from earlier terms only.

    Example: scotus-forecast combine scdb argument,strict stacked
    """
    require_stack(read_params(), model)
    for horizon in horizons_in(horizons):
        _stage("combine", dataset, horizon, model, module="forecast", function="run_combine")
        tell_scores(Layout(dataset), horizon, model)


@click.command()
@_DATASET
def transcripts(dataset: str) -> None:
    """Read the transcripts of oral argument, where they can be had, into tables of speech.

    Looks in $OYEZ_DIR, then in data/external/oyez/.
    Example: OYEZ_DIR=~/oyez scotus-forecast transcripts scdb
    """
    _stage("transcripts", dataset)


@click.command("oral_argument")
@_DATASET
def oral_argument(dataset: str) -> None:
    """Forecast cases and votes once the argument was heard, on horizon transcript.

    Example: scotus-forecast oral_argument scdb
    """
    _stage("oral_argument", dataset)


@click.command("score_oral_argument")
@_DATASET
def score_oral_argument(dataset: str) -> None:
    """Score the transcript horizon on the cases with a transcript.

    Example: scotus-forecast score_oral_argument scdb
    """
    _stage("score_oral_argument", dataset)


@click.command("vote_splits")
@_DATASET
@_HORIZONS
def vote_splits(dataset: str, horizons: str) -> None:
    """Forecast how the votes of each case divide, from the flagship's votes, and score it.

    Example: scotus-forecast vote_splits scdb argument
    """
    for horizon in horizons_in(horizons):
        _stage("vote_splits", dataset, horizon)


@click.command()
@_DATASET
def score(dataset: str) -> None:
    """Score every prediction frame.

    Example: scotus-forecast score scdb
    """
    _stage("score", dataset)


@click.command()
@_DATASET
@click.option("--report-only", is_flag=True, help="Exit with status 0 even when a check fails.")
def audit(dataset: str, report_only: bool) -> None:
    """Run the leak checks; each has a code, a title and a status.

    Exits with status 1 when a check fails. Example: scotus-forecast audit simulated
    """
    from scotus_forecast.stages.audit import failed

    _stage("audit", dataset)
    if failed(Layout(dataset)) and not report_only:
        sys.exit(1)


@click.command()
@_DATASET
def diagnose(dataset: str) -> None:
    """Measure what hindsight adds, the learning curve and importance.

    Example: scotus-forecast diagnose scdb
    """
    _stage("diagnose", dataset)


@click.command()
@_DATASET
def docket(dataset: str) -> None:
    """Walk the model of pending cases forward, and fit it for the terms to come.

    Example: scotus-forecast docket scdb
    """
    _stage("docket", dataset)


@click.command()
@_DATASET
def backtest(dataset: str) -> None:
    """Forecast the terms since 2000 from docket files, register and resolve them.

    Example: scotus-forecast backtest scdb
    """
    _stage("backtest", dataset)


@click.command()
@_DATASET
def report(dataset: str) -> None:
    """Render the report: Markdown, HTML, JSON, CSV.

    Example: scotus-forecast report scdb
    """
    _stage("report", dataset)


@click.command()
@_DATASET
@_HORIZONS
@_MODEL
def fit(dataset: str, horizons: str, model: str) -> None:
    """Fit a stacked MODEL on every decided term, for pending cases.

    Example: scotus-forecast fit scdb argument stacked
    """
    require_stack(read_params(), model)
    for horizon in horizons_in(horizons):
        _stage("fit", dataset, horizon, model)


@click.command()
@_DATASET
def track(dataset: str) -> None:
    """Bring the MLflow runs up to date with the pipeline's outputs.

    Example: scotus-forecast track scdb
    """
    _stage("track", dataset)


#: In the order of the pipeline.
STAGES = (
    acquire,
    prepare,
    featurize,
    baseline,
    forecast,
    combine,
    vote_splits,
    transcripts,
    oral_argument,
    score_oral_argument,
    score,
    audit,
    diagnose,
    docket,
    backtest,
    report,
    fit,
    track,
)
