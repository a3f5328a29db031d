"""Every setting of a sweep walked forward, and its losses."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scotus_forecast.core.learners.registry import model_named
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, Labels
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.sweeping.grid import Setting
from scotus_forecast.sweeping.sweep_data import SavedForecasts, SweepData


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


logger = logging.getLogger(__name__)


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
