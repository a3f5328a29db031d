"""Finished settings of a sweep, kept so that nothing is fitted twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import scotus_forecast
from scotus_forecast.data.manifest import sha256
from scotus_forecast.dependencies import imported_files
from scotus_forecast.evaluation.walk_forward.pieces import (
    DamagedPieceError,
    read_piece,
    write_piece,
)
from scotus_forecast.tracking import digest

logger = logging.getLogger(__name__)

SOURCE = Path(scotus_forecast.__file__).parents[1]

#: What reads a sweep's data and fits its models; the model's own module is loaded by name.
_MODULES = ("scotus_forecast.sweeping.past", "scotus_forecast.sweeping.walk")
_COMPUTING = ("joblib", "numpy", "pandas", "scikit-learn", "scipy")


@dataclass(frozen=True)
class Pieces:
    """Forecasts of finished settings, one file each.

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
        try:
            return read_piece(self.path(key), key)
        except DamagedPieceError as error:
            logger.warning("%s; its setting is walked forward again", error)
            return None

    def write(self, key: str, p_reverse: np.ndarray) -> None:
        """Keep forecasts, whole or not at all."""
        write_piece(self.path(key), key, p_reverse)


def data_digest(files: list[Path]) -> str:
    """Digest of the content of `files`."""
    return digest([sha256(path.read_bytes()) for path in files])


def code_digest(module: str) -> str:
    """Digest of all our code that forecasts with `module`, and the versions of what it uses."""
    found = set().union(*(imported_files(name, SOURCE) for name in (*_MODULES, module)))
    source = {path.relative_to(SOURCE).as_posix(): sha256(path.read_bytes()) for path in found}
    return digest([source, {name: version(name) for name in _COMPUTING}])
