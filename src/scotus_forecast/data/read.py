"""Reading one raw SCDB archive into a table of strings."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from scotus_forecast.court.columns import names
from scotus_forecast.data import archive
from scotus_forecast.project.errors import UserError


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
    plain = as_utf8(name, archive.unpack(name, content))
    _refuse_other_columns(name, _header(plain))
    table = parse_csv(name, plain, columns or names())
    if table.empty:
        raise UserError(f"{name} has a header and no rows")
    return table


def as_utf8(name: str, content: bytes) -> bytes:
    """Return text as UTF-8: SCDB releases come as UTF-8 or, mostly the older ones, as cp1252.

    Raises
    ------
    UserError
        When the text is neither.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _from_cp1252(name, content)
    return content


def _from_cp1252(name: str, content: bytes) -> bytes:
    try:
        return content.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{name} is neither UTF-8 nor cp1252 (byte {error.start:,}); save it as UTF-8"
        ) from error


def parse_csv(name: str, content: bytes, columns: list[str]) -> pd.DataFrame:
    """Parse UTF-8 CSV into strings, refusing any row with too few or too many cells.

    Parameters
    ----------
    name : str
        How to name the file in an error.
    content : bytes
    columns : list of str
        Columns to return, in this order.

    Returns
    -------
    pd.DataFrame of str, shape (n_rows, len(columns))
    """
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(content),
            read_options=arrow_csv.ReadOptions(use_threads=False),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), include_columns=columns
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        detail = str(error).splitlines()[0][:100]
        raise UserError(f"{name} is damaged or no CSV file: {detail}") from error
    return table.to_pandas()


def _header(content: bytes) -> list[str]:
    first = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8")
    return next(csv.reader([first.rstrip("\r")]), [])


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
            f"{name} does not have the {len(expected)} columns of a justice-centered SCDB file "
            f"({told}); use the justice-centered CSV organized by Supreme Court citation"
        )


def _some(columns: list[str], at_most: int = 8) -> str:
    shown = ", ".join(repr(column[:40]) for column in columns[:at_most])
    rest = len(columns) - at_most
    return f"{shown} and {rest} more" if rest > 0 else shown
