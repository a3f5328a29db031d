"""Reading, comparing and showing two prediction frames, of this work tree or another revision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from scotus_forecast.case_lookup.show import empty_table
from scotus_forecast.commands.forecast_file import CASE_COLUMNS, VOTE_COLUMNS, read_forecasts
from scotus_forecast.commands.options import (
    CSV,
    PARQUET,
    STORED,
    Forecasts,
    in_work_tree,
    number,
    parse,
    require_file,
    require_stored,
    signed,
)
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table, write_csv
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.evaluation.comparison import Comparison, compare_frames
from scotus_forecast.evaluation.panel import justice_names
from scotus_forecast.evaluation.references import stored_runs

#: Flipped cases and justices shown; all are in the CSV.
CASES_SHOWN = 10
JUSTICES_SHOWN = 15


def compare(before: str, after: str, layout: Layout, params: Params) -> tuple[Comparison, str]:
    """Compare two sets of forecasts, each given in one of `FORMS`.

    Returns
    -------
    Comparison
    str
        How many of the cases and votes of each the two share.

    Raises
    ------
    UserError
        When one cannot be read, or the two cannot be compared.
    """
    first, second = (read_frame(name, layout) for name in (before, after))
    settings = params.evaluation
    found = compare_frames(
        first,
        second,
        settings.bootstrap_samples,
        settings.confidence,
        np.random.default_rng([params.seed, *layout.dataset.encode()]),
    )
    named = with_names(found, Layout(str(first["dataset"].iloc[0]), layout.root))
    return named, coverage(first, second, found.metrics)


def coverage(before: pd.DataFrame, after: pd.DataFrame, metrics: pd.DataFrame) -> str:
    """Say on how many cases and votes the two were compared, of how many each has."""
    shared = metrics.drop_duplicates("unit").set_index("unit")["n"]
    of = [
        f"{n:,} {unit}s (A has {(before['unit'] == unit).sum():,}, "
        f"B {(after['unit'] == unit).sum():,})"
        for unit, n in shared.items()
    ]
    return f"Compared on {' and '.join(of)}."


def read_frame(name: str, layout: Layout) -> pd.DataFrame:
    """Read the prediction frame called `name`.

    Raises
    ------
    UserError
        When there is none, or the file is no prediction frame.
    """
    if name in STORED:
        return stored_run(STORED[name], layout)
    if name.endswith(CSV):
        return forecasts_of_file(Path(name), layout)
    path = Path(name) if name.endswith(PARQUET) else frame_path(parse(name), layout)
    require_file(path)
    try:
        frame = as_prediction_frame(read_table(path))
    except UserError as error:
        raise UserError(f"{name} holds no prediction frame: {error}") from error
    if frame.empty:
        raise UserError(f"{name} holds no forecast")
    return frame


def stored_run(run: str, layout: Layout) -> pd.DataFrame:
    """Read forecasts that the paper stored; what happened is as the database has it.

    Raises
    ------
    UserError
        When they are not here.
    """
    require_stored(layout.reference.is_file(), layout)
    cases = _prepared(layout.cases, ["caseId", "outcome", "reversed"])
    stored = read_table(layout.reference, filters=[("model", "==", run)])
    require_stored(len(stored) > 0, layout)
    (frame,) = stored_runs(stored, cases, layout.dataset)
    # The truth stored with them differs from the database's in one case.
    happened = frame["case_id"].map(cases.set_index("caseId")["reversed"])
    return frame.assign(reversed=happened.fillna(frame["reversed"]).astype("int8"))


def forecasts_of_file(path: Path, layout: Layout) -> pd.DataFrame:
    """Read a CSV of anyone's forecasts, see `read_forecasts`."""
    require_file(path)
    cases, votes = _prepared(layout.cases, CASE_COLUMNS), _prepared(layout.votes, VOTE_COLUMNS)
    return read_forecasts(path, cases, votes, layout.dataset)


def _prepared(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise UserError(f"{path} not found; run the stages before 'score' first")
    return read_table(path, columns=columns)


def frame_path(forecasts: Forecasts, layout: Layout) -> Path:
    """Path of the file that holds `forecasts`.

    Raises
    ------
    UserError
        When there is none.
    """
    if forecasts.revision is None:
        return in_work_tree(forecasts, layout)
    path = layout.forecast(forecasts.horizon, forecasts.model)
    return cached(path, forecasts.revision, layout.root)


def cached(path: Path, revision: str, root: Path) -> Path:
    """Find in DVC's cache what `path` was at a Git revision or DVC experiment.

    Raises
    ------
    UserError
        When `revision` or its `path` is unknown, or the cache no longer holds it.
    """
    from dvc.exceptions import DvcException, NotDvcRepoError
    from dvc.repo import Repo
    from dvc.scm import RevError

    try:
        with Repo(str(root.resolve())) as repo, repo.switch(revision):
            md5 = repo.dvcfs.info(path.relative_to(root).as_posix()).get("md5")
            kept = Path(repo.cache.local.oid_to_path(md5)) if md5 else None
    except NotDvcRepoError as error:
        raise UserError("no DVC repository here; run from the project's root") from error
    except RevError as error:
        raise UserError(f"'{revision}' is no Git revision or DVC experiment") from error
    except FileNotFoundError as error:
        raise UserError(
            f"no stage makes {path} at {revision}, or DVC's cache no longer holds its folder"
        ) from error
    except DvcException as error:
        raise UserError(f"cannot read {revision}: {error}") from error
    if kept is None or not kept.is_file():
        raise UserError(
            f"{path} of {revision} is not in DVC's cache: check that revision out and run dvc repro"
        )
    return kept


def with_names(found: Comparison, layout: Layout) -> Comparison:
    """Give justices their names, where the votes are there to tell them."""
    if not layout.votes.is_file():
        return found
    names = justice_names(read_table(layout.votes, columns=["justice", "justiceName"]))
    justices = found.justices
    named = justices["justice"].map(names).fillna(justices["justice"].astype("string"))
    return Comparison(found.metrics, found.eras, justices.assign(justice=named), found.flips)


def write_tables(found: Comparison, folder: Path) -> None:
    """Write every table of `found` to `folder` as CSV."""
    for name, table in vars(found).items():
        write_csv(folder / f"{name}.csv", table)


def show(
    found: Comparison, before: str, after: str, shared: str, confidence: float, console: Console
) -> None:
    """Print the tables of `found`, and on what they rest."""
    console.print(f"A = {before}   B = {after}", highlight=False)
    console.print(shared, highlight=False)
    console.print(metrics_table(found.metrics, confidence))
    console.print(counts_table("Forecasts that flipped from A to B, by Chief Justice", found.eras))
    if len(found.justices):
        most = found.justices.loc[
            found.justices["flipped"].nlargest(JUSTICES_SHOWN).index.sort_values()
        ]
        title = f"Justices with most flipped votes: {len(most)} of {len(found.justices)}"
        console.print(counts_table(title, most))
    cases = found.flips[found.flips["unit"] == "case"]
    if len(cases):
        console.print(flips_table(cases))


def metrics_table(metrics: pd.DataFrame, confidence: float) -> Table:
    """Metrics before and after, with the paired difference."""
    table = empty_table(
        "Metrics; less is better for brier and log_loss",
        ["unit", "metric"],
        ["n", "A", "B", "B - A", f"{confidence:.0%} low", "high", "McNemar p"],
    )
    for row in metrics.itertuples():
        table.add_row(
            *(row.unit, row.metric, f"{row.n:,}", number(row.before), number(row.after)),
            *map(signed, (row.difference, row.low, row.high)),
            number(row.p_value),
        )
    return table


def counts_table(title: str, counts: pd.DataFrame) -> Table:
    """Flipped forecasts by group."""
    groups = list(counts.columns[: counts.columns.get_loc("n")])
    table = empty_table(title, groups, ["n", "flipped", "better", "worse", "accuracy"])
    for row in counts.itertuples(index=False):
        numbers = (f"{count:,}" for count in (row.n, row.flipped, row.better, row.worse))
        table.add_row(*(str(getattr(row, g)) for g in groups), *numbers, f"{row.change:+.2%}")
    return table


def flips_table(cases: pd.DataFrame) -> Table:
    """The flipped cases whose probability moved most."""
    table = empty_table(
        f"Cases that flipped, largest move first: {min(CASES_SHOWN, len(cases))} of {len(cases):,}",
        ["case"],
        ["term", "p in A", "p in B", "reversed", "flip"],
    )
    for row in cases.head(CASES_SHOWN).itertuples():
        was = "yes" if row.reversed else "no"
        table.add_row(
            row.case_id, str(row.term), f"{row.p_before:.3f}", f"{row.p_after:.3f}", was, row.flip
        )
    return table
