"""Stage acquire: bring the raw archives of one dataset together and describe them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import pandas as pd

from scotus_forecast.data import archive, download, manifest, official, reference, sources
from scotus_forecast.data.manifest import FileRecord, Manifest
from scotus_forecast.data.official import Release, StoredPredictions
from scotus_forecast.data.read import parse_archive
from scotus_forecast.data.simulate import joined, simulate_blocks
from scotus_forecast.project import files
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.params import Params

logger = logging.getLogger(__name__)

_SIMULATED = "simulated"
_SIMULATED_STEM = "SCDB_simulated{part}_justiceCentered_Citation"


@dataclass(frozen=True)
class _Archive:
    record: FileRecord
    content: bytes


@dataclass(frozen=True)
class _Predictions:
    record: FileRecord
    table: pd.DataFrame


@dataclass(frozen=True)
class _Acquired:
    """All that will lie in the raw folder, still in memory."""

    archives: tuple[_Archive, ...]
    predictions: tuple[_Predictions, ...] = ()
    truth: pd.DataFrame | None = None


def run(layout: Layout, params: Params) -> None:
    """Fill the raw folder of `layout`, whole or not at all.

    Each release is looked for in ``$SCDB_DIR``, then in ``data/external/``, then at the official
    addresses; the paper's stored predictions in ``$SCDB_REFERENCE_DIR`` and so on, and their
    absence is no failure. The dataset ``simulated`` comes from the simulator.

    Raises
    ------
    UserError
        When a release cannot be had, an archive is unfit, or the disk refuses to write.

    Tables
    ------
    manifest.json : one entry a file, under ``files`` and ``reference``
        release, file : str
            SCDB release or stored run, and the name of its file.
        origin : str
            ``env``, ``external``, ``official`` or ``simulator``.
        recognition : str
            ``official``, ``known copy``, ``simulated`` or ``unrecognised``.
        sha256 : str
            Of the file.
        bytes, rows, first_term, last_term : int
            Size of the file and span of its rows.
    reference.parquet : the paper's stored forecasts, one row a case and run; none if not at hand
        model : str
            ``katz_publication_run`` or ``katz_one_tree``.
        case_id : str
            SCDB's ``caseId``.
        term : int16
            October Term.
        predicted_reverse, reversed : int8
            Forecast and truth as stored with the paper.
    truth.parquet : simulated Court only, one row a case and one a vote
        case_id : str
            SCDB's ``caseId``.
        justice : Int16 or null
            SCDB's number of the justice; null for the case itself.
        p_reverse : float
            True probability of reversal, before the outcome is drawn.
        p_reverse_on_paper : float
            The same, once the columns coded after the decision are known.
    """
    acquired = _simulated(params) if layout.dataset == _SIMULATED else _real(layout, params)
    with _taking_its_place(layout) as staged:
        _write(staged, acquired)
    for held in acquired.archives:
        logger.info("acquire: %s", _in_words(held.record))


def source_fingerprint(layout: Layout, params: Params) -> list[dict[str, str | None]]:
    """Tell what `run` would take from this machine, without taking it.

    Returns
    -------
    list of dict
        For each release ``release``, ``origin`` (``env``, ``external``) and ``sha256``, the last
        two None where it would be downloaded. Empty for the simulated dataset.
    """
    if layout.dataset == _SIMULATED:
        return []
    return [
        _fingerprint(layout, sources.SCDB_DIR, release.name, release.file_names)
        for release in _releases(params)
    ]


def can_be_had(layout: Layout, params: Params, *, online: bool = False) -> bool:
    """Whether every release lies on this machine or, if `online`, an official server has it.

    Asking the servers costs a few seconds at most; what they would send is not checked.
    """
    missing = [
        official.release(str(entry["release"]))
        for entry in source_fingerprint(layout, params)
        if entry["sha256"] is None
    ]
    return not missing or (online and all(map(_is_served, missing)))


def source_differs(layout: Layout, params: Params) -> bool:
    """Whether `run` would now take other files from this machine than the manifest names.

    True without a manifest. A file that is in the manifest and no longer on the machine is no
    difference: it would only be downloaded again.
    """
    try:
        held = manifest.read(layout.manifest)
    except UserError:
        return True
    if [record.release for record in held.files] != _release_names(layout, params):
        return True
    taken = {record.release: record.sha256 for record in (*held.files, *held.reference)}
    return any(
        entry["sha256"] not in (None, taken.get(str(entry["release"])))
        for entry in local_fingerprints(layout, params)
    )


def local_fingerprints(layout: Layout, params: Params) -> list[dict[str, str | None]]:
    """`source_fingerprint`, and the same of the paper's stored predictions."""
    if layout.dataset == _SIMULATED:
        return []
    stored = [
        _fingerprint(layout, sources.REFERENCE_DIR, wanted.model, wanted.file_names)
        for wanted in official.STORED_PREDICTIONS
    ]
    return source_fingerprint(layout, params) + stored


def _fingerprint(
    layout: Layout, variable: str, name: str, file_names: tuple[str, ...]
) -> dict[str, str | None]:
    found = sources.find(layout, variable, file_names)
    if found is None:
        return {"release": name, "origin": None, "sha256": None}
    digest = manifest.sha256(archive.load(found.path))
    return {"release": name, "origin": found.origin, "sha256": digest}


def _releases(params: Params) -> list[Release]:
    return [official.release(name) for name in params.datasets.scdb.releases]


def _release_names(layout: Layout, params: Params) -> list[str]:
    return [_SIMULATED] if layout.dataset == _SIMULATED else list(params.datasets.scdb.releases)


def _is_served(release: Release) -> bool:
    return download.answers(release.direct_address) or download.answers(release.page)


def _simulated(params: Params) -> _Acquired:
    archives, truths = [], []
    for place, block in enumerate(simulate_blocks(params.datasets.simulated, params.seed), start=1):
        archives.append(_packed(place, block.rows))
        truths.append(block.truth)
    return _Acquired(tuple(archives), truth=joined(truths))


def _packed(place: int, rows: pd.DataFrame) -> _Archive:
    """One archive of a simulated Court; a large Court has several, each small enough to read."""
    stem = _SIMULATED_STEM.format(part=f"_{place}" if place > 1 else "")
    plain = rows.to_csv(index=False, lineterminator="\n").encode("utf-8")
    content = archive.pack(f"{stem}.csv", plain)
    record = manifest.describe(
        _SIMULATED,
        f"{stem}.csv.zip",
        "simulator",
        official.SIMULATED,
        content,
        _terms(stem, content),
    )
    return _Archive(record, content)


def _real(layout: Layout, params: Params) -> _Acquired:
    archives = tuple(_obtain(layout, release) for release in _releases(params))
    wanted = (_obtain_predictions(layout, stored) for stored in official.STORED_PREDICTIONS)
    return _Acquired(archives, tuple(found for found in wanted if found is not None))


def _obtain(layout: Layout, release: Release) -> _Archive:
    found = sources.find(layout, sources.SCDB_DIR, release.file_names)
    if sources.passed_over(sources.SCDB_DIR, found):
        logger.warning("SCDB_DIR holds no %s; looking further", release.file_names[0])
    if found is None:
        return _from_official_addresses(release)
    return _described(release, str(found.path), found.origin, archive.load(found.path))


def _described(release: Release, label: str, origin: str, content: bytes) -> _Archive:
    record = manifest.describe(
        release.name,
        release.stem + archive.suffix(content),
        origin,
        release.recognise(manifest.sha256(content)),
        content,
        _terms(label, content),
    )
    return _Archive(record, content)


def _terms(label: str, content: bytes) -> pd.Series:
    return parse_archive(label, content, ["term"])["term"]


def _from_official_addresses(release: Release) -> _Archive:
    reasons = []
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


def _downloaded(release: Release, address: str) -> _Archive:
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


def _obtain_predictions(layout: Layout, wanted: StoredPredictions) -> _Predictions | None:
    found = sources.find(layout, sources.REFERENCE_DIR, wanted.file_names)
    if sources.passed_over(sources.REFERENCE_DIR, found):
        logger.warning("SCDB_REFERENCE_DIR holds no %s; looking further", wanted.file)
    if found is None:
        return _download_predictions(wanted)
    return _read_predictions(wanted, str(found.path), found.origin, archive.load(found.path))


def _download_predictions(wanted: StoredPredictions) -> _Predictions | None:
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
) -> _Predictions:
    table = reference.parse_predictions(label, content, wanted.model)
    recognition = wanted.recognise(manifest.sha256(content))
    record = manifest.describe(
        wanted.model, PurePath(label).name, origin, recognition, content, table["term"]
    )
    return _Predictions(record, table)


@contextmanager
def _taking_its_place(layout: Layout) -> Iterator[Layout]:
    """Yield a twin of `layout` whose raw folder takes the place of the old one on success."""
    try:
        layout.data.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".acquire-", dir=layout.data) as folder:
            staged = Layout(layout.dataset, Path(folder))
            yield staged
            if layout.raw.exists():
                layout.raw.replace(Path(folder) / "previous")
            staged.raw.replace(layout.raw)
    except (OSError, UserError) as error:
        refusal = error.__cause__ or error
        raise UserError(
            f"cannot write {layout.raw}: {getattr(refusal, 'strerror', None) or refusal}; "
            "check space and permissions"
        ) from error


def _write(layout: Layout, acquired: _Acquired) -> None:
    for held in acquired.archives:
        files.write_bytes(layout.raw / held.record.file, held.content)
    files.write_parquet(
        layout.reference, reference.stack(found.table for found in acquired.predictions)
    )
    if acquired.truth is not None:
        files.write_parquet(layout.truth, acquired.truth)
    manifest.write(layout.manifest, _manifest(layout.dataset, acquired))


def _manifest(dataset: str, acquired: _Acquired) -> Manifest:
    return Manifest(
        dataset,
        files=tuple(held.record for held in acquired.archives),
        reference=tuple(found.record for found in acquired.predictions),
    )


def _in_words(record: FileRecord) -> str:
    return (
        f"{record.file} ({record.origin}, {record.recognition}), {record.rows:,} votes, "
        f"terms {record.first_term}-{record.last_term}"
    )
