"""Checkpoints: the forecasts of finished terms, kept on disk until all terms are done.

They lie outside DVC's outputs, which DVC deletes before it starts a stage. So a run killed at any
moment goes on where it was and ends with the same bytes. A file is written whole, its digest is
verified, and its key holds data, settings, seed, our source and library versions.

``joblib.Memory`` and ``diskcache`` stay out: neither notices a flipped bit in a stored array, both
ignore changes in our other modules, and Memory hashes the votes (0.5 s) once a term, not once.
"""

from __future__ import annotations

import hashlib
import io
import logging
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import scipy
import sklearn

import scotus_forecast
from scotus_forecast.core.project.files import write_bytes

_DIGEST_BYTES = hashlib.sha256().digest_size


class DamagedFileError(ValueError):
    """A file is cut short, altered, or holds something else."""


def write_array(path: Path, key: str, array: np.ndarray) -> None:
    """Keep `array` under everything that determines it, whole or not at all."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    write_bytes(path, _digest(key, buffer.getvalue()) + buffer.getvalue())


def read_array(path: Path, key: str) -> np.ndarray | None:
    """Array kept under `key`, or None where there is no file.

    Raises
    ------
    DamagedFileError
    """
    if not path.is_file():
        return None
    content = path.read_bytes()
    digest, array = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if digest != _digest(key, array):
        raise DamagedFileError(f"{path} is damaged")
    return np.load(io.BytesIO(array), allow_pickle=False)


def _digest(key: str, array: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + array).digest()


logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checkpoints:
    """Forecasts of finished terms, one file each.

    Attributes
    ----------
    folder : Path or None
        Where they lie; nothing is kept where None.
    key : str
        Of everything but the term that determines a forecast.
    """

    folder: Path | None
    key: str = ""

    @classmethod
    def of(cls, unfinished: Path | None, *what: Any) -> Checkpoints:  # noqa: ANN401 - hashed
        """Checkpoints in a folder of their own under `unfinished`, keyed by the content of `what`.

        The key also holds our source and the versions of what computes.
        """
        if unfinished is None:
            return cls(None)
        key = joblib.hash((*what, _environment()))
        return cls(unfinished / key, key)

    def read(self, term: int) -> np.ndarray | None:
        """Forecasts of a term, or None where there are none or they are damaged."""
        if self.folder is None:
            return None
        try:
            return read_array(self.folder / f"{term}.npy", self._key(term))
        except DamagedFileError as error:
            logger.warning("%s; term %d is computed again", error, term)
            return None

    def write(self, term: int, part: np.ndarray) -> None:
        """Keep the forecasts of a term, whole or not at all."""
        if self.folder is not None:
            write_array(self.folder / f"{term}.npy", self._key(term), part)

    def _key(self, term: int) -> str:
        return f"{self.key} {term}"


@cache
def _environment() -> str:
    """Digest of our source and the versions of what computes with it."""
    root = Path(scotus_forecast.__file__).parent
    source = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        source.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    versions = (platform.python_version(), np.__version__, scipy.__version__, sklearn.__version__)
    return " ".join((source.hexdigest(), *versions))
