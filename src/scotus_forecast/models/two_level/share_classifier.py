"""A classifier of two classes that can be told shares in place of labels."""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator

from scotus_forecast.models.two_level.fitter import Classifier


class ShareClassifier(BaseEstimator):
    """Fits a row of share s as one of class 1 with weight s and one of class 0 with the rest.

    Its log loss is the cross-entropy from the shares, so that shares of 0 and 1 are labels.

    Parameters
    ----------
    model : classifier
        Unfitted, of two classes, which takes weights.
    """

    def __init__(self, model: Classifier) -> None:
        self.model = model

    def fit(self, X: np.ndarray, share: np.ndarray) -> ShareClassifier:
        """Fit on shares; one below 0, of a case without merits, is none."""
        share = np.clip(share, 0, 1)
        one, none = np.flatnonzero(share > 0), np.flatnonzero(share < 1)
        rows, answer = np.concatenate([one, none]), np.repeat([1, 0], [len(one), len(none)])
        weight = np.concatenate([share[one], 1 - share[none]])
        self.model.fit(X[rows], answer, sample_weight=weight)
        self.classes_ = self.model.classes_
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, shape (n_rows, 2)."""
        return self.model.predict_proba(X)
