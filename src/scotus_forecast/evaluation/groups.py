"""Scores by term, decade, chief, issue area, circuit, justice and division of the Court."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.panel import BASELINE_HORIZON, Forecaster, Panel

#: The paper's baseline, its window chosen on the same terms; scored in every group.
MOST_FREQUENT_10 = Forecaster(BASELINE_HORIZON, "most_frequent_10")

COLUMNS = [
    "horizon", "model", "unit", "group", "value", "n", "accuracy", "accuracy_low", "accuracy_high",
    "brier", "share_reversed", "accuracy_always_reverse", "accuracy_most_frequent_10",
]  # fmt: skip

_KEYS = ["horizon", "model", "unit", "group", "value"]
_ENDS = ["accuracy_low", "accuracy_high"]

#: Cases below which a percentile interval is too short to be given.
FEWEST_CASES = 20


def group_table(
    panel: Panel,
    attributes: pd.DataFrame,
    bootstrap: ClusterBootstrap,
    confidence: float,
    named: Collection[Forecaster],
) -> pd.DataFrame:
    """Score every forecaster within every value of every attribute.

    Always reverse is right exactly where the truth is reverse. The most-frequent baseline is
    judged on the rows it shares with the forecaster, by the forecaster's truth.

    Parameters
    ----------
    panel : Panel
    attributes : pd.DataFrame of string, shape (n_rows, n_groups)
        Aligned with the rows of the panel, nothing missing.
    bootstrap : ClusterBootstrap
    confidence : float
        Of the interval ``accuracy_low`` to ``accuracy_high``.
    named : collection of Forecaster
        Those that get intervals. Resampling every group for every forecaster takes minutes.

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    groups.parquet : one row a forecaster, unit, group and value, over all terms
        horizon, model, unit : str
            Who forecast what.
        group : str
            ``term``, ``decade``, ``chief``, ``issue_area``, ``circuit`` (the court below),
            ``justice``, ``unanimity`` or ``margin`` (votes with the Court less votes against).
        value : str
            ``unknown`` where the case lacks the fact. A ``circuit`` is a court of appeals by its
            name, ``district court``, ``old circuit court`` (before 1912), ``state court`` or
            ``other``.
        n : int
            Cases or votes.
        accuracy : float
            Share forecast right.
        accuracy_low, accuracy_high : float or null
            Interval, cases resampled, of flagships only. Null in a group of fewer than 20 cases and
            where all forecasts are right or all wrong.
        brier : float or null
            Null for forecasters without probabilities.
        share_reversed : float
            Share that was reversed.
        accuracy_always_reverse, accuracy_most_frequent_10 : float
            Of two baselines on the same rows.
    """
    coded = {name: pd.factorize(attributes[name], sort=True) for name in attributes}
    tables = [
        _means(values, codes[rows], scored).assign(group=group, **panel.labels(column))
        for column, rows, scored in _scored_rows(panel)
        for group, (codes, values) in coded.items()
    ]
    means = pd.concat(tables, ignore_index=True)
    intervals = _intervals(panel, attributes, bootstrap, confidence, named)
    return means.merge(intervals, how="left", on=_KEYS)[COLUMNS]


def _intervals(
    panel: Panel,
    attributes: pd.DataFrame,
    bootstrap: ClusterBootstrap,
    confidence: float,
    named: Collection[Forecaster],
) -> pd.DataFrame:
    tables = [
        accuracy_intervals(
            panel.rows.loc[rows, "case_id"],
            scored["accuracy"],
            attributes.loc[rows],
            bootstrap,
            confidence,
        ).assign(**panel.labels(column))
        for column, rows, scored in _scored_rows(panel)
        if panel.forecasters[column] in named
    ]
    none = pd.DataFrame(columns=[*_KEYS, *_ENDS])
    return pd.concat(tables or [none]).astype(dict.fromkeys(_ENDS, float))


def accuracy_intervals(
    case_id: pd.Series,
    correct: np.ndarray,
    attributes: pd.DataFrame,
    bootstrap: ClusterBootstrap,
    confidence: float,
) -> pd.DataFrame:
    """Interval of the accuracy within every value of every attribute, cases resampled whole.

    A group of fewer than `FEWEST_CASES`, or one in which all forecasts are right or all wrong,
    has none: resampling what does not vary would claim certainty.

    Parameters
    ----------
    case_id : pd.Series of str, shape (n_rows,)
    correct : np.ndarray of 0 and 1, shape (n_rows,)
    attributes : pd.DataFrame of string, shape (n_rows, n_groups)
    bootstrap : ClusterBootstrap
    confidence : float

    Returns
    -------
    pd.DataFrame
        ``group, value, accuracy_low, accuracy_high``, only groups that have an interval.
    """
    table, member = _membership(attributes)
    right = member.multiply(correct[:, None]).tocsr()
    accuracy = right.sum(axis=0) / member.sum(axis=0)
    kept = (_cases_in(member, case_id) >= FEWEST_CASES) & (accuracy > 0) & (accuracy < 1)
    resampled = bootstrap.ratios(case_id, right[:, kept], member[:, kept])
    low, high = percentile_interval(resampled, confidence)
    return table[kept].assign(accuracy_low=low, accuracy_high=high)


def _membership(attributes: pd.DataFrame) -> tuple[pd.DataFrame, csr_array]:
    """Return the values of all attributes, and which rows have them, a column each.

    Sparse: a row has one value of each attribute, out of hundreds.
    """
    coded = {name: pd.factorize(attributes[name], sort=True) for name in attributes}
    sizes = [len(values) for _, values in coded.values()]
    offsets = np.cumsum([0, *sizes[:-1]])
    places = np.column_stack([codes for codes, _ in coded.values()]) + offsets
    ends = np.arange(0, places.size + 1, places.shape[1])
    ones = np.ones(places.size, np.float32)
    member = csr_array((ones, places.ravel(), ends), (len(attributes), sum(sizes)))
    groups = np.repeat(list(coded), sizes)
    values = np.concatenate([found for _, found in coded.values()])
    table = pd.DataFrame({"group": groups, "value": pd.array(values, dtype="string")})
    return table, member


def _cases_in(member: csr_array, case_id: pd.Series) -> np.ndarray:
    case, _ = pd.factorize(case_id)
    rows = np.arange(len(case))
    by_case = csr_array((np.ones(len(case), np.float32), (case, rows))) @ member
    return (by_case > 0).sum(axis=0)


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
