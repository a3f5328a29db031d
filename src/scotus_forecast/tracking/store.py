"""The MLflow store: records of runs, whether the store can be used, one experiment open."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import digest, replacing, sha256
from scotus_forecast.data.manifest import FileRecord

if TYPE_CHECKING:
    from mlflow import MlflowClient

Key = tuple[str, str, str]


@dataclass(frozen=True)
class RunRecord:
    """What one MLflow run shall say; `stage_lock` tells its versions apart.

    Attributes
    ----------
    name : str
        As the UI lists it.
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


_REVISION = re.compile(r"""^(revision|down_revision) = ["'](\w+)["']""", re.MULTILINE)


def fault_of(store: Path) -> str | None:
    """What keeps MLflow from opening `store`, or None: the words follow the file's name.

    A file that is missing or empty is no fault: MLflow makes its tables in it.
    """
    if not store.exists():
        return None
    try:
        return _fault_of_version(_version(store))
    except (sqlite3.Error, OSError) as error:
        return f"is no MLflow store ({error})"


def _version(store: Path) -> str | None:
    """Version of the tables in `store`; None where there is no table, empty where it is unsaid."""
    address = f"{store.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            return ""
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0]) if found else ""


def _fault_of_version(version: str | None) -> str | None:
    if version is None or version == head():
        return None
    if not version:
        return "is an SQLite database of something else"
    return f"was made by another version of MLflow (its tables are {version}, not {head()})"


@cache
def head() -> str:
    """Version of the tables that the installed MLflow makes: the one no other follows."""
    said = [dict(_REVISION.findall(text)) for text in _migrations()]
    followed = {one.get("down_revision") for one in said}
    heads = [one["revision"] for one in said if "revision" in one]
    return next(revision for revision in heads if revision not in followed)


def _migrations() -> Iterator[str]:
    # `find_spec` of a package inside mlflow would import it.
    spec = find_spec("mlflow")
    for place in (spec.submodule_search_locations if spec else None) or ():
        for file in Path(place, "store", "db_migrations", "versions").glob("*.py"):
            yield file.read_text(encoding="utf-8")


STORE = Path("mlflow.db")
ARTIFACTS = Path("mlartifacts")

WAY_OUT = f"move {STORE} away; `make ui` builds a new one from what the pipeline wrote"

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


@dataclass(frozen=True)
class Experiment:
    """One experiment of an open store."""

    client: MlflowClient
    id: str
    artifacts: Path


def store_uri(root: Path, store: Path = STORE) -> str:
    """Address of the store of the project at `root`: SQLite wants its path absolute."""
    return f"sqlite:///{(root / store).resolve()}"


def require_usable(root: Path) -> None:
    """Refuse a store that this MLflow cannot open; one that is not there yet is no fault.

    Raises
    ------
    UserError
        Naming what is wrong with the file, and the way out.
    """
    fault = fault_of(root / STORE)
    if fault:
        raise UserError(f"{STORE} {fault}; {WAY_OUT}")


@contextmanager
def opened(root: Path, name: str) -> Iterator[Experiment]:
    """Open the experiment `name` of the project at `root`; make it and the store where missing.

    Raises
    ------
    UserError
        When the store is unusable, was made in another folder (its artifact paths lead there), or
        fails while it is in use.
    """
    root = root.resolve()
    require_usable(root)
    with _faults_told():
        if not (root / STORE).exists():
            _make(root)
        client = client_of(root)
        artifacts = root / ARTIFACTS / name
        experiment = _experiment(client, name, artifacts)
        _drop_default(client)
        yield Experiment(client, experiment, artifacts)


def _make(root: Path) -> None:
    # MLflow makes its tables one by one; killed half-way, it would leave a store it then refuses.
    with replacing(root / STORE) as draft:
        client_of(root, draft)


def client_of(root: Path, store: Path = STORE) -> MlflowClient:
    """Client of the store at `root`; MLflow makes the tables that a new store lacks."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    with warnings.catch_warnings():
        # MLflow 3.17 maps its tables in a way that SQLAlchemy 2.1 deprecates.
        warnings.filterwarnings("ignore", "The ``noload`` loader strategy", DeprecationWarning)
        import mlflow

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        return mlflow.MlflowClient(tracking_uri=store_uri(root, store))


@contextmanager
def _faults_told() -> Iterator[None]:
    """Make one line of what MLflow or SQLite says of a damaged, locked or full store."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{STORE} cannot be used: {_first(reason)}; {WAY_OUT}") from error
    except OSError as error:
        raise UserError(
            f"cannot write {ARTIFACTS}: {error.strerror or error}; check space and permissions"
        ) from error


def _first(reason: str, most: int = 160) -> str:
    """First sentence; SQLAlchemy appends the statement, its parameters and an address."""
    said = reason.split(" [SQL:")[0].split(" (Background on")[0]
    return said if len(said) <= most else f"{said[:most]}..."


def _drop_default(client: MlflowClient) -> None:
    # MLflow makes an experiment of its own in every new store; empty, it would only be in the way.
    found = client.get_experiment_by_name("Default")
    if found is None or found.lifecycle_stage != "active":
        return
    if not client.search_runs([found.experiment_id], max_results=1):
        client.delete_experiment(found.experiment_id)


def _experiment(client: MlflowClient, name: str, artifacts: Path) -> str:
    location = artifacts.as_uri()
    found = client.get_experiment_by_name(name)
    if found is None:
        return client.create_experiment(
            name, artifact_location=location, tags=_EXPERIMENT_TAGS | _ABOUT[name]
        )
    if found.artifact_location != location:
        raise UserError(f"{STORE} was made in another folder; {WAY_OUT}")
    return found.experiment_id
