"""Write `docs/tables.md` from the docstrings of the code that makes the tables.

A section ``Tables`` of a docstring names each file and what one of its rows is. The columns follow,
written as numpydoc writes parameters: ``names : type`` and, indented, what they hold.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

from scotus_forecast import evaluation
from scotus_forecast.evaluation import (
    calibration,
    codings,
    groups,
    leads,
    paired,
    scores,
    term_tests,
)
from scotus_forecast.stages import (
    acquire,
    audit,
    backtest,
    diagnose,
    docket,
    featurize,
    forecast,
    prepare,
    report,
    vote_splits,
)

PAGE = Path(__file__).with_name("tables.md")
SECTION = "Tables\n------\n"

#: Folder, what stands above its tables, and the functions whose docstrings describe them.
FOLDERS = (
    ("data/<dataset>/raw/", "Stage `acquire`.", [acquire.run]),
    ("data/<dataset>/prepared/", "Stage `prepare`.", [prepare.run]),
    ("data/<dataset>/features/<horizon>/", "Stage `featurize`.", [featurize.run]),
    ("data/<dataset>/forecasts/<model>/", "Stages `baseline`, `forecast`, `combine`.",
     [forecast.run]),
    ("data/<dataset>/vote_splits/<horizon>/", "Stage `vote_splits`.", [vote_splits.run]),
    ("data/<dataset>/scores/", f"Stage `score`. {inspect.getdoc(evaluation)}",
     [scores.score_table, groups.group_table, leads.lead_table, codings.coding_table,
      paired.paired_table, paired.horizon_step_table, term_tests.term_test_table,
      calibration.calibration_table, calibration.reliability_table, scores.regret_table]),
    ("data/<dataset>/audit/", "Stage `audit`.", [audit.run]),
    ("data/<dataset>/diagnoses/", f"Stage `diagnose`. {inspect.getdoc(diagnose.run)}",
     [diagnose.run]),
    ("data/<dataset>/docket/", "Stage `docket`.", [docket.run]),
    ("data/backtest/<dataset>/", "Command `backtest`.", [backtest.run]),
    ("reports/<dataset>/", "Stage `report`.", [report.run]),
)  # fmt: skip

HEAD = """# Tables

Every table and JSON file the pipeline writes, column by column. `make tables` writes this page from
the docstrings of the code that makes them; edit those.
"""


class Entry(NamedTuple):
    """A file or a column: its name, what stands after the colon, and the lines below it."""

    name: str
    kind: str
    below: str


def entries(text: str) -> Iterator[Entry]:
    """Entries of numpydoc's form ``name : kind`` in a block of text, each with what is below it."""
    head, below = None, []
    for line in [*text.splitlines(), "end"]:
        if line.startswith(" ") or not line:
            below.append(line)
            continue
        if head is not None:
            name, _, kind = head.partition(" : ")
            yield Entry(name, kind, inspect.cleandoc("\n" + "\n".join(below)))
        head, below = line, []


def tables_of(function: FunctionType) -> list[Entry]:
    """Files that the docstring of `function` describes."""
    _, _, section = inspect.getdoc(function).partition(SECTION)
    return list(entries(section.rstrip()))


def columns_of(table: Entry) -> list[Entry]:
    """Columns of a file; where several share a line, so do they here."""
    return list(entries(table.below))


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_folder(*parts) for parts in FOLDERS)])


def _folder(folder: str, intro: str, functions: list[FunctionType]) -> str:
    said = _markdown(intro.partition(SECTION)[0].strip())
    tables = [_table(table) for function in functions for table in tables_of(function)]
    return "\n".join([f"## `{folder}`\n", said + "\n", *tables])


def _table(table: Entry) -> str:
    rows = [_row(column) for column in columns_of(table)]
    head = [f"### `{table.name}`\n", f"{_capital(_markdown(table.kind))}.\n"]
    return "\n".join([*head, "| column | type | meaning |", "|---|---|---|", *rows, ""])


def _row(column: Entry) -> str:
    meaning = _markdown(" ".join(column.below.split()))
    return f"| {column.name} | {column.kind} | {meaning} |".replace("  ", " ")


def _markdown(text: str) -> str:
    return text.replace("``", "`")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
