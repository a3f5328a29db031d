"""What was acquired, from where and with which hash, the paper's stored predictions among it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from scotus_forecast.core.project import files
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import sha256
from scotus_forecast.data import archive
from scotus_forecast.data.decoding import as_utf8
from scotus_forecast.data.read import parse_csv


@dataclass(frozen=True)
class FileRecord:
    """One acquired file.

    Attributes
    ----------
    release : str
        SCDB release, ``simulated``, or the model whose stored predictions it holds.
    file : str
        Name in the raw folder; of stored predictions, the name of the source.
    origin : str
        ``env``, ``external``, ``official`` or ``simulator``.
    recognition : str
        ``official``, ``known copy``, ``unrecognised`` or ``simulated``.
    """

    release: str
    file: str
    origin: str
    recognition: str
    sha256: str
    bytes: int
    rows: int
    first_term: int
    last_term: int


@dataclass(frozen=True)
class Manifest:
    """All acquired files of one dataset, in the order of the parameters."""

    dataset: str
    files: tuple[FileRecord, ...]
    reference: tuple[FileRecord, ...] = ()


def describe(
    release: str, file: str, origin: str, recognition: str, content: bytes, terms: pd.Series
) -> FileRecord:
    """Describe a file by its content and the terms of its rows.

    Parameters
    ----------
    release, file, origin, recognition : str
        As in `FileRecord`.
    content : bytes
        The file, as acquired.
    terms : pd.Series of int, shape (n_rows,)
        Term of each row; missing ones count as rows only.

    Raises
    ------
    UserError
        When no row has a readable term.
    """
    years = terms.dropna()
    if years.empty:
        raise UserError(f"{file}: no row has a readable term")
    return FileRecord(
        release=release,
        file=file,
        origin=origin,
        recognition=recognition,
        sha256=sha256(content),
        bytes=len(content),
        rows=len(terms),
        first_term=int(years.min()),
        last_term=int(years.max()),
    )


def write(path: Path, manifest: Manifest) -> None:
    """Write `manifest` as JSON, whole or not at all."""
    files.write_json(path, asdict(manifest))


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    UserError
        When it is missing, is no JSON, or lacks or adds a key.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            dataset=content["dataset"],
            files=_records(content["files"]),
            reference=_records(content["reference"]),
        )
    except FileNotFoundError as error:
        raise UserError(f"{path} not found; run the stage acquire first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path} is no manifest of this version; run acquire again") from error


def _records(entries: list[dict[str, Any]]) -> tuple[FileRecord, ...]:
    for entry, known in ((entry, field) for entry in entries for field in fields(FileRecord)):
        if type(entry[known.name]).__name__ != known.type:
            raise TypeError(known.name)
    return tuple(FileRecord(**entry) for entry in entries)


_DTYPES = {
    "model": "str",
    "case_id": "str",
    "term": "int16",
    "predicted_reverse": "int8",
    "reversed": "int8",
}
_SOURCE_COLUMNS = {
    "term": "term",
    "rf_predicted_reverse": "predicted_reverse",
    "case_outcome_reverse": "reversed",
}

#: ``caseId`` is the first part of ``docketId``: 1816-001 of 1816-001-01.
_CASE_ID_LENGTH = 8


def parse_predictions(name: str, content: bytes, model: str) -> pd.DataFrame:
    """Read one stored file of Katz, Bommarito & Blackman (2017).

    Parameters
    ----------
    name : str
        How to name the file in an error.
    content : bytes
        Gzip or plain CSV, one row a docket. ``docketId`` stands in it twice.
    model : str
        Name under which the predictions are compared.

    Returns
    -------
    pd.DataFrame, shape (n_cases, 5)
        ``model, case_id, term, predicted_reverse, reversed``, sorted by term and case.

    Raises
    ------
    UserError
        When a column is missing, a value is not 0 or 1, or a case stands twice.

    References
    ----------
    Katz, Bommarito & Blackman (2017), PLoS ONE 12(4): e0174698; data of
    https://github.com/mjbommar/scotus-predict-v2.
    """
    raw = parse_csv(
        name, _with_single_key(as_utf8(name, archive.unpack(name, content))), _columns()
    )
    tidy = raw.rename(columns=_SOURCE_COLUMNS).assign(
        model=model, case_id=raw["docketId"].str[:_CASE_ID_LENGTH]
    )
    return _typed(name, tidy[list(_DTYPES)]).sort_values(["term", "case_id"], ignore_index=True)


def stack(predictions: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the models one below another; with none, the table has zero rows and its columns."""
    return pd.concat([empty(), *predictions], ignore_index=True).astype(_DTYPES)


def empty() -> pd.DataFrame:
    """Return the table with zero rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _DTYPES.items()})


def _columns() -> list[str]:
    return ["docketId", *_SOURCE_COLUMNS]


def _with_single_key(content: bytes) -> bytes:
    """Rename the second ``docketId``: a CSV reader cannot tell two columns of one name apart."""
    header, line_end, rows = content.partition(b"\n")
    first, key, rest = header.partition(b"docketId")
    return first + key + rest.replace(b"docketId", b"docketIdAgain") + line_end + rows


def _typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    for column in ("predicted_reverse", "reversed"):
        if not table[column].isin(["0", "1"]).all():
            raise UserError(f"{name}: column {column} holds values other than 0 and 1")
    if not table["term"].str.fullmatch("[0-9]{4}").all():
        raise UserError(f"{name}: column term holds values that are no year")
    if table["case_id"].duplicated().any():
        raise UserError(f"{name}: a case stands twice; expected one docket a case")
    return table.astype(_DTYPES)
