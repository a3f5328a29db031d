"""What a sweep may read, and every setting of it walked forward, with its losses.

Forecasts are saved, so that nothing is fitted twice.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import scotus_forecast
from scotus_forecast.core.learners.registry import model_named
from scotus_forecast.core.project.dependencies import imported_files
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import digest, sha256
from scotus_forecast.core.project.horizons import NO_COLUMNS
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.core.walk_forward.checkpoints import DamagedFileError, read_array, write_array
from scotus_forecast.core.walk_forward.feature_info import FEATURES_FILE
from scotus_forecast.core.walk_forward.inputs import (
    ForecastInputs,
    Labels,
    load_inputs,
    read_labels,
)
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.sweeping.grid import Setting

logger = logging.getLogger(__name__)

SOURCE = Path(scotus_forecast.__file__).parents[1]

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
    # This module reads a sweep's data and fits its models; the model's own is loaded by name.
    found = imported_files(__name__, SOURCE) | imported_files(module, SOURCE)
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


@dataclass(frozen=True, eq=False)
class Losses:
    """What every setting makes of the rows that all of them forecast.

    Attributes
    ----------
    case_id : np.ndarray of str, shape (n_rows,)
    term, revealed : np.ndarray of int, shape (n_rows,)
    squared : np.ndarray of float, shape (n_rows, n_settings)
        Brier score of each forecast.
    right : np.ndarray of bool, shape (n_rows, n_settings)
        Whether the forecast rule hits.
    """

    case_id: np.ndarray
    term: np.ndarray
    revealed: np.ndarray
    squared: np.ndarray
    right: np.ndarray

    def rows(self, kept: np.ndarray) -> Losses:
        """Keep some rows."""
        return Losses(*(values[kept] for values in vars(self).values()))


def losses_of(p_reverse: np.ndarray, truth: Labels, case_id: np.ndarray) -> Losses:
    """Hold forecasts against the truth.

    Parameters
    ----------
    p_reverse : np.ndarray of float, shape (n_rows, n_settings)
    truth : Labels
    case_id : np.ndarray of str, shape (n_rows,)

    Raises
    ------
    UserError
        When no row is forecast by every setting.
    """
    kept = ~np.isnan(p_reverse).any(axis=1)
    if not kept.any():
        raise UserError("no case is forecast by every setting; widen the windows")
    was = truth.reversed[:, None]
    whole = Losses(
        case_id,
        truth.term,
        truth.revealed,
        (p_reverse - was) ** 2,
        predicted_reverse(p_reverse) == (was == 1),
    )
    return whole.rows(kept)


def forecast(
    inputs: ForecastInputs, unit: str, model: str, settings: dict[str, Any], walk: WalkForward
) -> np.ndarray:
    """Probability of reversal of every row of `unit`, NaN where there is no forecast."""
    declared = model_named(model)
    own = declared.settings.model_validate(settings)
    # Cases that are forecast before their votes need none of the votes, which cost most.
    if unit == "case" and declared.case_then_votes:
        return declared.case_then_votes(own).forecast_cases(inputs, walk)
    return getattr(declared.forecast(inputs, own, walk), unit)


def search(
    data: SweepData,
    unit: str,
    settings: Sequence[Setting],
    walk: WalkForward,
    saved: SavedForecasts,
) -> np.ndarray:
    """Forecast with every setting; each is kept as soon as it is finished.

    Returns
    -------
    np.ndarray of float, shape (n_rows, n_settings)
        NaN where a setting gives no forecast.

    Raises
    ------
    UserError
        When the model refuses a setting.
    """
    columns = []
    for number, setting in enumerate(settings, start=1):
        logger.info("sweep: setting %d of %d: %s", number, len(settings), setting.name)
        columns.append(_one(data, unit, setting, walk, saved))
    return np.column_stack(columns)


def _one(
    data: SweepData, unit: str, setting: Setting, walk: WalkForward, saved: SavedForecasts
) -> np.ndarray:
    key = saved.key(setting.whole)
    p_reverse = saved.read(key)
    if p_reverse is None:
        unfinished = saved.unfinished(key)
        p_reverse = _walked(data, unit, setting, replace(walk, unfinished=unfinished))
        saved.write(key, p_reverse)
        shutil.rmtree(unfinished, ignore_errors=True)
    return p_reverse


def _walked(data: SweepData, unit: str, setting: Setting, walk: WalkForward) -> np.ndarray:
    model = walk.names[-1]
    try:
        return forecast(data.inputs, unit, model, setting.whole, walk)
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{model} cannot be fitted with {setting.name}: {reason}") from error
