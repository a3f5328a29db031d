"""What the words tell: logistic regression on TF-IDF of petitioner's less respondent's side.

Words that would be said to either side cancel out, and with them the topic of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from scotus_forecast.core.project.files import replacing
from scotus_forecast.core.project.params import TextParams
from scotus_forecast.core.walk_forward.inputs import Labels
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.vocabulary import (
    COLUMNS,
    SPEAKERS,
    Vocabulary,
    inverse_frequency,
    lean,
)

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
        model = self.fit(split.train, split.term, seed)
        if model is None:
            return np.full(len(split.test), np.nan)
        return model.p_reverse(self.words, split.test)

    def fit(self, known: np.ndarray, term: int, seed: int) -> FittedText | None:
        """Fit on the latest of the rows known at the opening of `term`; None where too few are."""
        train = known[self.labels.term[known] >= term - self.settings.window]
        y = self.labels.reversed[train]
        if len(y) < LEAST_CASES or len(np.unique(y)) < len((0, 1)):
            return None
        least = self.settings.least_documents
        speakers = SPEAKERS if self.settings.counsel else SPEAKERS[:1]
        idf = {who: inverse_frequency(self.words, who, train, least) for who in speakers}
        scale = float(np.sqrt(self.settings.c))
        weight = 0.5 ** ((term - 1 - self.labels.term[train]) / self.settings.half_life)
        columns = _columns(self.words, idf, scale, train)
        learner = _learner(seed).fit(columns, y, weight)
        return FittedText(term, idf, scale, learner.coef_[0], float(learner.intercept_[0]))


@dataclass(frozen=True, eq=False)
class FittedText:
    """What the words told before one term, for the cases of that term and later ones.

    Attributes
    ----------
    term : int
    idf : dict of str to np.ndarray, shape (COLUMNS,)
        By speaker, in the order of the coefficients.
    scale : float
        Root of the inverse penalty, by which every column is multiplied.
    coefficients : np.ndarray of float, shape (n_speakers * COLUMNS,)
    intercept : float
    """

    term: int
    idf: dict[str, np.ndarray]
    scale: float
    coefficients: np.ndarray
    intercept: float

    def p_reverse(self, words: Vocabulary, rows: np.ndarray) -> np.ndarray:
        """Probability of reversal of some cases, shape (n_rows,)."""
        return expit(
            _columns(words, self.idf, self.scale, rows) @ self.coefficients + self.intercept
        )

    def write(self, path: Path) -> None:
        """Write the columns that count, without pickles."""
        content: dict[str, Any] = {"term": self.term, "scale": self.scale}
        coefficients = np.split(self.coefficients, len(self.idf))
        for (speaker, idf), mine in zip(self.idf.items(), coefficients, strict=True):
            column = np.flatnonzero(idf)
            content |= {f"{speaker}_column": column.astype(np.int32), f"{speaker}_idf": idf[column]}
            content |= {f"{speaker}_coefficient": mine[column]}
        with replacing(path) as draft, draft.open("wb") as file:
            np.savez_compressed(file, intercept=self.intercept, **content)

    @classmethod
    def read(cls, path: Path) -> FittedText:
        """Read what `write` wrote."""
        with np.load(path, allow_pickle=False) as held:
            speakers = [who for who in SPEAKERS if f"{who}_idf" in held]
            idf = {who: _filled(held[f"{who}_column"], held[f"{who}_idf"]) for who in speakers}
            coefficients = [
                _filled(held[f"{who}_column"], held[f"{who}_coefficient"]) for who in speakers
            ]
            return cls(
                int(held["term"]), idf, float(held["scale"]), np.concatenate(coefficients),
                float(held["intercept"]),
            )  # fmt: skip


def _filled(column: np.ndarray, values: np.ndarray) -> np.ndarray:
    whole = np.zeros(COLUMNS)
    whole[column] = values
    return whole


def _columns(
    words: Vocabulary, idf: Mapping[str, np.ndarray], scale: float, rows: np.ndarray
) -> sparse.csr_matrix:
    """Words of some cases, those of the bench first."""
    parts = [lean(words, who, of, rows).astype(float) * scale for who, of in idf.items()]
    return sparse.hstack(parts, format="csr")


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
