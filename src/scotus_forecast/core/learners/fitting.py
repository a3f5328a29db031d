"""Fitting on what was known and forecasting a term, and the scales probabilities add up on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from scotus_forecast.core.walk_forward.inputs import Labels
from scotus_forecast.core.walk_forward.splits import Split, split_at
from scotus_forecast.core.walk_forward.walk import WalkForward


class Classifier(Protocol):
    """The part of a scikit-learn classifier used here."""

    classes_: np.ndarray

    def fit(
        self,
        X: np.ndarray,
        y: Any,  # noqa: ANN401 - an array or a `Target`
        sample_weight: np.ndarray | None = None,
    ) -> Classifier:
        """Fit on labelled rows."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, ordered by label."""


class Target(Protocol):
    """What is fitted, row by row: an array, or `soft_targets.SoftTargets`."""

    def __getitem__(self, rows: np.ndarray) -> Target:
        """Target of some rows."""


#: From a seed to an unfitted classifier.
Learner = Callable[[int], Classifier]


def p_reverse(model: Classifier, X: np.ndarray) -> np.ndarray:
    """Probability of the second class, shape (n_rows,), of rows of shape (n_rows, n_features)."""
    return model.predict_proba(X)[:, 1]


@dataclass(frozen=True)
class Fitter:
    """A learner with its data: fits on what was known and forecasts a term.

    Attributes
    ----------
    learner : callable
    X : np.ndarray, shape (n_rows, n_features)
    labels : Labels
    since : int
        Rows of earlier terms do not train.
    window : int, optional
        Terms before the forecast that train; all where left out.
    refit_every : int
        Terms forecast with one fit.
    target : Target, of n_rows, optional
        What is fitted; whether each row was reversed where left out.
    """

    learner: Learner
    X: np.ndarray
    labels: Labels
    since: int = 0
    window: int | None = None
    refit_every: int = 1
    target: Target | None = None

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Probability of reversal of each test row; NaN where nothing may train."""
        train = self._training_rows(split)
        if len(np.unique(self.labels.reversed[train])) < len((0, 1)):
            return np.full(len(split.test), np.nan)
        return p_reverse(self._fit(train, seed), self.X[split.test])

    def fit_all(self, seed: int) -> Classifier:
        """Fit on every decided row, for the cases of the term after the last."""
        after = int(self.labels.term.max()) + 1
        split = split_at(after, self.labels.term, self.labels.revealed)
        return self._fit(self._training_rows(split), seed)

    def _fit(self, train: np.ndarray, seed: int) -> Classifier:
        target = self.labels.reversed if self.target is None else self.target
        return self.learner(seed).fit(self.X[train], target[train])

    def _training_rows(self, split: Split) -> np.ndarray:
        earliest = max(self.since, split.term - self.window if self.window else 0)
        return split.train[self.labels.term[split.train] >= earliest]

    def forecast(self, walk: WalkForward) -> np.ndarray:
        """Walk forward over all terms; probability of reversal, shape (n_rows,)."""
        return walk.forecast(self, self.labels.term, self.labels.revealed, self.refit_every)


#: How far probabilities are kept from 0 and 1 before their logarithms are taken. Fixed: it only
#: bounds the log-odds (at 6.9).
_EDGE = 1e-3


def logit(p: np.ndarray, edge: float = _EDGE) -> np.ndarray:
    """Log-odds of probabilities of any shape, kept `edge` away from 0 and 1."""
    clipped = np.clip(p, edge, 1 - edge)
    return np.log(clipped / (1 - clipped))


def log_chances(p: np.ndarray) -> np.ndarray:
    """Return log(p) and -log(1 - p), which add up to the log-odds.

    These are the inputs of beta calibration (Kull, Silva Filho & Flach 2017,
    doi 10.1214/17-EJS1338SI).

    Parameters
    ----------
    p : np.ndarray, shape (n_rows,)
        Kept away from 0 and 1 as in `logit`.

    Returns
    -------
    np.ndarray, shape (n_rows, 2)
    """
    clipped = np.clip(p, _EDGE, 1 - _EDGE)
    return np.column_stack([np.log(clipped), -np.log(1 - clipped)])
