"""What one MLflow run shall say; no MLflow here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scotus_forecast.data.manifest import FileRecord, sha256
from scotus_forecast.project.files import digest

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
