"""Files on this machine: a folder named by the environment first, then ``data/external``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from scotus_forecast.project.errors import UserError
from scotus_forecast.project.layout import Layout

#: Environment variables that name a folder of SCDB archives, and of the paper's predictions.
SCDB_DIR, REFERENCE_DIR = "SCDB_DIR", "SCDB_REFERENCE_DIR"

#: Parts of SCDB's file names, and what a file so named is.
_OTHERS = (
    ("caseCentered", "case-centered, without a row for each justice"),
    (".Rdata", "for R"),
    (".sav", "for SPSS"),
    (".dta", "for Stata"),
    (".sas", "for SAS"),
    (".xls", "for Excel"),
    ("_Docket", "by docket"),
    ("_LegalProvision", "by issue"),
    ("_Vote", "by docket, issue and vote"),
)
_SHOWN = 3

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
    return next((candidate for candidate in candidates if _is_file(candidate.path)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise UserError(f"cannot look for {path}: {error.strerror or error}") from error


def passed_over(variable: str, found: LocalFile | None) -> bool:
    """Whether the environment names a folder and the file is not in it."""
    return bool(os.environ.get(variable)) and (found is None or found.origin != ENVIRONMENT)


def look_alikes(layout: Layout, release: str) -> list[str]:
    """Name files of a release, in the same folders, that are not the one that is read.

    Returns
    -------
    list of str
        File name and what it is: ``SCDB_2025_01_caseCentered_Citation.csv.zip (case-centered)``.
    """
    found = [
        f"{path.name[:80]} ({what})"
        for _, folder in _folders(layout, SCDB_DIR)
        if folder.is_dir()
        for path in sorted(folder.glob(f"SCDB_{release}_*"))
        if (what := _what_it_is(path.name))
    ]
    return found[:_SHOWN]


def _what_it_is(name: str) -> str | None:
    return next((what for part, what in _OTHERS if part.lower() in name.lower()), None)


def _folders(layout: Layout, variable: str) -> list[tuple[str, Path]]:
    named = os.environ.get(variable)
    environment = [(ENVIRONMENT, Path(named).expanduser())] if named else []
    return [*environment, (EXTERNAL, layout.data.parent / "external")]
