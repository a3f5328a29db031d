"""MLflow as a projection of the pipeline's outputs: the only file that imports mlflow.

A stage that DVC restores from its cache logs nothing, so no stage logs while it runs. Runs are
rebuilt from what the stages wrote, and rebuilding them twice changes nothing.
"""

from __future__ import annotations

import json
import logging
import os
import time
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scotus_forecast.data.manifest import FileRecord, sha256
from scotus_forecast.project.errors import UserError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import DatasetInput, Metric, Run

STORE = Path("mlflow.db")
ARTIFACTS = Path("mlartifacts")

#: MLflow refuses larger batches.
_BATCH = 1000
_DIGEST = "content_sha256"
_FILES_DIGEST = "artifacts_sha256"

#: Tells the UI that these are models, not conversations.
_EXPERIMENT_TAGS = {"mlflow.experimentKind": "custom_model_development"}
#: The one experiment of all sweeps.
SWEEPS = "scotus-forecast sweeps"
_ABOUT = {
    "scdb": {"mlflow.note.content": "The real Court, from the Supreme Court Database."},
    "simulated": {
        "mlflow.note.content": "The embedded control: a simulated Court with known truth. Nothing "
        "here is a result about the real one."
    },
    SWEEPS: {
        "mlflow.note.content": "Settings tried on terms before those held out: one run a setting "
        "and sweep. Nothing here is a headline."
    },
}

Key = tuple[str, str, str]


@dataclass(frozen=True)
class RunRecord:
    """What one MLflow run shall say; `stage_lock` tells its versions apart.

    Attributes
    ----------
    name : str
        As the UI lists it: ``<horizon>/<model>``.
    curves : mapping of metric to mapping of term to value
        Logged with step = term.
    files : pairs of folder inside the run and file
        Artifacts. They are renewed in place: a report covers all models, so a new report makes
        no new run.
    texts : mapping of path inside the run to text
        Artifacts that are no file yet.
    """

    name: str
    horizon: str
    model: str
    stage_lock: str
    note: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    curves: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    sources: tuple[FileRecord, ...] = ()
    files: tuple[tuple[str, Path], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Identity within an experiment."""
        return self.horizon, self.model, self.stage_lock

    @property
    def content(self) -> str:
        """Digest of all that a run can be given only once."""
        said = (self.name, self.note, self.tags, self.params, self.metrics, self.curves)
        return digest([*said, [asdict(source) for source in self.sources]])

    @property
    def artifacts(self) -> str:
        """Digest of the artifacts."""
        hashes = [(folder, one.name, sha256(one.read_bytes())) for folder, one in self.files]
        return digest([hashes, self.texts])


def digest(value: Any) -> str:  # noqa: ANN401 - JSON is any of many types
    """Return the sha256 of `value` as canonical JSON."""
    return sha256(json.dumps(value, sort_keys=True).encode())


def store_uri(root: Path) -> str:
    """Address of the store of the project at `root`: SQLite wants its path absolute."""
    return f"sqlite:///{(root / STORE).resolve()}"


@dataclass(frozen=True)
class _Book:
    """One experiment of an open store."""

    client: MlflowClient
    experiment: str
    artifacts: Path


def project(root: Path, dataset: str, records: Collection[RunRecord], commit: str) -> Counter[str]:
    """Make the runs of `dataset` say what `records` say, and nothing twice.

    A record whose key is new becomes a run. One whose key is known but whose numbers changed
    (the same forecasts, scored anew) replaces its run; one whose artifacts changed gets the new
    ones. Runs that `records` no longer name are tagged superseded.

    Parameters
    ----------
    root : Path
        Root of the project, where the store lies.
    dataset : str
        Name of the experiment.
    records : collection of RunRecord
        All runs the pipeline now stands for.
    commit : str
        Git commit written to new runs.

    Returns
    -------
    Counter
        Number of runs ``added``, ``replaced``, ``refreshed`` and ``kept``, and of those newly
        ``superseded``.

    Raises
    ------
    UserError
        When the store was made in another folder: its artifact paths lead there.
    """
    book = _open(root.resolve(), dataset)
    known = {_key(run): run for run in _runs(book)}
    done = Counter(_settle(book, record, known.get(record.key), commit) for record in records)
    current = {record.key for record in records}
    done["superseded"] = sum(_mark(book, run, current) for run in _runs(book))
    return done


def _open(root: Path, dataset: str) -> _Book:
    client = _client(root)
    artifacts = root / ARTIFACTS / dataset
    experiment = _experiment(client, dataset, artifacts)
    _drop_default(client)
    return _Book(client, experiment, artifacts)


def _drop_default(client: MlflowClient) -> None:
    # MLflow makes an experiment of its own in every new store; empty, it would only be in the way.
    found = client.get_experiment_by_name("Default")
    if found is None or found.lifecycle_stage != "active":
        return
    if not client.search_runs([found.experiment_id], max_results=1):
        client.delete_experiment(found.experiment_id)


def _client(root: Path) -> MlflowClient:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    with warnings.catch_warnings():
        # MLflow 3.17 maps its tables in a way that SQLAlchemy 2.1 deprecates.
        warnings.filterwarnings("ignore", "The ``noload`` loader strategy", DeprecationWarning)
        import mlflow

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        return mlflow.MlflowClient(tracking_uri=store_uri(root))


def _experiment(client: MlflowClient, dataset: str, artifacts: Path) -> str:
    location = artifacts.as_uri()
    found = client.get_experiment_by_name(dataset)
    if found is None:
        return client.create_experiment(
            dataset, artifact_location=location, tags=_EXPERIMENT_TAGS | _ABOUT[dataset]
        )
    if found.artifact_location != location:
        raise UserError(f"{STORE} was made in another folder; delete it to rebuild it here")
    return found.experiment_id


def _runs(book: _Book) -> Iterator[Run]:
    token = None
    while True:
        page = book.client.search_runs([book.experiment], max_results=_BATCH, page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _key(run: Run) -> Key:
    tags = run.data.tags
    return tags.get("horizon", ""), tags.get("model", ""), tags.get("stage_lock", "")


def _settle(book: _Book, record: RunRecord, run: Run | None, commit: str) -> str:
    if run is None:
        _add(book, record, commit)
        return "added"
    if run.data.tags.get(_DIGEST) != record.content:
        book.client.delete_run(run.info.run_id)
        _add(book, record, commit)
        return "replaced"
    if _artifacts_differ(book, run, record):
        _log_artifacts(book.client, run.info.run_id, record)
        return "refreshed"
    return "kept"


def _add(book: _Book, record: RunRecord, commit: str) -> None:
    client, tags = book.client, _tags(record, commit)
    run_id = client.create_run(book.experiment, run_name=record.name, tags=tags).info.run_id
    _log_values(client, run_id, record)
    client.log_inputs(run_id, datasets=_inputs(record.sources))
    _log_artifacts(client, run_id, record)
    # Last, so that a run cut short is known by its absence and replaced.
    client.set_tag(run_id, _DIGEST, record.content)
    client.set_terminated(run_id)


def _tags(record: RunRecord, commit: str) -> dict[str, str]:
    return {
        **record.tags,
        "horizon": record.horizon,
        "model": record.model,
        "stage_lock": record.stage_lock,
        "superseded": "false",
        "git_commit": commit,
        "mlflow.source.name": "scotus-forecast",
        "mlflow.source.git.commit": commit,
        "mlflow.note.content": record.note,
    }


def _log_values(client: MlflowClient, run_id: str, record: RunRecord) -> None:
    from mlflow.entities import Param

    client.log_batch(run_id, params=[Param(*item) for item in record.params.items()])
    metrics = list(_metrics(record))
    for start in range(0, len(metrics), _BATCH):
        client.log_batch(run_id, metrics=metrics[start : start + _BATCH])


def _metrics(record: RunRecord) -> Iterator[Metric]:
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    for name, value in record.metrics.items():
        yield Metric(name, value, now, 0)
    for name, curve in record.curves.items():
        for term, value in curve.items():
            yield Metric(name, value, now, term)


def _inputs(sources: Iterable[FileRecord]) -> list[DatasetInput]:
    from mlflow.entities import Dataset, DatasetInput

    return [
        DatasetInput(Dataset(one.file, one.sha256[:16], one.origin, json.dumps(asdict(one))))
        for one in sources
    ]


def _artifacts_differ(book: _Book, run: Run, record: RunRecord) -> bool:
    lost = not (book.artifacts / run.info.run_id).is_dir() and (record.files or record.texts)
    return bool(lost) or run.data.tags.get(_FILES_DIGEST) != record.artifacts


def _log_artifacts(client: MlflowClient, run_id: str, record: RunRecord) -> None:
    for folder, file in record.files:
        client.log_artifact(run_id, str(file), folder)
    for path, text in record.texts.items():
        client.log_text(run_id, text, path)
    client.set_tag(run_id, _FILES_DIGEST, record.artifacts)


def _mark(book: _Book, run: Run, current: Collection[Key]) -> bool:
    superseded = str(_key(run) not in current).lower()
    if run.data.tags.get("superseded") == superseded:
        return False
    book.client.set_tag(run.info.run_id, "superseded", superseded)
    return superseded == "true"


def project_sweep(root: Path, records: Collection[RunRecord], commit: str) -> Counter[str]:
    """Make the runs of one sweep say what `records` say; those of other sweeps stay as they are.

    Parameters and exceptions as in `project`.

    Returns
    -------
    Counter
        Number of runs ``added``, ``replaced`` and ``kept``.
    """
    book = _open(root.resolve(), SWEEPS)
    known = {_key(run): run for run in _runs(book)}
    return Counter(_settle(book, record, known.get(record.key), commit) for record in records)
