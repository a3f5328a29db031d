"""Errors of settings row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.evaluation.walk_forward.inputs import Labels
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.frame import predicted_reverse


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
