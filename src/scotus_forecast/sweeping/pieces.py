"""Finished settings of a sweep, kept so that nothing is fitted twice."""

from __future__ import annotations

import hashlib
import io
import logging
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import scotus_forecast
from scotus_forecast.atomic import write_bytes
from scotus_forecast.data.manifest import sha256
from scotus_forecast.dependencies import imported_files
from scotus_forecast.tracking import digest

logger = logging.getLogger(__name__)

SOURCE = Path(scotus_forecast.__file__).parents[1]

#: What reads a sweep's data and fits its models; the model's own module is loaded by name.
_MODULES = ("scotus_forecast.sweeping.past", "scotus_forecast.sweeping.walk")
_COMPUTING = ("joblib", "numpy", "pandas", "scikit-learn", "scipy")
_DIGEST_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Pieces:
    """Forecasts of finished settings, one file each: a digest, then the array.

    Attributes
    ----------
    folder : Path
    ground : str
        Digest of everything but the settings that determines a forecast.
    """

    folder: Path
    ground: str

    def key(self, settings: dict[str, Any]) -> str:
        """Digest of everything that determines the forecasts of `settings`."""
        return digest([self.ground, settings])

    def path(self, key: str) -> Path:
        """File of a piece."""
        return self.folder / f"{key}.npy"

    def unfinished(self, key: str) -> Path:
        """Folder for the finished terms of a setting that is not."""
        return self.folder / key

    def read(self, key: str) -> np.ndarray | None:
        """Forecasts under `key`, or None where there are none or they are damaged."""
        path = self.path(key)
        if not path.is_file():
            return None
        content = path.read_bytes()
        kept, array = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if kept != _digest(key, array):
            logger.warning("%s is damaged; its setting is walked forward again", path)
            return None
        return np.load(io.BytesIO(array), allow_pickle=False)

    def write(self, key: str, p_reverse: np.ndarray) -> None:
        """Keep forecasts, whole or not at all."""
        buffer = io.BytesIO()
        np.save(buffer, p_reverse, allow_pickle=False)
        write_bytes(self.path(key), _digest(key, buffer.getvalue()) + buffer.getvalue())


def _digest(key: str, array: bytes) -> bytes:
    return hashlib.sha256(key.encode() + array).digest()


def data_digest(files: list[Path]) -> str:
    """Digest of the content of `files`."""
    return digest([sha256(path.read_bytes()) for path in files])


def code_digest(module: str) -> str:
    """Digest of all our code that forecasts with `module`, and the versions of what it uses."""
    found = set().union(*(imported_files(name, SOURCE) for name in (*_MODULES, module)))
    source = {path.relative_to(SOURCE).as_posix(): sha256(path.read_bytes()) for path in found}
    return digest([source, {name: version(name) for name in _COMPUTING}])
