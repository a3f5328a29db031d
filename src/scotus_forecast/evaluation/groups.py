"""Scores by term, decade, chief, issue area, circuit, justice and division of the Court."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.panel import BASELINE_HORIZON, Forecaster, Panel

#: The paper's in-sample optimised baseline, given beside every group.
MOST_FREQUENT_10 = Forecaster(BASELINE_HORIZON, "most_frequent_10")

COLUMNS = [
    "horizon", "model", "unit", "group", "value", "n", "accuracy", "brier", "share_reversed",
    "accuracy_always_reverse", "accuracy_most_frequent_10",
]  # fmt: skip


def group_table(panel: Panel, attributes: pd.DataFrame) -> pd.DataFrame:
    """Score every forecaster within every value of every attribute.

    Always reverse is right exactly where the truth is reverse. The most-frequent baseline is
    judged on the rows it shares with the forecaster, by the forecaster's truth.

    Parameters
    ----------
    panel : Panel
    attributes : pd.DataFrame of string, shape (n_rows, n_groups)
        Aligned with the rows of the panel, nothing missing.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`.
    """
    coded = {name: pd.factorize(attributes[name], sort=True) for name in attributes}
    tables = [
        _means(values, codes[rows], scored).assign(group=group, **panel.labels(column))
        for column, rows, scored in _scored_rows(panel)
        for group, (codes, values) in coded.items()
    ]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _scored_rows(panel: Panel) -> Iterator[tuple[int, np.ndarray, dict[str, np.ndarray]]]:
    for column in range(len(panel.forecasters)):
        rows = ~np.isnan(panel.p_reverse[:, column])
        y = panel.reversed[rows, column]
        scored = {
            "accuracy": panel.correct[rows, column],
            "brier": _squared_error(panel, column, rows),
            "share_reversed": y,
            "accuracy_always_reverse": y,
            "accuracy_most_frequent_10": _baseline_correct(panel, rows, y),
        }
        yield column, rows, scored


def _squared_error(panel: Panel, column: int, rows: np.ndarray) -> np.ndarray:
    error = (panel.p_reverse[rows, column] - panel.reversed[rows, column]) ** 2
    return error if column in panel.probabilistic else np.full_like(error, np.nan)


def _baseline_correct(panel: Panel, rows: np.ndarray, y: np.ndarray) -> np.ndarray:
    if MOST_FREQUENT_10 not in panel.forecasters:
        return np.full(len(y), np.nan)
    column = panel.forecasters.index(MOST_FREQUENT_10)
    own = panel.reversed[rows, column]
    correct = panel.correct[rows, column]
    return np.where(own == y, correct, 1 - correct)


def _means(values: pd.Index, codes: np.ndarray, scored: dict[str, np.ndarray]) -> pd.DataFrame:
    means = {name: _mean_by(codes, column, len(values)) for name, column in scored.items()}
    n = np.bincount(codes, minlength=len(values))
    return pd.DataFrame({"value": values, "n": n, **means})[n > 0]


def _mean_by(codes: np.ndarray, column: np.ndarray, n_values: int) -> np.ndarray:
    known = ~np.isnan(column)
    count = np.bincount(codes[known], minlength=n_values)
    total = np.bincount(codes[known], weights=column[known], minlength=n_values)
    return np.divide(total, count, out=np.full(n_values, np.nan), where=count > 0)
