"""The MLflow store: where it lies, whether it can be used, and one experiment of it open."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scotus_forecast.project.errors import UserError
from scotus_forecast.project.files import replacing
from scotus_forecast.tracking import schema

if TYPE_CHECKING:
    from mlflow import MlflowClient

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
    fault = schema.fault_of(root / STORE)
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
