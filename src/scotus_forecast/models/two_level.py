"""Case first, then votes given the case: a vote is mostly its case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scotus_forecast.evaluation.walk_forward import Run, Split, split_at, walk_forward
from scotus_forecast.evaluation.walk_forward.inputs import Forecast, Inputs, Labels

#: Terms of out-of-sample case forecasts before votes are modelled; until then p(vote) = p(case).
LEAST_TERMS = 5

_EDGE = 1e-3


def as_given(inputs: Inputs) -> Inputs:
    """Leave the features as they are."""
    return inputs


class Classifier(Protocol):
    """The part of a scikit-learn classifier used here."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> Classifier:
        """Fit on labelled rows."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, ordered by label."""


#: From a seed to an unfitted classifier.
Learner = Callable[[int], Classifier]


@dataclass(frozen=True)
class Fitter:
    """Fit on what was known, forecast the term: the task sent to a worker.

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
    """

    learner: Learner
    X: np.ndarray
    labels: Labels
    since: int = 0
    window: int | None = None
    refit_every: int = 1

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Probability of reversal of each test row; NaN where nothing may train."""
        train = self._training_rows(split)
        if len(np.unique(self.labels.reversed[train])) < len((0, 1)):
            return np.full(len(split.test), np.nan)
        return self._fit(train, seed).predict_proba(self.X[split.test])[:, 1]

    def fit_all(self, seed: int) -> Classifier:
        """Fit on every decided row, for the cases of the term after the last."""
        after = int(self.labels.term.max()) + 1
        split = split_at(after, self.labels.term, self.labels.revealed)
        return self._fit(self._training_rows(split), seed)

    def _fit(self, train: np.ndarray, seed: int) -> Classifier:
        return self.learner(seed).fit(self.X[train], self.labels.reversed[train])

    def _training_rows(self, split: Split) -> np.ndarray:
        earliest = max(self.since, split.term - self.window if self.window else 0)
        return split.train[self.labels.term[split.train] >= earliest]

    def forecast(self, run: Run) -> np.ndarray:
        """Walk forward over all terms."""
        return walk_forward(self, self.labels.term, self.labels.revealed, run, self.refit_every)


def logit(p: np.ndarray, edge: float = _EDGE) -> np.ndarray:
    """Log-odds of probabilities kept `edge` away from 0 and 1."""
    clipped = np.clip(p, edge, 1 - edge)
    return np.log(clipped / (1 - clipped))


def vote_matrix(inputs: Inputs, p_case: np.ndarray) -> np.ndarray:
    """Features of votes beside the forecast of their case, shape (n_votes, n_features + 2)."""
    given_case = logit(p_case)[inputs.case_of_vote]
    size = np.bincount(inputs.case_of_vote)[inputs.case_of_vote]
    return np.column_stack([inputs.vote_features.to_numpy(), given_case, size]).astype(np.float32)


@dataclass(frozen=True)
class Learners:
    """What a two-level forecaster is made of.

    Attributes
    ----------
    case, vote : callable
        From a seed to an unfitted classifier.
    case_window, vote_window : int or None
        Terms that train the case and the vote model; all where None.
    refit_every : int
        Terms forecast with one fit.
    prepare : callable
        From inputs to inputs with the case features this forecaster wants.
    """

    case: Learner
    vote: Learner
    case_window: int | None
    vote_window: int | None
    refit_every: int
    prepare: Callable[[Inputs], Inputs] = as_given


def two_level(inputs: Inputs, learners: Learners, run: Run) -> Forecast:
    """Walk forward over cases, then over votes given the cases' forecasts."""
    p_case = case_fitter(inputs, learners).forecast(run)
    p_vote = vote_fitter(inputs, p_case, learners, run.first_term).forecast(run)
    early = inputs.vote.term < run.first_term + LEAST_TERMS
    given_case = p_case[inputs.case_of_vote]
    return Forecast(p_case, np.where(early | np.isnan(p_vote), given_case, p_vote))


def case_fitter(inputs: Inputs, learners: Learners) -> Fitter:
    """Return what fits and forecasts cases."""
    return Fitter(
        learners.case,
        learners.prepare(inputs).case_features.to_numpy(),
        inputs.case,
        window=learners.case_window,
        refit_every=learners.refit_every,
    )


def vote_fitter(inputs: Inputs, p_case: np.ndarray, learners: Learners, first_term: int) -> Fitter:
    """Return what fits and forecasts votes given out-of-sample forecasts of their cases.

    The forecasts of the cases that votes train on were themselves made before those cases' terms.
    """
    return Fitter(
        learners.vote,
        vote_matrix(inputs, p_case),
        inputs.vote,
        since=first_term,
        window=learners.vote_window,
        refit_every=learners.refit_every,
    )
