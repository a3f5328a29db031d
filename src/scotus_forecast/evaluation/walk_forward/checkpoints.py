"""Finished terms of a walk-forward, kept until all are done.

They lie outside DVC's outputs, which DVC deletes before it starts a stage, so that a run killed
at any moment goes on where it was and ends with the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import logging
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import joblib
import numpy as np
import scipy
import sklearn

import scotus_forecast
from scotus_forecast.atomic import write_bytes
from scotus_forecast.evaluation.walk_forward.run import Run

if TYPE_CHECKING:
    from scotus_forecast.evaluation.walk_forward.walk import Walk

logger = logging.getLogger(__name__)

_DIGEST_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Checkpoints:
    """Forecasts of finished terms, one file each: a digest, then the array.

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
    def of(cls, walk: Walk, run: Run) -> Checkpoints:
        """Checkpoints of one model on one set of data, by their content."""
        if run.unfinished is None:
            return cls(None)
        key = joblib.hash((run.seed, run.names, walk, _environment()))
        return cls(run.unfinished / key, key)

    def read(self, term: int) -> np.ndarray | None:
        """Forecasts of a term, or None where there are none or they are damaged."""
        path = self._path(term)
        if path is None or not path.exists():
            return None
        content = path.read_bytes()
        digest, array = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if digest != self._digest(term, array):
            logger.warning("%s is damaged; term %d is computed again", path, term)
            return None
        return np.load(io.BytesIO(array), allow_pickle=False)

    def write(self, term: int, part: np.ndarray) -> None:
        """Keep the forecasts of a term, whole or not at all."""
        path = self._path(term)
        if path is not None:
            buffer = io.BytesIO()
            np.save(buffer, part, allow_pickle=False)
            write_bytes(path, self._digest(term, buffer.getvalue()) + buffer.getvalue())

    def _path(self, term: int) -> Path | None:
        return None if self.folder is None else self.folder / f"{term}.npy"

    def _digest(self, term: int, array: bytes) -> bytes:
        return hashlib.sha256(f"{self.key} {term} ".encode() + array).digest()


@cache
def _environment() -> str:
    """Digest of our source and the versions of what computes with it."""
    root = Path(scotus_forecast.__file__).parent
    source = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        source.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    versions = (platform.python_version(), np.__version__, scipy.__version__, sklearn.__version__)
    return " ".join((source.hexdigest(), *versions))
