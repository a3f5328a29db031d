"""What is here and what is missing, in one look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scotus_forecast.project.layout import DATASETS, Layout
from scotus_forecast.project.params import Params
from scotus_forecast.stages.acquire import source_fingerprint

Check = tuple[str, bool, str]


def examine(params: Params, root: Path = Path()) -> int:
    """Print every check.

    Returns
    -------
    int
        0 when the simulated Court at least can be run, 1 otherwise.
    """
    checks = list(_checks(params, root))
    table = Table(title="scotus-forecast doctor")
    for column in ("check", "status", "what to do"):
        table.add_column(column)
    for name, passed, advice in checks:
        table.add_row(name, "ok" if passed else "missing", "" if passed else advice)
    Console().print(table)
    return int(not all(passed for name, passed, _ in checks if name.startswith("tool")))


def _checks(params: Params, root: Path) -> Iterator[Check]:
    for tool in ("dvc", "git"):
        yield f"tool {tool}", shutil.which(tool) is not None, "make install, then use .venv/bin"
    for release in source_fingerprint(Layout("scdb", root), params):
        yield (
            f"data {release['release']}",
            release["sha256"] is not None,
            "put it in data/external/ or name its folder in SCDB_DIR; else it is downloaded",
        )
    for dataset in DATASETS:
        report = Layout(dataset, root).report / "report.html"
        yield f"report {dataset}", report.exists(), "make reproduce"
