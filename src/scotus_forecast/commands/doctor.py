"""What is here and what is missing, in one look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scotus_forecast.case_lookup.show import empty_table
from scotus_forecast.commands import checks
from scotus_forecast.commands.checks import Check, State
from scotus_forecast.commands.options import console
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import DATASETS, Layout
from scotus_forecast.core.project.params import PARAMS, load_params
from scotus_forecast.data import manifest, obtain, official
from scotus_forecast.data.manifest import Manifest
from scotus_forecast.stages.acquire import local_fingerprints

_EXTERNAL = Path("data", "external")


def examine(root: Path = Path()) -> int:
    """Print every check.

    Returns
    -------
    int
        0 when `reproduce` would run, 1 otherwise.
    """
    found = list(all_checks(root))
    table = empty_table("scotus-forecast doctor", ["check", "state", "what was found"], [])
    for check in found:
        table.add_row(check.name, check.state, check.words)
    console().print(table)
    return int(any(check.state is State.STOP for check in found))


def all_checks(root: Path) -> Iterator[Check]:
    """Look at the project, then at its sources of data and its reports."""
    of_project = list(checks.of_project(root))
    yield from of_project
    if not any(one.state is State.STOP for one in of_project[:2]):
        yield from _sources(root)
    for dataset in DATASETS:
        yield _report(Layout(dataset, root))


def _sources(root: Path) -> Iterator[Check]:
    layout = Layout("scdb", root)
    try:
        here = local_fingerprints(layout, load_params(root / PARAMS))
    except UserError as error:
        yield Check("data", State.STOP, str(error))
        return
    acquired = _acquired(layout)
    for entry in here:
        yield _source(str(entry["release"]), entry["origin"], acquired)
    yield _transcripts(root)


def _acquired(layout: Layout) -> set[str]:
    """Names of what the raw folder already holds."""
    try:
        held: Manifest = manifest.read(layout.manifest)
    except UserError:
        return set()
    return {record.release for record in (*held.files, *held.reference)}


def _source(name: str, origin: str | None, acquired: set[str]) -> Check:
    stored = {one.model: one.file for one in official.STORED_PREDICTIONS}
    paper = name in stored
    title = f"paper's file {name}" if paper else f"SCDB {name}"
    variable = obtain.REFERENCE_DIR if paper else obtain.SCDB_DIR
    if origin is not None:
        place = f"in {variable}" if origin == obtain.ENVIRONMENT else f"in {_EXTERNAL}"
        return Check(title, State.OK, place)
    if name in acquired:
        return Check(title, State.OK, "acquired already")
    file = stored[name] if paper else official.release(name).file_names[0]
    without = "; without it there is no comparison with the paper" if paper else ""
    words = f"not here: will be downloaded; or put {file} in {_EXTERNAL} or set {variable}{without}"
    return Check(title, State.NOTE, words)


def _transcripts(root: Path) -> Check:
    named = os.environ.get(obtain.OYEZ_DIR)
    title = "Oyez transcripts"
    if named and Path(named).expanduser().exists():
        return Check(title, State.OK, f"in {obtain.OYEZ_DIR}")
    if (root / _EXTERNAL / "oyez").is_dir():
        return Check(title, State.OK, f"in {_EXTERNAL / 'oyez'}")
    words = f"not here: set {obtain.OYEZ_DIR} to a folder of them; all else runs without"
    return Check(title, State.NOTE, words)


def _report(layout: Layout) -> Check:
    title = f"report {layout.dataset}"
    if (layout.report / "report.html").is_file():
        return Check(title, State.OK, str(layout.report / "report.html"))
    return Check(title, State.NOTE, "not made yet: make reproduce")
