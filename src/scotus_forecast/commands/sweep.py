"""`scotus-forecast sweep`, its tables and what MLflow is told of it; light, for quick help."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scotus_forecast.case_lookup.show import empty_table
from scotus_forecast.commands.options import console, execution, execution_options, number, signed
from scotus_forecast.core.project.layout import DATASETS, Layout

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from scotus_forecast.core.project.params import Params
    from scotus_forecast.core.walk_forward.execution import Execution
    from scotus_forecast.sweeping.sweep import Request, Sweep
    from scotus_forecast.tracking.store import RunRecord


@click.command()
@click.argument("dataset", type=click.Choice(DATASETS))
@click.argument("horizon")
@click.argument("model")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    required=True,
    metavar="KEY=VALUE,...",
    help="Values to try for a key of models.MODEL in params.yaml, dotted where nested; repeatable.",
)
@click.option(
    "--random",
    "draws",
    type=click.IntRange(min=1),
    metavar="N",
    help="Try N points of the grid, drawn with the root seed, in place of all.",
)
@click.option("--last-term", type=int, default=1945, show_default=True, help="Read no later term.")
@click.option(
    "--unit",
    type=click.Choice(["case", "vote"]),
    default="case",
    show_default=True,
    help="What settings are judged by.",
)
@click.option(
    "--csv",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write the tables to this folder.",
)
@execution_options
def sweep(
    dataset: str,
    horizon: str,
    model: str,
    assignments: tuple[str, ...],
    draws: int | None,
    last_term: int,
    unit: str,
    folder: Path | None,
    **given: Any,  # noqa: ANN401 - passed on
) -> None:
    """Search settings of MODEL by walk-forward, on terms before those held out.

    Ranks the settings by Brier score, and says what choosing for every term by earlier terms only
    would have given. The settings now in params.yaml are always among those tried. Finished
    settings are kept: interrupted, or run again with more values, nothing is fitted twice.

    \b
    Example: scotus-forecast sweep scdb argument logistic --set case_window=30,60,null --set c=0.01
             scotus-forecast sweep scdb strict boosted --set case.max_leaf_nodes=4,8,16 --unit vote
             scotus-forecast sweep simulated argument boosted --last-term 2019 --random 4 \\
               --set case.max_iter=50,100,200 --set case.learning_rate=0.03,0.05,0.1
    """  # noqa: D301
    from scotus_forecast.commands import options
    from scotus_forecast.core.project.horizons import HORIZONS, NO_COLUMNS
    from scotus_forecast.core.project.params import load_params

    params = load_params()
    options.require_horizon(horizon, [*HORIZONS, NO_COLUMNS])
    options.require_model(params, model)

    from scotus_forecast.sweeping.sweep import Request

    request = Request(horizon, model, assignments, last_term, unit, draws)
    run(Layout(dataset), params, request, execution(params, given), folder)


def run(
    layout: Layout, params: Params, request: Request, place: Execution, folder: Path | None
) -> None:
    """Sweep, show what was found, write it to `folder` where there is one, and track it."""
    from scotus_forecast.stages.track import git_commit
    from scotus_forecast.sweeping.sweep import sweep as search
    from scotus_forecast.tracking.projection import project_sweep

    found = search(layout, params, request, place)
    show(found, console())
    if folder is not None:
        write_tables(found, folder)
    runs = sweep_records(found, request, layout.dataset, params)
    project_sweep(layout.root, runs, git_commit(layout.root))


def show(found: Sweep, console: Console) -> None:
    """Print the tables of `found`."""
    console.print(ranking_table(found))
    console.print(nested_table(found))
    console.print(last_choice(found.choices), highlight=False)


def write_tables(found: Sweep, folder: Path) -> None:
    """Write the tables of `found` to `folder` as CSV."""
    from scotus_forecast.core.project.files import write_csv

    for name in ("ranking", "nested", "choices"):
        write_csv(folder / f"{name}.csv", getattr(found, name))


def ranking_table(found: Sweep) -> Table:
    """Settings from best to worst."""
    table = empty_table(
        f"{len(found.settings)} settings on {found.ranking['n'].iloc[0]:,} {found.unit}s; "
        "gap: Brier score less that of the best",
        ["", *found.settings[0].texts],
        [*_scores(found), "best in"],
    )
    for row in found.ranking.itertuples():
        values = found.settings[row.Index].texts.values()
        present = "now" if row.now else ""
        table.add_row(present, *values, *_numbers(row), f"{row.share_best:.1%}")
    return table


def nested_table(found: Sweep) -> Table:
    """Score of the choice beside fixed settings."""
    table = empty_table(
        f"Choosing by earlier terms only, on {found.nested['n'].iloc[0]:,} {found.unit}s; "
        "gap: Brier score less that of this choice",
        ["", "setting"],
        _scores(found),
    )
    for row in found.nested.itertuples():
        table.add_row(row.way, row.setting, *_numbers(row))
    return table


def last_choice(choices: pd.DataFrame) -> str:
    """Say which setting would be chosen next, and since when it has been."""
    names = choices["setting"]
    changes = choices["term"][names != names.shift()]
    return (
        f"For {choices['term'].iloc[-1]} one would choose {names.iloc[-1]}, as since "
        f"{changes.iloc[-1]}; the choice changed {len(changes) - 1} times since "
        f"{choices['term'].iloc[0]}."
    )


def _scores(found: Sweep) -> list[str]:
    return ["accuracy", "Brier", "gap", f"{found.confidence:.0%} low", "high"]


def _numbers(row: Any) -> Iterable[str]:  # noqa: ANN401 - rows of a table have no type
    yield f"{row.accuracy:.2%}"
    yield number(row.brier)
    yield from map(signed, (row.difference, row.low, row.high))


_METRICS = ("n", "accuracy", "brier", "difference", "low", "high", "share_best")


def sweep_records(found: Sweep, request: Request, dataset: str, params: Params) -> list[RunRecord]:
    """Derive the runs of a sweep, the best setting first.

    Parameters
    ----------
    found : Sweep
    request : Request
    dataset : str
    params : Params
    """
    from scotus_forecast.core.project.files import digest
    from scotus_forecast.tracking.run_records import model_params
    from scotus_forecast.tracking.store import RunRecord

    key = digest([sorted(found.keys), params.evaluation.model_dump()])
    rows = found.ranking.to_dict("index")
    return [
        RunRecord(
            name=f"{dataset}/{request.horizon}/{request.model} {row['setting']}",
            horizon=request.horizon,
            model=request.model,
            stage_lock=digest([key, found.keys[place]]),
            tags={
                "dataset": dataset,
                "sweep": key[:16],
                "unit": request.unit,
                "last_term": str(request.last_term),
                "rank": str(rank),
                "now": str(row["now"]).lower(),
            },
            params=model_params(
                _with(params, request.model, found.settings[place].whole),
                request.horizon,
                request.model,
            ),
            metrics={f"{request.unit}.{name}": float(row[name]) for name in _METRICS},
        )
        for rank, (place, row) in enumerate(rows.items(), start=1)
    ]


def _with(params: Params, model: str, settings: dict) -> Params:
    return params.model_copy(update={"models": {model: settings}})
