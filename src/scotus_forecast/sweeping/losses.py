"""Errors of settings row by row, and their means on resamples of whole cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.errors import UserError
from scotus_forecast.evaluation.bootstrap import CaseBootstrap
from scotus_forecast.evaluation.frame import predicted_reverse
from scotus_forecast.models.inputs import Labels

#: Errors are rounded to multiples of this before resampling, so that their sums are exact in
#: double precision and the same whatever the order of additions.
_GRAIN = 2.0**-24

_CHUNK = 128


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


def resampled_means(
    values: np.ndarray, case_id: np.ndarray, bootstrap: CaseBootstrap
) -> np.ndarray:
    """Mean over rows of each column on every resample of cases.

    Parameters
    ----------
    values : np.ndarray of float, shape (n_rows, n_columns)
    case_id : np.ndarray of str, shape (n_rows,)
    bootstrap : CaseBootstrap
        Of these cases.

    Returns
    -------
    np.ndarray of float, shape (n_samples, n_columns)
    """
    case = bootstrap.case_ids.get_indexer(case_id)
    whole = np.column_stack([np.rint(values / _GRAIN), np.ones(len(values))])
    per_case = np.zeros((len(bootstrap.case_ids), whole.shape[1]))
    np.add.at(per_case, case, whole)
    weights = bootstrap.weights
    sums = np.concatenate(
        [
            weights[start : start + _CHUNK].astype(np.float64) @ per_case
            for start in range(0, len(weights), _CHUNK)
        ]
    )
    return sums[:, :-1] * _GRAIN / sums[:, -1:]
