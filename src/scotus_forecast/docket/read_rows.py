"""Reading the rows of a docket file as text, and refusing what is no docket file."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.ledger.outcomes import shown

REQUIRED = ("docket", "case_name", "term")

#: Every column, with what the template says of it.
COLUMNS: dict[str, str] = {
    "docket": "docket number; consolidated cases with 'and' between",
    "case_name": "name of the case",
    "term": "October Term of the decision, a year",
    "granted": "date of the grant, as 2026-02-23",
    "argument": "date of the argument",
    "came_by": "certiorari (also where blank), appeal, original, ...",
    "court_below": "court whose decision is reviewed, by name",
    "petitioner": "by name, or by SCDB code",
    "petitioner_state": "State of a State's body that petitions",
    "respondent": "by name, or by SCDB code",
    "respondent_state": "State of a State's body that responds",
    "issue_area": "as Criminal Procedure, or 1 to 14",
    "disposition_below": "affirmed, reversed, vacated and remanded, ...",
    "direction_below": "conservative, liberal or unspecifiable",
    "justices": "blank for the current Court; else names with ; between",
    "recused": "justices who do not take part",
}

#: No field of a docket sheet is longer, and no file of pending cases larger.
LONGEST_CELL, LARGEST_FILE = 1_000, 10_000_000

#: A spreadsheet would run a cell that begins so.
_FORMULA = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One row of a docket file.

    Attributes
    ----------
    where : str
        File and line, for messages.
    cells : dict of str to str
        Stripped; blank where not given.
    """

    where: str
    cells: dict[str, str]

    def error(self, column: str, problem: str) -> UserError:
        """Return a message that names the place and the value."""
        return UserError(f"{self.where}, column {column}: {problem}")


def read_rows(path: Path) -> Iterator[Row | UserError]:
    """Yield the rows of a docket file, a message in the place of one that cannot be read.

    Lines that begin with ``#`` are comments.

    Raises
    ------
    UserError
        When the file is missing, empty, too large or lacks a column, or a column is unknown.
    """
    lines = _lines(path)
    with _long_cells():
        reader = csv.reader(lines)
        header = next((cells for cells in reader if any(cells)), None)
        names = _names(path, header)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(f"{path}, line {reader.line_num}", names, cells)


def rows_of(table: pd.DataFrame, name: str = "table") -> Iterator[Row | UserError]:
    """Yield the rows of a data frame with the columns of a docket file; missing is blank.

    Raises
    ------
    UserError
        When it lacks a column, or a column is unknown.
    """
    names = _names(Path(name), [str(column) for column in table])
    text = table.astype(object).where(table.notna(), "").astype(str)
    for position, cells in enumerate(text.itertuples(index=False), start=1):
        yield _row(f"{name}, row {position}", names, list(cells))


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"{path} not found; write one with: scotus-forecast template") from error
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise UserError(f"{path} has {len(content):,} bytes; a docket file has at most 10 MB")
    # Bytes that are not UTF-8 become surrogates, so that only the rows that hold them are refused.
    text = content.decode("utf-8-sig", errors="surrogateescape")
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")).readlines()
    return ["\n" if line.startswith("#") else line for line in lines]


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let the reader of CSV pass long cells on: they are refused with their row and column."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _names(path: Path, header: list[str] | None) -> list[str]:
    if header is None:
        raise UserError(f"{path} is empty; write one to fill in with: scotus-forecast template")
    names = [name.strip().lower() for name in header]
    _require_text(path, names)
    for name in names:
        if name == "transcript":
            raise UserError(
                f"{path}: a transcript is no cell; give Oyez's files with --transcripts"
            )
        if name not in COLUMNS:
            close = get_close_matches(name, COLUMNS, n=1)
            meant = f"did you mean {close[0]}?" if close else f"known are {', '.join(COLUMNS)}"
            raise UserError(f"{path}: unknown column {shown(name)}; {meant}")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise UserError(f"{path} lacks column {', '.join(missing)}; see: scotus-forecast template")
    if len(set(names)) < len(names):
        raise UserError(f"{path}: a column stands there twice")
    return names


def _require_text(path: Path, names: list[str]) -> None:
    """Refuse what a spreadsheet saves in another form."""
    if any("\0" in name or "\udc80" <= letter <= "\udcff" for name in names for letter in name):
        raise UserError(f"{path} is no CSV in UTF-8; save it as CSV UTF-8")
    for mark, told in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and mark in names[0]:
            raise UserError(f"{path}: columns are separated by {told}; save it with commas")


def _row(where: str, names: list[str], cells: list[str]) -> Row | UserError:
    if len(cells) > len(names):
        return UserError(f"{where}: {len(cells)} cells for {len(names)} columns; quote commas")
    return checked(Row(where, {name: cell.strip() for name, cell in zip(names, cells)}))  # noqa: B905


def checked(row: Row) -> Row | UserError:
    """Return the row, or what is wrong with one of its cells whatever the column."""
    for name, cell in row.cells.items():
        problem = _problem(cell)
        if problem:
            return row.error(name, f"{shown(cell)} {problem}")
    blank = [name for name in REQUIRED if not row.cells.get(name)]
    return row.error(blank[0], "blank; fill it in") if blank else row


def _problem(cell: str) -> str:
    """What is wrong with a cell of any column, or nothing."""
    if len(cell) > LONGEST_CELL:
        return f"has {len(cell):,} characters; at most {LONGEST_CELL:,}"
    if any("\udc80" <= letter <= "\udcff" for letter in cell):
        return "is not UTF-8; save the file as CSV UTF-8"
    if any(ord(letter) < ord(" ") for letter in cell):
        return "holds a control character; remove it"
    return "is a formula; write its value" if cell.startswith(_FORMULA) else ""


def template() -> str:
    """Return a docket file to fill in: what each column takes, and two made-up cases."""
    width = max(len(name) for name in COLUMNS)
    notes = [f"# {name:<{width}}  {told}" for name, told in COLUMNS.items()]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_EXAMPLES)
    lead = "# Pending cases, one a line; docket, case_name and term are needed, the rest helps."
    return "\n".join([lead, *notes, text.getvalue()])


_EXAMPLES = (
    {
        "docket": "99-9001",
        "case_name": "Doe v. United States",
        "term": "2026",
        "granted": "2026-01-16",
        "court_below": "United States Court of Appeals for the Ninth Circuit",
        "petitioner": "Jane Doe",
        "respondent": "United States",
        "issue_area": "Criminal Procedure",
        "disposition_below": "affirmed",
        "direction_below": "conservative",
    },
    {
        "docket": "99-9002",
        "case_name": "Example Corporation v. Ohio",
        "term": "2026",
        "court_below": "Ohio Supreme Court",
        "petitioner": "Example Corporation",
        "respondent": "State of Ohio",
        "recused": "Alito",
    },
)
