"""A project folder whose docket stage has run on the small simulated Court."""

from __future__ import annotations

import shutil
from pathlib import Path

import small_court
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params, load_params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.docket.decided import open_court
from scotus_forecast.docket.pending import Known, PendingCase, read_pending
from scotus_forecast.docket.read_rows import Row, read_rows
from scotus_forecast.stages import docket

LAST_TERM = 2019
HERE = Execution("serial", 1)


def params(first_term: int = 2005) -> Params:
    """The project's parameters, walked forward over the last terms only."""
    own = load_params(small_court.PROJECT / "params.yaml")
    evaluation = own.evaluation.model_copy(update={"first_term": first_term})
    return own.model_copy(update={"evaluation": evaluation})


def project(root: Path) -> Layout:
    """Prepared tables, and all that the docket stage writes."""
    tables, layout = small_court.prepared(), Layout("simulated", root)
    write_parquet(layout.cases, tables.cases)
    write_parquet(layout.votes, tables.votes)
    docket.run(layout, params(), HERE)
    shutil.copy(small_court.PROJECT / "params.yaml", root / "params.yaml")
    return layout


def known(layout: Layout) -> Known:
    """What rows are read against."""
    return open_court(layout).known


def row(**fields: str) -> Row:
    """One row of a docket file."""
    given = {"docket": "19-1", "case_name": "DOE v. UNITED STATES", "term": str(LAST_TERM + 1)}
    return Row("docket.csv, line 2", given | fields)


def pending(known_: Known, **fields: str) -> PendingCase:
    """The pending case of one good row."""
    (case,), bad = read_pending([row(**fields)], known_)
    assert not bad
    return case


def write(path: Path, text: str | bytes) -> Path:
    """Write a docket file."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def errors(path: Path, known_: Known) -> list[str]:
    """Messages of the rows of a file that are no pending cases."""
    return [str(error) for error in read_pending(read_rows(path), known_)[1]]
