"""The main job: both Courts through DVC, then plain words on what came out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rich.console import Console

from scotus_forecast.commands import checks, dvc_runs, processes, terminal
from scotus_forecast.commands.closing_table import closing_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.stages import transcripts
from scotus_forecast.stages.acquire import can_be_had, source_differs

REAL, SIMULATED = "scdb", "simulated"

#: Last stage of each Court; DVC runs what it needs, and neither needs anything of the other.
LAST_STAGE = {REAL: f"track@{REAL}", SIMULATED: f"report@{SIMULATED}"}

BESIDE = "The simulated Court runs beside the real one; what it says goes to {}"

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
    console = terminal.console(stderr=True)
    say = partial(console.print, highlight=False, soft_wrap=True)
    checks.require_runnable(root)
    processes.end_with_make()
    with dvc_runs.held(root, say):
        processes.clear(root, say)
        return _reproduce(params, root, console)


def _reproduce(params: Params, root: Path, console: Console) -> int:
    layouts = {dataset: Layout(dataset, root) for dataset in (REAL, SIMULATED)}
    if not can_be_had(layouts[REAL], params, online=True):
        del layouts[REAL]
        dvc_runs.repro(LAST_STAGE[SIMULATED])
        console.print(WITHOUT_REAL, highlight=False, soft_wrap=True)
    else:
        _reproduce_both(layouts, params, console)
    for layout in layouts.values():
        console.print(closing_table(layout, params))
    return 0


def _reproduce_both(layouts: dict[str, Layout], params: Params, console: Console) -> None:
    """Run the control beside the real Court: what one cannot share out, the other fills."""
    log = layouts[SIMULATED].data.parent / "reproduce-simulated.log"
    console.print(BESIDE.format(log), highlight=False, soft_wrap=True)
    if source_differs(layouts[REAL], params):
        dvc_runs.repro("--force", "--single-item", f"acquire@{REAL}")
    with dvc_runs.repro_beside(log, LAST_STAGE[SIMULATED]):
        if transcripts.source_differs(layouts[REAL]):
            dvc_runs.repro("--force", "--single-item", f"transcripts@{REAL}")
        dvc_runs.repro(LAST_STAGE[REAL])
