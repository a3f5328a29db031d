"""Reading tables, and writing files whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import ArrowInvalid

from scotus_forecast.core.project.errors import UserError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary neighbour of `path` that takes its place only on success.

    Raises
    ------
    UserError
        When the disk refuses to write; nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _refused(path, error) from error
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> UserError:
    return UserError(f"cannot write {path}: {error.strerror or error}; check space and permissions")


def write_with(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write(draft)`` and put the draft in the place of `path`."""
    with replacing(path) as draft:
        write(draft)


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path`, whole or not at all."""
    write_with(path, lambda draft: draft.write_bytes(content))


def write_text(path: Path, content: str) -> None:
    """Write `content` as UTF-8 with line feeds, whole or not at all."""
    write_bytes(path, content.encode("utf-8"))


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - JSON is any of many types
    """Write `content` as indented JSON with sorted keys; NaN is refused, use null."""
    write_text(path, json.dumps(content, indent=1, sort_keys=True, allow_nan=False) + "\n")


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write `table` as byte-stable Parquet without its index."""
    write_with(path, lambda draft: table.to_parquet(draft, index=False, compression="zstd"))


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write `table` as CSV without its index, floats to six significant digits."""
    write_with(
        path,
        lambda draft: table.to_csv(draft, index=False, float_format="%.6g", lineterminator="\n"),
    )


def read_table(
    path: Path, columns: Sequence[str] | None = None, filters: list[tuple] | None = None
) -> pd.DataFrame:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
    columns, filters
        As in `pandas.read_parquet`.

    Raises
    ------
    FileNotFoundError
        When there is none.
    UserError
        When it is damaged, or lacks one of `columns`.
    """
    chosen = None if columns is None else list(columns)
    try:
        return pd.read_parquet(path, columns=chosen, filters=filters)
    except ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path} is damaged ({reason}); run the stage that writes it") from error


def digest(value: Any) -> str:  # noqa: ANN401 - JSON is any of many types
    """Return the sha256 of `value` as canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def sha256(content: bytes) -> str:
    """Return the hash of a file's content as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
