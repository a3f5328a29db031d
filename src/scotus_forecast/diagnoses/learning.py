"""Accuracy by years of history, and permutation importance of groups of features.

The features of a group are permuted together, among the cases of one term, under the model fitted
before that term. So no case gets values of another Court, and correlated features of a group cannot
replace each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scotus_forecast.core.learners.fitting import Fitter
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.evaluation.bootstrap import ClusterBootstrap, percentile_interval
from scotus_forecast.evaluation.metrics import auc
from scotus_forecast.evaluation.periods import periods_until

#: Periods of the diagnoses, each also on merits cases alone.
PERIODS = ("paper", "paper_merits", "y1956_2014", "y1956_2014_merits")


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Truth of one unit, and the resamples of cases shared by all comparisons.

    Attributes
    ----------
    unit : {"case", "vote"}
    rows : pd.DataFrame
        ``caseId, term, outcome, reversed``.
    bootstrap : ClusterBootstrap
    confidence : float
    """

    unit: str
    rows: pd.DataFrame
    bootstrap: ClusterBootstrap
    confidence: float

    def periods(self, p: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each period and its rows, of those that every column of `p` forecasts.

        Parameters
        ----------
        p : np.ndarray of float, shape (n_rows, n_forecasts)
        """
        term, outcome = self.rows["term"].to_numpy(), self.rows["outcome"].to_numpy()
        forecast = ~np.isnan(p).any(axis=1)
        for period in periods_until(int(term.max())):
            inside = period.select(term, outcome) & forecast
            if period.name in PERIODS and inside.any():
                yield period.name, inside

    def right(self, p: np.ndarray) -> np.ndarray:
        """1 where the forecast is right, 0 elsewhere; shape of `p`."""
        return (predicted_reverse(p) == self._reversed(p).astype(bool)).astype(float)

    def squared_error(self, p: np.ndarray) -> np.ndarray:
        """Brier score of each forecast; shape of `p`."""
        return (p - self._reversed(p)) ** 2

    def auc(self, p: np.ndarray, inside: np.ndarray) -> np.ndarray:
        """Area under the curve of each column on the rows `inside`."""
        y = self.rows["reversed"].to_numpy()[inside]
        return np.array([auc(y, column) for column in p[inside].T])

    def intervals(self, values: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Case-bootstrap interval of the mean of each column on the rows `inside`.

        Parameters
        ----------
        values : np.ndarray of float, shape (n_rows, n_columns)
        inside : np.ndarray of bool, shape (n_rows,)
        """
        resampled = self.bootstrap.means(self.rows["caseId"][inside], values[inside])
        return percentile_interval(resampled, self.confidence)

    def _reversed(self, p: np.ndarray) -> np.ndarray:
        truth = self.rows["reversed"].to_numpy(float)
        return truth.reshape(-1, *[1] * (p.ndim - 1))


#: Terms that train; None is all of them. Fixed: the axis of the learning curve.
WINDOWS = (5, 10, 20, 40, 80, None)

LEARNING_COLUMNS = [
    "horizon", "case_window", "unit", "period", "n", "accuracy", "accuracy_low", "accuracy_high",
    "brier", "auc",
]  # fmt: skip


def learning_curve(
    windows: Sequence[int | None], p: np.ndarray, held_out: HeldOut, horizon: str
) -> pd.DataFrame:
    """Scores by terms of history and period.

    Parameters
    ----------
    windows : sequence of int or None
    p : np.ndarray of float, shape (n_rows, n_windows)
    held_out : HeldOut
    horizon : str

    Returns
    -------
    pd.DataFrame
        Columns `LEARNING_COLUMNS`; ``case_window`` is null where all earlier terms train.
    """
    names = pd.DataFrame({"case_window": pd.array(windows, dtype="Int32")})
    parts = [
        names.assign(period=period, **_scores(p, inside, held_out))
        for period, inside in held_out.periods(p)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(horizon=horizon, unit=held_out.unit)[LEARNING_COLUMNS]


def _scores(p: np.ndarray, inside: np.ndarray, held_out: HeldOut) -> dict[str, np.ndarray | int]:
    right = held_out.right(p)
    low, high = held_out.intervals(right, inside)
    return {
        "n": int(inside.sum()),
        "accuracy": right[inside].mean(axis=0),
        "accuracy_low": low,
        "accuracy_high": high,
        "brier": held_out.squared_error(p)[inside].mean(axis=0),
        "auc": held_out.auc(p, inside),
    }


#: Permutations of each group. Fixed: it moves the width of the intervals only.
REPEATS = 5

IMPORTANCE_COLUMNS = [
    "horizon", "group", "features", "moved", "unit", "period", "n", "accuracy_loss", "ci_low",
    "ci_high", "brier_loss", "brier_ci_low", "brier_ci_high",
]  # fmt: skip


@dataclass(frozen=True)
class Permutation:
    """Fits once, then forecasts the term as it is and with each group permuted.

    Attributes
    ----------
    fitter : Fitter
    groups : mapping of str to array of int
        Columns of ``fitter.X`` by group.
    repeats : int
        Permutations a group.
    """

    fitter: Fitter
    groups: Mapping[str, np.ndarray]
    repeats: int = REPEATS

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Forecasts of shape (n_test, 1 + n_groups * repeats): unchanged, then group by group."""
        rng = np.random.default_rng(seed)
        X, term = self.fitter.X[split.test], self.fitter.labels.term[split.test]
        permuted = [
            _permute(X, columns, permuted_within(term, rng))
            for columns in self.groups.values()
            for _ in range(self.repeats)
        ]
        return self._forecast(split, [X, *permuted], seed)

    def _forecast(self, split: Split, blocks: list[np.ndarray], seed: int) -> np.ndarray:
        """Forecast all blocks with one fit, as further test rows below the real ones."""
        X = np.concatenate([self.fitter.X, *blocks])
        below = np.arange(len(self.fitter.X), len(X))
        p = replace(self.fitter, X=X)(Split(split.term, split.train, below), seed)
        return p.reshape(len(blocks), len(split.test)).T


def permuted_within(term: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Permutation of rows within each term.

    Returns
    -------
    np.ndarray of int, shape (n_rows,)
        Row that the values of each row come from.
    """
    source = np.empty(len(term), dtype=int)
    place = np.argsort(term, kind="stable")
    source[place] = np.lexsort((rng.random(len(term)), term))
    return source


def _permute(X: np.ndarray, columns: np.ndarray, source: np.ndarray) -> np.ndarray:
    copy = X.copy()
    copy[:, columns] = X[np.ix_(source, columns)]
    return copy


def moved(X: np.ndarray, term: np.ndarray, groups: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Share of the cases in terms where some feature of the group differs between cases.

    Permuting within a term changes nothing that all cases of the term share.
    """
    return {group: _differs(X[:, columns], term) for group, columns in groups.items()}


def _differs(values: np.ndarray, term: np.ndarray) -> float:
    by_term = pd.DataFrame(values).groupby(term)
    varies = (by_term.max() > by_term.min()).any(axis=1)
    return float(varies[term].mean())


def importance_table(
    p: np.ndarray, groups: pd.DataFrame, held_out: HeldOut, horizon: str
) -> pd.DataFrame:
    """Losses of accuracy and Brier score, averaged over the permutations of each group.

    Parameters
    ----------
    p : np.ndarray of float, shape (n_cases, 1 + n_groups * repeats)
        From `Permutation`.
    groups : pd.DataFrame
        ``group, features, moved``, in the order of `p`.
    held_out : HeldOut
    horizon : str

    Returns
    -------
    pd.DataFrame
        Columns `IMPORTANCE_COLUMNS`; a loss is positive where permuting does harm.
    """
    right, error = held_out.right(p), held_out.squared_error(p)
    accuracy = right[:, :1] - _mean_by_group(right, len(groups))
    brier = _mean_by_group(error, len(groups)) - error[:, :1]
    parts = [
        groups.assign(horizon=horizon, unit=held_out.unit, period=period, n=int(inside.sum()))
        .assign(**_losses("accuracy_loss", "ci", accuracy, inside, held_out))
        .assign(**_losses("brier_loss", "brier_ci", brier, inside, held_out))
        for period, inside in held_out.periods(p)
    ]
    return pd.concat(parts, ignore_index=True)[IMPORTANCE_COLUMNS]


def _mean_by_group(values: np.ndarray, groups: int) -> np.ndarray:
    return values[:, 1:].reshape(len(values), groups, -1).mean(axis=2)


def _losses(
    name: str, interval: str, values: np.ndarray, inside: np.ndarray, held_out: HeldOut
) -> dict[str, np.ndarray]:
    low, high = held_out.intervals(values, inside)
    mean = values[inside].mean(axis=0)
    return {name: mean, f"{interval}_low": low, f"{interval}_high": high}
