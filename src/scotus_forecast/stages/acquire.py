"""Stage acquire: bring the raw archives of one dataset together and describe them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from scotus_forecast.core.project import files
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.data import archive, download, manifest, official
from scotus_forecast.data import obtain as sources
from scotus_forecast.data.manifest import FileRecord, Manifest
from scotus_forecast.data.obtain import Archive, Predictions, obtain, obtain_predictions, terms_of
from scotus_forecast.data.official import Release
from scotus_forecast.data.simulate import joined, simulate_blocks

logger = logging.getLogger(__name__)

_SIMULATED = "simulated"
_SIMULATED_STEM = "SCDB_simulated{part}_justiceCentered_Citation"


@dataclass(frozen=True)
class _Acquired:
    """All that will lie in the raw folder, still in memory."""

    archives: tuple[Archive, ...]
    predictions: tuple[Predictions, ...] = ()
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
        p_reverse_with_case : float
            True probability that case and justice both reverse.
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


def _packed(place: int, rows: pd.DataFrame) -> Archive:
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
        terms_of(stem, content),
    )
    return Archive(record, content)


def _real(layout: Layout, params: Params) -> _Acquired:
    archives = tuple(obtain(layout, release) for release in _releases(params))
    wanted = (obtain_predictions(layout, stored) for stored in official.STORED_PREDICTIONS)
    return _Acquired(archives, tuple(found for found in wanted if found is not None))


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
        layout.reference, manifest.stack(found.table for found in acquired.predictions)
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
