"""Arrays kept in a file each, behind a digest that tells when they are not what they should be."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from scotus_forecast.project.atomic import write_bytes

_DIGEST_BYTES = hashlib.sha256().digest_size


class DamagedPieceError(ValueError):
    """A piece is cut short, altered, or of something else."""


def write_piece(path: Path, key: str, array: np.ndarray) -> None:
    """Keep `array` under everything that determines it, whole or not at all."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    write_bytes(path, _digest(key, buffer.getvalue()) + buffer.getvalue())


def read_piece(path: Path, key: str) -> np.ndarray | None:
    """Array kept under `key`, or None where there is no file.

    Raises
    ------
    DamagedPieceError
    """
    if not path.is_file():
        return None
    content = path.read_bytes()
    digest, array = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if digest != _digest(key, array):
        raise DamagedPieceError(f"{path} is damaged")
    return np.load(io.BytesIO(array), allow_pickle=False)


def _digest(key: str, array: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + array).digest()
