"""Each raw file from a folder of this machine, else from its official address."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path, PurePath

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.data import archive, column_forms, download, manifest, official
from scotus_forecast.data.manifest import FileRecord
from scotus_forecast.data.official import Release, StoredPredictions
from scotus_forecast.data.read import parse_archive

#: Environment variables that name a folder of SCDB archives, and of the paper's predictions.
SCDB_DIR, REFERENCE_DIR = "SCDB_DIR", "SCDB_REFERENCE_DIR"

#: Names the folder, or the archive, of oral argument transcripts.
OYEZ_DIR = "OYEZ_DIR"

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


def find_transcripts(layout: Layout) -> Path | None:
    """Return the folder or archive of oral argument transcripts, if there is one.

    Raises
    ------
    UserError
        When ``$OYEZ_DIR`` names nothing that is there.
    """
    named = os.environ.get(OYEZ_DIR)
    if named:
        path = Path(named).expanduser()
        if not path.exists():
            raise UserError(f"{OYEZ_DIR} names {path}, which is not there; mend it or unset it")
        return path
    external = layout.data.parent / "external" / "oyez"
    return external if external.is_dir() else None


def _what_it_is(name: str) -> str | None:
    return next((what for part, what in _OTHERS if part.lower() in name.lower()), None)


def _folders(layout: Layout, variable: str) -> list[tuple[str, Path]]:
    named = os.environ.get(variable)
    environment = [(ENVIRONMENT, Path(named).expanduser())] if named else []
    return [*environment, (EXTERNAL, layout.data.parent / "external")]


logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Archive:
    """One raw file of votes, still in memory."""

    record: FileRecord
    content: bytes


@dataclass(frozen=True)
class Predictions:
    """One model's stored predictions, still in memory."""

    record: FileRecord
    table: pd.DataFrame


def obtain(layout: Layout, release: Release) -> Archive:
    """Take a release from ``$SCDB_DIR``, then ``data/external/``, then the official addresses.

    Raises
    ------
    UserError
        When it lies nowhere, or the file found is unfit: names the ways out, and files of the
        release that were found in its place (case-centered, SPSS).
    """
    found = find(layout, SCDB_DIR, release.file_names)
    if passed_over(SCDB_DIR, found):
        logger.warning("SCDB_DIR holds no %s; looking further", release.file_names[0])
    if found is None:
        return _from_official_addresses(release, look_alikes(layout, release.name))
    return _described(release, str(found.path), found.origin, archive.load(found.path))


def _described(release: Release, label: str, origin: str, content: bytes) -> Archive:
    record = manifest.describe(
        release.name,
        release.stem + archive.suffix(content),
        origin,
        release.recognise(manifest.sha256(content)),
        content,
        terms_of(label, content),
    )
    return Archive(record, content)


def terms_of(label: str, content: bytes) -> pd.Series:
    """Term of each row of an archive, missing where it is no year.

    Raises
    ------
    UserError
        When the archive is unfit, or no row has a readable term.
    """
    text = parse_archive(label, content, ["term"])["term"]
    years = column_forms.code(column_forms.strip(text), "term")
    if years.isna().all():
        raise UserError(
            f"{label}: no row has a readable term, e.g. {text.iloc[0][:40]!r} in row 2; "
            f"expected {column_forms.expected('term')}"
        )
    return years


def _from_official_addresses(release: Release, look_alikes: list[str]) -> Archive:
    reasons = [f"on this machine is {what}" for what in look_alikes]
    for address in (_address_on_release_page, _direct_address):
        try:
            return _downloaded(release, address(release))
        except UserError as error:
            reasons.append(str(error))
    raise UserError(_ways_out(release, reasons))


def _address_on_release_page(release: Release) -> str:
    html = download.fetch(release.page, patience=download.PATIENT)
    return official.download_link(release.page, html.decode("utf-8", errors="replace"))


def _direct_address(release: Release) -> str:
    return release.direct_address


def _downloaded(release: Release, address: str) -> Archive:
    content = download.fetch(address, expected_sha256=release.sha256, patience=download.PATIENT)
    held = _described(release, address, "official", content)
    rows, first, last = held.record.rows, held.record.first_term, held.record.last_term
    if release.shape is not None and not release.shape.fits(rows, first, last):
        raise UserError(
            f"{address}: {rows:,} rows of terms {first}-{last}, expected about "
            f"{release.shape.rows:,} of {release.shape.first_term}-{release.shape.last_term}"
        )
    return held


def _ways_out(release: Release, reasons: list[str]) -> str:
    file = release.file_names[0]
    return (
        f"SCDB release {release.name} cannot be had ({'; '.join(reasons)}); "
        f"set SCDB_DIR to a folder that holds {file}, or put that file in data/external/ "
        f"(by hand from {release.page}: Justice Centered Data, CSV organized by Supreme Court "
        "citation), or run the simulated control with `dvc repro report@simulated`"
    )


def obtain_predictions(layout: Layout, wanted: StoredPredictions) -> Predictions | None:
    """Take stored predictions of the paper, in the same order; None where they lie nowhere.

    Raises
    ------
    UserError
        When a file on this machine is unfit.
    """
    found = find(layout, REFERENCE_DIR, wanted.file_names)
    if passed_over(REFERENCE_DIR, found):
        logger.warning("SCDB_REFERENCE_DIR holds no %s; looking further", wanted.file)
    if found is None:
        return _download_predictions(wanted)
    return _read_predictions(wanted, str(found.path), found.origin, archive.load(found.path))


def _download_predictions(wanted: StoredPredictions) -> Predictions | None:
    try:
        content = download.fetch(
            wanted.address, expected_sha256=wanted.sha256, patience=download.BRIEF
        )
        return _read_predictions(wanted, wanted.address, "official", content)
    except UserError as error:
        logger.warning("going on without the paper's %s (%s)", wanted.model, error)
        return None


def _read_predictions(
    wanted: StoredPredictions, label: str, origin: str, content: bytes
) -> Predictions:
    table = manifest.parse_predictions(label, content, wanted.model)
    recognition = wanted.recognise(manifest.sha256(content))
    record = manifest.describe(
        wanted.model, PurePath(label).name, origin, recognition, content, table["term"]
    )
    return Predictions(record, table)
