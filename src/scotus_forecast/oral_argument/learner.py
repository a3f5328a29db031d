"""A logistic regression that trusts its first column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

#: How much lighter the first column is penalised: its coefficient is pulled to 0 25 times less.
_TRUST = 5.0


@dataclass(frozen=True, eq=False)
class TrustingLogistic:
    """Penalised logistic regression on standardised columns, the first one almost free.

    The first column is the log-odds of a forecast made without the others. Where the others tell
    nothing, that forecast stands.

    Attributes
    ----------
    mean, scale, coefficients : np.ndarray of float, shape (n_columns,)
    intercept : float
    """

    mean: np.ndarray
    scale: np.ndarray
    coefficients: np.ndarray
    intercept: float

    @classmethod
    def fitted(cls, X: np.ndarray, y: np.ndarray, weight: np.ndarray, c: float) -> TrustingLogistic:
        """Fit on weighted rows; `c` is the inverse penalty."""
        mean = np.average(X, axis=0, weights=weight)
        spread = np.sqrt(np.average((X - mean) ** 2, axis=0, weights=weight))
        scale = np.where(spread > 0, spread, 1.0)
        scale[0] /= _TRUST
        model = LogisticRegression(C=c, max_iter=1000).fit((X - mean) / scale, y, weight)
        return cls(mean, scale, model.coef_[0], float(model.intercept_[0]))

    def p_reverse(self, X: np.ndarray) -> np.ndarray:
        """Probability of reversal, shape (n_rows,)."""
        return expit((X - self.mean) / self.scale @ self.coefficients + self.intercept)

    def record(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        return {name: np.asarray(value).tolist() for name, value in vars(self).items()}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> TrustingLogistic:
        """Return the learner whose `record` this is."""
        arrays = {name: np.array(value) for name, value in record.items() if name != "intercept"}
        return cls(**arrays, intercept=record["intercept"])
