"""What was acquired, from where and with which hash; never a path of the machine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from scotus_forecast.project import files
from scotus_forecast.project.errors import UserError


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


def sha256(content: bytes) -> str:
    """Return the hash of a file's content as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


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
