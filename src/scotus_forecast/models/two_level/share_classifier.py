"""A classifier of two classes that can be told shares in place of labels."""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator

from scotus_forecast.court.outcomes import OTHER
from scotus_forecast.models.two_level.fitter import Classifier


class ShareClassifier(BaseEstimator):
    """Fits a row of share s as one of class 1 with weight s and one of class 0 with the rest.

    Its log loss is the cross-entropy from the shares, so that shares of 0 and 1 are labels. A share
    may lie beyond them: the weights of a row add up to 1 all the same, and its loss is as convex.

    Parameters
    ----------
    model : classifier
        Unfitted, of two classes, which takes weights, negative ones too.
    """

    def __init__(self, model: Classifier) -> None:
        self.model = model

    def fit(self, X: np.ndarray, share: np.ndarray) -> ShareClassifier:
        """Fit on shares; that of a case without merits (`OTHER`) is none."""
        share = np.where(share == OTHER, 0, share)
        one, none = np.flatnonzero(share != 0), np.flatnonzero(share != 1)
        rows, answer = np.concatenate([one, none]), np.repeat([1, 0], [len(one), len(none)])
        weight = np.concatenate([share[one], 1 - share[none]])
        self.model.fit(X[rows], answer, sample_weight=weight)
        self.classes_ = self.model.classes_
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, shape (n_rows, 2)."""
        return self.model.predict_proba(X)
