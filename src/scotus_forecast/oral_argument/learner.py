"""A logistic regression that trusts its first column."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

#: How much lighter the first column is penalised: its coefficient is pulled to 0 25 times less.
_TRUST = 5.0


class TrustingLogistic:
    """Penalised logistic regression on standardised columns, the first one almost free.

    The first column is the log-odds of a forecast made without the others. Where the others tell
    nothing, that forecast stands.

    Parameters
    ----------
    c : float
        Inverse penalty.
    """

    def __init__(self, c: float) -> None:
        self.c = c

    def fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray) -> TrustingLogistic:
        """Fit on weighted rows."""
        self.mean_ = np.average(X, axis=0, weights=weight)
        spread = np.sqrt(np.average((X - self.mean_) ** 2, axis=0, weights=weight))
        self.scale_ = np.where(spread > 0, spread, 1.0)
        self.scale_[0] /= _TRUST
        model = LogisticRegression(C=self.c, max_iter=1000)
        self.model_ = model.fit((X - self.mean_) / self.scale_, y, weight)
        return self

    def p_reverse(self, X: np.ndarray) -> np.ndarray:
        """Probability of reversal, shape (n_rows,)."""
        return self.model_.predict_proba((X - self.mean_) / self.scale_)[:, 1]
