"""MLflow as a projection of the pipeline's outputs.

A stage that DVC restores from its cache logs nothing, so no stage logs while it runs. Runs are
rebuilt from what the stages wrote, and rebuilding them twice changes nothing.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scotus_forecast.data.manifest import FileRecord
from scotus_forecast.tracking.store import SWEEPS, Experiment, Key, RunRecord, opened

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import DatasetInput, Metric, Run

#: MLflow refuses larger batches.
_BATCH = 1000
_DIGEST = "content_sha256"
_FILES_DIGEST = "artifacts_sha256"


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
        When the store cannot be used (`tracking.store.opened`).
    """
    with opened(root, dataset) as book:
        done = _settled(book, records, commit)
        current = {record.key for record in records}
        done["superseded"] = sum(_mark(book, run, current) for run in _runs(book))
    return done


def _settled(book: Experiment, records: Collection[RunRecord], commit: str) -> Counter[str]:
    known = {_key(run): run for run in _runs(book)}
    return Counter(_settle(book, record, known.get(record.key), commit) for record in records)


def _runs(book: Experiment) -> Iterator[Run]:
    token = None
    while True:
        page = book.client.search_runs([book.id], max_results=_BATCH, page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _key(run: Run) -> Key:
    tags = run.data.tags
    return tags.get("horizon", ""), tags.get("model", ""), tags.get("stage_lock", "")


def _settle(book: Experiment, record: RunRecord, run: Run | None, commit: str) -> str:
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


def _add(book: Experiment, record: RunRecord, commit: str) -> None:
    client, tags = book.client, _tags(record, commit)
    run_id = client.create_run(book.id, run_name=record.name, tags=tags).info.run_id
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


def _artifacts_differ(book: Experiment, run: Run, record: RunRecord) -> bool:
    lost = not (book.artifacts / run.info.run_id).is_dir() and (record.files or record.texts)
    return bool(lost) or run.data.tags.get(_FILES_DIGEST) != record.artifacts


def _log_artifacts(client: MlflowClient, run_id: str, record: RunRecord) -> None:
    for folder, file in record.files:
        client.log_artifact(run_id, str(file), folder)
    for path, text in record.texts.items():
        client.log_text(run_id, text, path)
    client.set_tag(run_id, _FILES_DIGEST, record.artifacts)


def _mark(book: Experiment, run: Run, current: Collection[Key]) -> bool:
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
    with opened(root, SWEEPS) as book:
        return _settled(book, records, commit)
