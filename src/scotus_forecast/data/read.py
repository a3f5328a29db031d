"""Reading one raw SCDB archive into a table of strings."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from scotus_forecast.core.court.columns import Level, names
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import archive
from scotus_forecast.data.decoding import USE, as_utf8

#: Between cells: SCDB's own, and those of spreadsheets in other countries.
_DELIMITERS = (",", ";", "\t", "|")

#: Bytes of a header; that of SCDB has 800.
_LONGEST_HEADER = 100_000

#: A cell that holds a line end and the start of a row: a quotation mark swallowed it.
_SWALLOWED_ROW = r'[\r\n]"?[0-9]{4}-[0-9]{3,6}"?[,;\t|]'

_LARGEST_BLOCK = 2**31 - 1


def read_archive(path: Path) -> pd.DataFrame:
    """Read a justice-centered file of SCDB, of any unit, as it stands.

    Parameters
    ----------
    path : Path
        Zip, gzip or plain CSV.

    Returns
    -------
    pd.DataFrame of str, shape (n_rows, 61)
        The columns of `court.columns` in file order. Blank cells are empty strings; nothing is
        converted, and text such as ``NA`` stays text.

    Raises
    ------
    UserError
        When the file cannot be opened safely, is no CSV, or its columns are not those of a
        justice-centered file.
    """
    return parse_archive(path.name, archive.load(path))


def parse_archive(name: str, content: bytes, columns: list[str] | None = None) -> pd.DataFrame:
    """Do the work of `read_archive` on an archive in memory.

    Parameters
    ----------
    name : str
        How to name the archive in an error.
    content : bytes
    columns : list of str, optional
        Return these only; the whole file is checked all the same.
    """
    plain = as_utf8(name, archive.unpack(name, content)).lstrip(b"\r\n")
    delimiter, header = _header(name, plain)
    _refuse_other_columns(name, header)
    table = parse_csv(name, plain, columns or names(), delimiter)
    if table.empty:
        raise UserError(f"{name} has a header and no rows")
    return table


def parse_csv(name: str, content: bytes, columns: list[str], delimiter: str = ",") -> pd.DataFrame:
    """Parse UTF-8 CSV into strings, refusing any row with too few or too many cells.

    Parameters
    ----------
    name : str
        How to name the file in an error.
    content : bytes
    columns : list of str
        Columns to return, in this order.
    delimiter : str

    Returns
    -------
    pd.DataFrame of str, shape (n_rows, len(columns))

    Raises
    ------
    UserError
        When a row has another number of cells than the header, or a cell holds further rows.
    """
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(content),
            # One block: a row longer than a block could not be read.
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=min(len(content) + 1, _LARGEST_BLOCK)
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, delimiter=delimiter),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), include_columns=columns
            ),
        )
    except (pa.ArrowException, KeyError) as error:
        detail = ascii(str(error)[:100])[1:-1]  # it shows the row, with whatever that holds
        raise UserError(f"{name} is damaged or no CSV file: {detail}") from error
    _refuse_swallowed_rows(name, table)
    return table.to_pandas()


def _refuse_swallowed_rows(name: str, table: pa.Table) -> None:
    for column in table.column_names:
        found = pc.match_substring_regex(table[column], _SWALLOWED_ROW)
        if pc.any(found).as_py():
            row = pc.index(found, True).as_py() + 2
            raise UserError(
                f"{name}: row {row}, column {column}: a quotation mark is not closed, so the cell "
                "holds the rows that follow; close it, or download the file again"
            )


def _header(name: str, content: bytes) -> tuple[str, list[str]]:
    """Delimiter of the file and names of its columns."""
    first = content.split(b"\n", 1)[0].split(b"\r", 1)[0]
    if len(first) > _LONGEST_HEADER:
        raise UserError(f"{name} is no CSV file of SCDB: its first line has {len(first):,} bytes")
    by_delimiter = {
        delimiter: _cells(name, first.decode("utf-8"), delimiter) for delimiter in _DELIMITERS
    }
    known = set(names())
    delimiter = max(by_delimiter, key=lambda each: len(known & set(by_delimiter[each])))
    return delimiter, by_delimiter[delimiter]


def _cells(name: str, line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise UserError(f"{name} is no CSV file: its first line cannot be read") from error


def _refuse_other_columns(name: str, found: list[str]) -> None:
    expected = names()
    problems = {
        "missing": [column for column in expected if column not in found],
        "unknown": [column for column in found if column not in expected],
        "repeated": sorted({column for column in found if found.count(column) > 1}),
    }
    told = "; ".join(f"{what}: {_some(columns)}" for what, columns in problems.items() if columns)
    if told:
        raise UserError(
            f"{name} does not have the {len(expected)} columns of a justice-centered SCDB file"
            f"{_what_it_may_be(problems['missing'], found)} ({told}); {USE}"
        )


def _what_it_may_be(missing: list[str], found: list[str]) -> str:
    of_votes = set(names(Level.VOTE)) - {"voteId"}
    if of_votes <= set(missing) and "caseId" in found:
        return ": it is case-centered, without a row for each justice"
    if {column.lower() for column in found} >= {column.lower() for column in names()}:
        return ": their names are written in other letters"
    return ""


def _some(columns: list[str], at_most: int = 8) -> str:
    shown = ", ".join(repr(column[:40]) for column in columns[:at_most])
    rest = len(columns) - at_most
    return f"{shown} and {rest} more" if rest > 0 else shown
