"""Every setting of a sweep walked forward, or found finished."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.project.errors import UserError
from scotus_forecast.sweeping.grid import Setting
from scotus_forecast.sweeping.past import Past
from scotus_forecast.sweeping.pieces import Pieces
from scotus_forecast.sweeping.walk import forecast

logger = logging.getLogger(__name__)


def search(
    past: Past, unit: str, settings: Sequence[Setting], run: Run, pieces: Pieces
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
        columns.append(_one(past, unit, setting, run, pieces))
    return np.column_stack(columns)


def _one(past: Past, unit: str, setting: Setting, run: Run, pieces: Pieces) -> np.ndarray:
    key = pieces.key(setting.whole)
    p_reverse = pieces.read(key)
    if p_reverse is None:
        unfinished = pieces.unfinished(key)
        p_reverse = _walked(past, unit, setting, replace(run, unfinished=unfinished))
        pieces.write(key, p_reverse)
        shutil.rmtree(unfinished, ignore_errors=True)
    return p_reverse


def _walked(past: Past, unit: str, setting: Setting, run: Run) -> np.ndarray:
    model = run.names[-1]
    try:
        return forecast(past.inputs, unit, model, setting.whole, run)
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{model} cannot be fitted with {setting.name}: {reason}") from error
