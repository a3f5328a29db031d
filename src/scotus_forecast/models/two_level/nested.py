"""Nested dichotomies: whether the Court reaches the merits, then whether it reverses.

What ends a case without a decision on the merits (a dismissal, an equally divided Court) has little
to do with what makes the Court reverse, so each question gets a classifier of its own
(Frank & Kramer 2004, doi 10.1145/1015330.1015363).
"""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier

from scotus_forecast.court.outcomes import OTHER
from scotus_forecast.models.two_level.fitter import Classifier, Learner


class NestedDichotomies(BaseEstimator):
    """Classifier of verdicts: the chance of reversal is that of the merits times that on them.

    Parameters
    ----------
    learner : callable
        From a seed to an unfitted classifier that is fitted on shares.
    seed : int
    """

    def __init__(self, learner: Learner, seed: int) -> None:
        self.learner = learner
        self.seed = seed

    def fit(self, X: np.ndarray, verdict: np.ndarray) -> NestedDichotomies:
        """Fit both questions: the first on all rows, the second on those with merits."""
        on_merits = verdict != OTHER
        self.merits_ = self._fit(X, on_merits.astype(int))
        self.reverse_ = self._fit(X[on_merits], verdict[on_merits])
        return self

    def _fit(self, X: np.ndarray, answer: np.ndarray) -> Classifier:
        """Fit one question; where it was always answered alike, that answer is sure."""
        asked = np.unique(answer).size > 1
        model = self.learner(self.seed) if asked else DummyClassifier()
        return model.fit(X, answer)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of not reverse and reverse, shape (n_rows, 2)."""
        p = _yes(self.merits_, X) * _yes(self.reverse_, X)
        return np.column_stack([1 - p, p])


def _yes(model: Classifier, X: np.ndarray) -> np.ndarray:
    return model.predict_proba(X)[:, -1] * model.classes_[-1]
