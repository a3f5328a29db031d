"""The main job: both Courts through DVC, then plain words on what came out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scotus_forecast.project.config import Params
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.layout import Layout
from scotus_forecast.stages.acquire import can_be_had, source_differs

REAL, SIMULATED = "scdb", "simulated"

#: Last stages of a dataset; DVC runs what they need. `{}` stands for the dataset.
LAST_STAGES = ("report@{}", "fit@{}-argument", "fit@{}-strict", "track@{}")

WITHOUT_REAL = """
The real Supreme Court Database could not be had, so only the simulated Court was run: an embedded
control whose true probabilities are known. It says that the pipeline works and how far its
forecasts lie from the best possible; it says nothing about the real Court. The committed
reports/scdb/ is left as it is. To run the real cases, either
  - put SCDB_Legacy_07_justiceCentered_Citation.csv.zip and
    SCDB_2025_01_justiceCentered_Citation.csv.zip (from https://scdb.la.psu.edu/) in data/external/,
  - or name their folder: SCDB_DIR=/path/to/them make reproduce"""


def reproduce(params: Params, root: Path = Path()) -> int:
    """Run what can be run.

    Returns
    -------
    int
        Exit status: 0 when all that could be run did.

    Raises
    ------
    UserError
        When DVC is not installed or a stage fails.
    """
    console = Console(stderr=True)
    real = Layout(REAL, root)
    has_real = can_be_had(real, params, online=True)
    _repro(SIMULATED, force_acquire=False)
    if has_real:
        _repro(REAL, force_acquire=source_differs(real, params))
    else:
        console.print(WITHOUT_REAL, highlight=False, soft_wrap=True)
    for dataset in (REAL, SIMULATED) if has_real else (SIMULATED,):
        console.print(closing_table(Layout(dataset, root)))
    return 0


def _repro(dataset: str, *, force_acquire: bool) -> None:
    if force_acquire:
        _dvc("repro", "--force", "--single-item", f"acquire@{dataset}")
    _dvc("repro", *(stage.format(dataset) for stage in LAST_STAGES))


def _dvc(*arguments: str) -> None:
    """Run DVC with this environment's commands first on the path."""
    binaries = Path(sys.executable).parent
    dvc = shutil.which("dvc", path=str(binaries)) or shutil.which("dvc")
    if dvc is None:
        raise UserError("dvc is not installed; run: make install")
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", "")])
    done = subprocess.run([dvc, *arguments], env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise UserError(f"'dvc {' '.join(arguments)}' failed; its last lines above say why")


def closing_table(layout: Layout) -> Table:
    """Headline numbers of one report and the paths to open."""
    headline = json.loads((layout.report / "headline.json").read_text(encoding="utf-8"))
    table = Table(
        title=f"{layout.dataset}: accuracy, terms 1816-2014 (95% interval)",
        caption=f"open {layout.report / 'report.html'} · make ui",
    )
    for column in ("horizon", "unit", "model", "n", "accuracy", "interval"):
        table.add_column(column, justify="right" if column in ("n", "accuracy") else "left")
    for horizon, units in headline.items():
        for unit, row in units.items():
            table.add_row(
                horizon,
                unit,
                row["model"],
                f"{row['n']:,}",
                f"{row['accuracy']:.2%}",
                f"{row['accuracy_low']:.2%} to {row['accuracy_high']:.2%}",
            )
    return table
