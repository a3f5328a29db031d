"""What a sweep may read, and the forecasts it saves so that nothing is fitted twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import scotus_forecast
from scotus_forecast.core.project.dependencies import imported_files
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import digest, sha256
from scotus_forecast.core.project.horizons import NO_COLUMNS
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.walk_forward.checkpoints import DamagedFileError, read_array, write_array
from scotus_forecast.core.walk_forward.feature_info import FEATURES_FILE
from scotus_forecast.core.walk_forward.inputs import (
    ForecastInputs,
    Labels,
    load_inputs,
    read_labels,
)

logger = logging.getLogger(__name__)

SOURCE = Path(scotus_forecast.__file__).parents[1]

#: What reads a sweep's data and fits its models; the model's own module is loaded by name.
_MODULES = ("scotus_forecast.sweeping.sweep_data", "scotus_forecast.sweeping.search")
_COMPUTING = ("joblib", "numpy", "pandas", "scikit-learn", "scipy")


@dataclass(frozen=True)
class SavedForecasts:
    """Forecasts of finished settings, one file each.

    Attributes
    ----------
    folder : Path
    fixed : str
        Digest of everything that determines a forecast but the settings tried.
    """

    folder: Path
    fixed: str

    def key(self, settings: dict[str, Any]) -> str:
        """Digest of everything that determines the forecasts of `settings`."""
        return digest([self.fixed, settings])

    def path(self, key: str) -> Path:
        """File of the forecasts under `key`."""
        return self.folder / f"{key}.npy"

    def unfinished(self, key: str) -> Path:
        """Folder for the finished terms of a setting that is not finished."""
        return self.folder / key

    def read(self, key: str) -> np.ndarray | None:
        """Forecasts under `key`, or None where there are none or they are damaged."""
        try:
            return read_array(self.path(key), key)
        except DamagedFileError as error:
            logger.warning("%s; its setting is walked forward again", error)
            return None

    def write(self, key: str, p_reverse: np.ndarray) -> None:
        """Keep forecasts, whole or not at all."""
        write_array(self.path(key), key, p_reverse)


def data_digest(files: list[Path]) -> str:
    """Digest of the content of `files`."""
    return digest([sha256(path.read_bytes()) for path in files])


def code_digest(module: str) -> str:
    """Digest of all our code that forecasts with `module`, and the versions of what it uses."""
    found = set().union(*(imported_files(name, SOURCE) for name in (*_MODULES, module)))
    source = {path.relative_to(SOURCE).as_posix(): sha256(path.read_bytes()) for path in found}
    return digest([source, {name: version(name) for name in _COMPUTING}])


#: Last term whose forecasts are not evaluated: settings are chosen on terms up to it. A simulated
#: Court has none, because another can be drawn. Fixed: a later term would be hindsight.
LAST_UNEVALUATED = {"scdb": 1945}


@dataclass(frozen=True)
class SweepData:
    """Forecast inputs up to the last term of the sweep.

    Attributes
    ----------
    inputs : ForecastInputs
    case_id : pd.Series of str, shape (n_cases,)
    """

    inputs: ForecastInputs
    case_id: pd.Series

    def labels(self, unit: str) -> Labels:
        """Truth of a unit."""
        return self.inputs.case if unit == "case" else self.inputs.vote

    def case_of(self, unit: str) -> np.ndarray:
        """Identifier of the case of each row of a unit."""
        ids = self.case_id.to_numpy()
        return ids if unit == "case" else ids[self.inputs.case_of_vote]


def require_unevaluated(dataset: str, first_term: int, last_term: int) -> None:
    """Refuse terms on which forecasts are evaluated, and spans that hold nothing to choose by.

    Raises
    ------
    UserError
    """
    limit = LAST_UNEVALUATED.get(dataset, last_term)
    if last_term > limit:
        raise UserError(
            f"--last-term {last_term}: terms since {limit + 1} of {dataset} are evaluated, and "
            f"settings chosen on them would be chosen with hindsight; {limit} at most"
        )
    if last_term <= first_term:
        raise UserError(
            f"--last-term {last_term} must come after evaluation.first_term, which is {first_term}"
        )


def read_sweep_data(layout: Layout, horizon: str, last_term: int) -> SweepData:
    """Read labels and features of terms up to `last_term`.

    Raises
    ------
    UserError
        When a table is missing or holds none of these terms.
    """
    inputs = load_inputs(layout, horizon, last_term)
    cases, _ = read_labels(layout, last_term)
    return SweepData(inputs, cases["caseId"])


def files(layout: Layout, horizon: str) -> list[Path]:
    """List the files that `read_sweep_data` reads."""
    folder = layout.features(horizon)
    names = ("cases.parquet", "votes.parquet", FEATURES_FILE)
    features = [] if horizon == NO_COLUMNS else [folder / name for name in names]
    return [layout.cases, layout.votes, *features]
