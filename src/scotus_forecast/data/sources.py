"""Files on this machine: a folder named by the environment first, then ``data/external``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from scotus_forecast.project.layout import Layout

#: Environment variables that name a folder of SCDB archives, and of the paper's predictions.
SCDB_DIR, REFERENCE_DIR = "SCDB_DIR", "SCDB_REFERENCE_DIR"

ENVIRONMENT, EXTERNAL = "env", "external"


@dataclass(frozen=True)
class LocalFile:
    """A file found, with the origin that the manifest tells in place of its path."""

    origin: str
    path: Path


def find(layout: Layout, variable: str, names: tuple[str, ...]) -> LocalFile | None:
    """Return the first file of one of `names`, in the order of folders, then of names."""
    candidates = (
        LocalFile(origin, folder / name)
        for origin, folder in _folders(layout, variable)
        for name in names
    )
    return next((candidate for candidate in candidates if candidate.path.is_file()), None)


def passed_over(variable: str, found: LocalFile | None) -> bool:
    """Whether the environment names a folder and the file is not in it."""
    return bool(os.environ.get(variable)) and (found is None or found.origin != ENVIRONMENT)


def _folders(layout: Layout, variable: str) -> list[tuple[str, Path]]:
    named = os.environ.get(variable)
    environment = [(ENVIRONMENT, Path(named).expanduser())] if named else []
    return [*environment, (EXTERNAL, layout.data.parent / "external")]
