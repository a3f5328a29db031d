"""The main job: both Courts through DVC, then a table of what came out, and who wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

from scotus_forecast.case_lookup.show import empty_table
from scotus_forecast.commands import checks, dvc_runs, options, processes
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.horizons import LEAD, NO_COLUMNS
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.evaluation.references import PRINTED_ACCURACY, STORED_RUNS, TRUTH_MODEL, stored
from scotus_forecast.stages import transcripts
from scotus_forecast.stages.acquire import can_be_had, source_differs

REAL, SIMULATED = "scdb", "simulated"

#: Last stage of each Court; DVC runs what it needs, and neither needs anything of the other.
LAST_STAGE = {REAL: f"track@{REAL}", SIMULATED: f"report@{SIMULATED}"}

MEANWHILE = "Meanwhile read what the last committed run on the real Court found: {}"

WITHOUT_REAL = """
The real Supreme Court Database could not be had, so only the simulated Court was run: an embedded
control whose true probabilities are known. It says that the pipeline works and how far its
forecasts lie from the best possible; it says nothing about the real Court. The committed
reports/scdb/ is left as it is. To run the real cases, either
  - put SCDB_Legacy_07_justiceCentered_Citation.csv.zip and
    SCDB_2025_01_justiceCentered_Citation.csv.zip (from https://scdb.la.psu.edu/) in data/external/,
  - or name their folder: SCDB_DIR=/path/to/them make reproduce"""


def reproduce(params: Params, root: Path = Path()) -> int:
    """Run what can be run; after another `reproduce` here, should there be one.

    Returns
    -------
    int
        Exit status: 0 when all that could be run did.

    Raises
    ------
    UserError
        When a check of `checks.of_project` stops, or the run beside fails.
    StageFailedError
        When a stage fails; it has said why.
    """
    console = options.console(stderr=True)
    say = partial(console.print, highlight=False, soft_wrap=True)
    checks.require_runnable(root)
    processes.end_with_make()
    with dvc_runs.held(root, say):
        processes.clear(root, say)
        return _reproduce(params, root, console)


def _reproduce(params: Params, root: Path, console: Console) -> int:
    layouts = {dataset: Layout(dataset, root) for dataset in (REAL, SIMULATED)}
    committed = layouts[REAL].report / "report.html"
    if committed.exists():
        console.print(MEANWHILE.format(committed), highlight=False, soft_wrap=True)
    if can_be_had(layouts[REAL], params, online=True):
        _reproduce_real(layouts[REAL], params)
    else:
        del layouts[REAL]
    dvc_runs.repro(LAST_STAGE[SIMULATED])
    if REAL not in layouts:
        console.print(WITHOUT_REAL, highlight=False, soft_wrap=True)
    for layout in layouts.values():
        console.print(closing_table(layout, params))
    return 0


def _reproduce_real(layout: Layout, params: Params) -> None:
    """Run the real Court, from its archives and transcripts as they are now."""
    if source_differs(layout, params):
        dvc_runs.repro("--force", "--single-item", f"acquire@{REAL}")
    if transcripts.source_differs(layout):
        dvc_runs.repro("--force", "--single-item", f"transcripts@{REAL}")
    dvc_runs.repro(LAST_STAGE[REAL])


PERIOD, RECENT = "paper", "since_1946"
YARDSTICK = STORED_RUNS[0]
BASELINE = "most_frequent_10"

_PAPERS = {
    "katz_publication_run": "paper, publication run",
    "katz_one_tree": "paper, one-tree run",
}


@dataclass(frozen=True)
class Results:
    """Tables of the stage score."""

    scores: pd.DataFrame
    paired: pd.DataFrame

    @classmethod
    def read(cls, layout: Layout) -> Results:
        """Read the tables of one Court."""
        folder = layout.scores
        return cls(read_table(folder / "scores.parquet"), read_table(folder / "paired.parquet"))


def closing_table(layout: Layout, params: Params) -> Table:
    """Cases and votes right of the paper's runs, our flagships and a baseline; who wins below."""
    results = Results.read(layout)
    real = YARDSTICK in set(results.scores["model"])
    table = empty_table(
        f"{layout.dataset}: share right, terms 1816-2014 (95% intervals, whole terms resampled)",
        ["forecaster"],
        ["cases", "votes", *(["cases, over the paper"] if real else [])],
    )
    _fit_a_narrow_terminal(table)
    for row in _rows(results, params, real):
        table.add_row(*row[: len(table.columns)])
    said = verdicts(results, params) if real else ()
    table.caption = "\n".join([*said, f"open {layout.report / 'report.html'} · make ui"])
    table.caption_justify = "left"
    return table


def _fit_a_narrow_terminal(table: Table) -> None:
    """Let intervals go to a second line before the forecasters lose their names."""
    for column in table.columns:
        column.no_wrap = False


def _rows(results: Results, params: Params, real: bool) -> Iterator[tuple[str, ...]]:
    if real:
        yield "paper, printed", *(f"{PRINTED_ACCURACY[unit]:.1%}" for unit in UNITS), "-"
        for model, name in _PAPERS.items():
            told = (stored(model, unit) for unit in UNITS)
            yield name, *(f"{one.accuracy:.2%}" if one else "-" for one in told), "-"
    for horizon, models in params.flagship.items():
        if not _scored(results.scores, horizon, models.case, "case").empty:
            yield f"ours, {_known(horizon)}", *_shares(results, horizon, models.case, models.vote)
    yield "ten-term baseline", *_shares(results, NO_COLUMNS, BASELINE, BASELINE)
    if not real:
        yield "true probabilities", *_shares(results, LEAD, TRUTH_MODEL, TRUTH_MODEL)


def _known(horizon: str) -> str:
    """What ours knew; the horizon named after the paper is not the paper."""
    return "with the paper's columns" if horizon == "paper" else horizon


def _shares(results: Results, horizon: str, case: str, vote: str) -> tuple[str, ...]:
    models = dict(zip(UNITS, (case, vote), strict=True))
    shares = (_share(_scored(results.scores, horizon, models[unit], unit)) for unit in UNITS)
    return *shares, _points(_lead(results.paired, horizon, case, PERIOD))


def _scored(scores: pd.DataFrame, horizon: str, model: str, unit: str) -> pd.DataFrame:
    keys = {"horizon": horizon, "model": model, "unit": unit, "period": PERIOD}
    return scores[(scores[list(keys)] == pd.Series(keys)).all(axis=1)]


def _share(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "-"
    row = rows.iloc[0]
    if pd.isna(row["accuracy_term_low"]):
        return f"{row['accuracy']:.2%}"
    low, high = row["accuracy_term_low"], row["accuracy_term_high"]
    return f"{row['accuracy']:.2%} ({100 * low:.1f}-{100 * high:.1f})"


def _lead(paired: pd.DataFrame, horizon: str, model: str, period: str) -> pd.DataFrame:
    """Comparison with the paper's publication run, of cases."""
    keys = {
        **{"horizon": horizon, "model": model, "unit": "case"},
        **{"period": period, "reference": YARDSTICK},
    }
    return paired[(paired[list(keys)] == pd.Series(keys)).all(axis=1)]


def _points(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "-"
    row = rows.iloc[0]
    low, high = row["term_ci_low"], row["term_ci_high"]
    return f"{100 * row['difference']:+.2f} ({100 * low:+.2f} to {100 * high:+.2f})"


def verdicts(results: Results, params: Params) -> Iterator[str]:
    """Say who wins on cases against the paper's publication run: over all terms, and since 1946."""
    for period, when in ((PERIOD, "1816-2014"), (RECENT, "1946-2014")):
        leads = {
            horizon: _lead(results.paired, horizon, models.case, period)
            for horizon, models in params.flagship.items()
        }
        told = [
            f"{_verdict(rows.iloc[0])} with {'its columns' if horizon == 'paper' else horizon}"
            for horizon, rows in leads.items()
            if len(rows)
        ]
        yield f"Cases of {when} against the paper's publication run: we {', '.join(told)}."


def _verdict(row: pd.Series) -> str:
    if row["term_ci_low"] > 0:
        return "win"
    return "lose" if row["term_ci_high"] < 0 else "tie"
