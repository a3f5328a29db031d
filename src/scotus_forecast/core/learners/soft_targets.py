"""How each case was decided, by its outcome and by the votes behind it.

Nine to none says more of the next such case than five to four. So a model of cases is fitted on a
number that the votes move away from what was decided where the bench was closer than is usual, and
beyond it where it was less close. By how much a bench divides changes with the years: what is usual
is taken out, so that the number has the mean of the outcome at all times, and models fitted on it
do not become timid where dissent is common.

What ends a case without a decision on the merits (a dismissal, an equally divided Court) has little
to do with what makes the Court reverse, so each question gets a classifier of its own
(Frank & Kramer 2004, doi 10.1145/1015330.1015363).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier

from scotus_forecast.core.court.outcomes import OTHER, REVERSE
from scotus_forecast.core.learners.fitting import Classifier, Learner
from scotus_forecast.core.walk_forward.inputs import ForecastInputs


@dataclass(frozen=True, eq=False)
class SoftTargets:
    """Soft target of each case, and whether the merits were reached.

    Attributes
    ----------
    share : np.ndarray of float, shape (n_cases,)
        About 0 or 1; above -1 and below 2. It is 0 where the merits were not reached.
    on_merits : np.ndarray of bool, shape (n_cases,)
    """

    share: np.ndarray
    on_merits: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> SoftTargets:
        """Targets of some cases."""
        return SoftTargets(self.share[rows], self.on_merits[rows])


def soft_targets(inputs: ForecastInputs, vote_weight: float) -> SoftTargets:
    """Soft target of each case: its outcome, moved by how the votes divided.

    Parameters
    ----------
    inputs : ForecastInputs
    vote_weight : float
        From 0 to 1: how far the votes move the outcome. Only cases revealed at the same time say
        what is usual.

    Returns
    -------
    SoftTargets
    """
    outcome = inputs.case.outcome
    reversed_ = (outcome == REVERSE).astype(float)
    moved = _share_to_reverse(inputs, reversed_) - reversed_
    unusual = moved - _usual(moved, inputs.case.revealed, outcome)
    on_merits = outcome != OTHER
    return SoftTargets(np.where(on_merits, reversed_ + vote_weight * unusual, 0.0), on_merits)


def _usual(moved: np.ndarray, revealed: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Mean over the cases of the same outcome that were revealed at the same time."""
    return pd.Series(moved).groupby([revealed, outcome]).transform("mean").to_numpy()


def _share_to_reverse(inputs: ForecastInputs, where_none: np.ndarray) -> np.ndarray:
    """Share of the votes on the merits that were to reverse; `where_none` was cast, that."""
    outcome, case = inputs.vote.outcome, inputs.case_of_vote
    cast = np.bincount(case, outcome != OTHER, len(where_none))
    to_reverse = np.bincount(case, outcome == REVERSE, len(where_none))
    return np.divide(to_reverse, cast, out=where_none.copy(), where=cast > 0)


class SoftTargetClassifier(BaseEstimator):
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

    def fit(self, X: np.ndarray, target: np.ndarray | SoftTargets) -> SoftTargetClassifier:
        """Fit on shares or labels; a case without merits counts as not reversed."""
        share = target.share if isinstance(target, SoftTargets) else target
        one, none = np.flatnonzero(share != 0), np.flatnonzero(share != 1)
        rows, answer = np.concatenate([one, none]), np.repeat([1, 0], [len(one), len(none)])
        weight = np.concatenate([share[one], 1 - share[none]])
        self.model.fit(X[rows], answer, sample_weight=weight)
        self.classes_ = self.model.classes_
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, shape (n_rows, 2)."""
        return self.model.predict_proba(X)


class NestedDichotomies(BaseEstimator):
    """Classifier of soft targets: the chance of reversal is that of the merits times that on them.

    Parameters
    ----------
    learner : callable
        From a seed to an unfitted classifier that is fitted on shares.
    seed : int
    """

    def __init__(self, learner: Learner, seed: int) -> None:
        self.learner = learner
        self.seed = seed

    def fit(self, X: np.ndarray, target: SoftTargets) -> NestedDichotomies:
        """Fit both questions: the first on all rows, the second on those with merits."""
        on_merits = target.on_merits
        self.merits_ = self._fit(X, on_merits.astype(int))
        self.reverse_ = self._fit(X[on_merits], target.share[on_merits])
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
