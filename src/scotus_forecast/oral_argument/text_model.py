"""What the words tell: logistic regression on TF-IDF of petitioner's less respondent's side.

Words that would be said to either side cancel out, and with them the topic of the case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from scotus_forecast.core.project.params import TextParams
from scotus_forecast.core.walk_forward.inputs import Labels
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.vocabulary import Vocabulary, inverse_frequency, lean

#: Cases that must be known before words are read.
LEAST_CASES = 200

#: Smaller tolerances move no forecast by more than a rounding and take twice as long.
_TOLERANCE = 0.1

#: Scale of the constant that carries the base rate, so that it is hardly penalised.
_INTERCEPT = 3.0


@dataclass(frozen=True, eq=False)
class TextModel:
    """Fits on the words of earlier cases and forecasts those of a term.

    Attributes
    ----------
    words : Vocabulary
    labels : Labels
        Of the same cases.
    settings : TextParams
    """

    words: Vocabulary
    labels: Labels
    settings: TextParams

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Probability of reversal of each test row; NaN where too little is known."""
        recent = self.labels.term[split.train] >= split.term - self.settings.window
        split = replace(split, train=split.train[recent])
        y = self.labels.reversed[split.train]
        if len(y) < LEAST_CASES or len(np.unique(y)) < len((0, 1)):
            return np.full(len(split.test), np.nan)
        train, test = self._columns(split)
        age = split.term - 1 - self.labels.term[split.train]
        weight = 0.5 ** (age / self.settings.half_life)
        return _learner(seed).fit(train, y, weight).predict_proba(test)[:, 1]

    def _columns(self, split: Split) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Words of the training and of the test rows; idf is that of the training rows."""
        train, test = [], []
        for speaker in ("bench", "counsel") if self.settings.counsel else ("bench",):
            least = self.settings.least_documents
            idf = inverse_frequency(self.words, speaker, split.train, least)
            scale = np.sqrt(self.settings.c)
            train.append(lean(self.words, speaker, idf, split.train) * scale)
            test.append(lean(self.words, speaker, idf, split.test) * scale)
        return sparse.hstack(train, format="csr"), sparse.hstack(test, format="csr")


def _learner(seed: int) -> LogisticRegression:
    return LogisticRegression(
        C=1.0, solver="liblinear", dual=True, tol=_TOLERANCE, max_iter=1000,
        intercept_scaling=_INTERCEPT, random_state=seed,
    )  # fmt: skip


def forecast_text(
    words: Vocabulary, labels: Labels, settings: TextParams, walk: WalkForward
) -> np.ndarray:
    """Walk forward over the cases heard; NaN until `LEAST_CASES` are known.

    Parameters
    ----------
    words : Vocabulary
    labels : Labels
        Of the same cases, in the same order.
    settings : TextParams
    walk : WalkForward

    Returns
    -------
    np.ndarray of float, shape (n_heard,)
        Probability of reversal.
    """
    if not len(labels.term):
        return np.zeros(0)
    since = replace(walk, first_term=int(labels.term.min()))
    return since.forecast(TextModel(words, labels, settings), labels.term, labels.revealed)
