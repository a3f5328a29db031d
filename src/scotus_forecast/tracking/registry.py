"""The fitted models in MLflow's registry: under an alias, and loaded only when they are ours."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import numpy as np
import pandas as pd
from packaging.requirements import Requirement

from scotus_forecast.core.court.columns import Level
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import sha256
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.walk_forward.feature_info import FEATURES_FILE, read_feature_info
from scotus_forecast.tracking.store import ARTIFACTS, client_of, require_usable, store_uri

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.pyfunc import PyFuncModel

#: The version that forecasts are made with.
ALIAS = "current"

_HASH = "sha256"


@dataclass(frozen=True)
class FittedFile:
    """A fitted model that the pipeline wrote.

    Attributes
    ----------
    name : str
        In the registry.
    path : Path
    case_features, vote_features : list of str
        Names in the order of the model.
    info : Path, optional
        Facts about the features, where the model asks for them.
    """

    name: str
    path: Path
    case_features: list[str]
    vote_features: list[str]
    info: Path | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the file."""
        return sha256(self.path.read_bytes())

    def example(self) -> pd.DataFrame:
        """One made-up case before nine justices."""
        from scotus_forecast.tracking.served import CASE, VOTE

        features = dict.fromkeys(self.case_features, 0.5)
        features |= {f"{VOTE}{name}": 0.0 for name in self.vote_features}
        return pd.DataFrame({CASE: np.zeros(9, dtype=np.int64), **features})


def fitted_files(layout: Layout) -> Iterator[FittedFile]:
    """Yield the fitted models there are: those of horizon `docket`, then the stacks."""
    for path in sorted(layout.docket.glob("model-level*-lag*.json")):
        model = json.loads(path.read_bytes())["model"]
        name = f"{layout.dataset}-docket-{path.stem.removeprefix('model-')}"
        yield FittedFile(name, path, model["case_features"], model["vote_features"])
    for path in sorted(layout.models.glob("*.joblib")):
        folder = layout.features(path.stem.partition("-")[0])
        if (folder / FEATURES_FILE).is_file():
            case, vote = (list(read_feature_info(folder, u)) for u in (Level.CASE, Level.VOTE))
            info = folder / FEATURES_FILE
            yield FittedFile(f"{layout.dataset}-{path.stem}", path, case, vote, info)


def register(layout: Layout) -> list[str]:
    """Register every fitted model under `ALIAS`; one that stands there already stays.

    Returns
    -------
    list of str
        Names of the models that got a new version.
    """
    require_usable(layout.root)
    client = client_of(layout.root)
    with _quietly():
        return [one.name for one in fitted_files(layout) if _register(client, layout.root, one)]


@contextmanager
def _quietly() -> Iterator[None]:
    """Let MLflow warn nobody of what it does itself: type hints, and what pandas will drop."""
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _register(client: MlflowClient, root: Path, fitted: FittedFile) -> bool:
    if _tag(client, fitted.name) == fitted.hash:
        return False
    folder = root.resolve() / ARTIFACTS / "registry" / fitted.name / fitted.hash[:12]
    shutil.rmtree(folder, ignore_errors=True)
    _save(folder, fitted)
    if not client.search_registered_models(f"name = '{fitted.name}'"):
        client.create_registered_model(fitted.name)
    made = client.create_model_version(
        fitted.name, folder.as_uri(), tags={_HASH: fitted.hash}, description=fitted.path.name
    )
    client.set_registered_model_alias(fitted.name, ALIAS, made.version)
    return True


def _tag(client: MlflowClient, name: str) -> str | None:
    """Hash of the version under the alias; None where there is none."""
    found = client.search_registered_models(f"name = '{name}'")
    if not found or ALIAS not in found[0].aliases:
        return None
    return client.get_model_version_by_alias(name, ALIAS).tags.get(_HASH)


def _save(folder: Path, fitted: FittedFile) -> None:
    import mlflow

    from scotus_forecast.tracking import served

    artifacts = {"model": str(fitted.path)}
    if fitted.info is not None:
        artifacts["features"] = str(fitted.info)
    mlflow.pyfunc.save_model(
        str(folder),
        python_model=served.__file__,
        artifacts=artifacts,
        model_config={_HASH: fitted.hash},
        code_paths=[str(Path(served.__file__).parents[1])],
        signature=_signature(fitted),
        input_example=fitted.example(),
        pip_requirements=_pinned(),
    )


def _signature(fitted: FittedFile) -> Any:  # noqa: ANN401 - MLflow's
    from mlflow.models import infer_signature

    example = fitted.example()
    forecast = example[["case"]].assign(p_reverse=0.5, p_vote=0.5)
    return infer_signature(example, forecast)


def _pinned() -> list[str]:
    """Return what this project needs to run, in the versions installed."""
    wanted = [Requirement(text) for text in requires("scotus-forecast") or ()]
    needed = [one.name for one in wanted if one.marker is None or one.marker.evaluate()]
    return [f"{name}=={version(name)}" for name in needed]


def load(layout: Layout, name: str) -> PyFuncModel:
    """Load the model under `ALIAS`, if it is the one that the pipeline wrote here.

    Raises
    ------
    UserError
        When nothing is registered under that name, or its file is not ours.
    """
    import mlflow

    ours = {fitted.name: fitted for fitted in fitted_files(layout)}
    client = client_of(layout.root)
    if name not in ours or _tag(client, name) is None:
        known = ", ".join(ours) or "none, run: make reproduce"
        raise UserError(f"no model '{name}' is registered here; there are {known}")
    found = client.get_model_version_by_alias(name, ALIAS)
    folder = folder_of(str(found.source))
    kept = folder / "artifacts" / ours[name].path.name
    if not kept.is_file() or sha256(kept.read_bytes()) != ours[name].hash:
        raise UserError(
            f"the registered model '{name}' is not the one that the pipeline wrote; "
            f"run: scotus-forecast track {layout.dataset}"
        )
    mlflow.set_tracking_uri(store_uri(layout.root))
    with _quietly():
        return mlflow.pyfunc.load_model(str(folder))


def folder_of(source: str) -> Path:
    """Folder that a version's address names."""
    return Path(url2pathname(urlparse(source).path))
