"""What the words tell: counts by case and side, and a logistic regression on them.

Counts are weighted by TF-IDF, petitioner's side less respondent's. Words that would be said to
either side cancel out, and with them the topic of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import sparse
from scipy.special import expit
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from scotus_forecast.core.project.files import replacing
from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.core.project.params import TextParams
from scotus_forecast.core.walk_forward.inputs import Labels
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.transcripts.sides import PETITIONER, RESPONDENT
from scotus_forecast.transcripts.tables import COUNSEL

#: Uni- and bigrams are hashed to this many columns.
COLUMNS = 2**18

SPEAKERS = ("bench", "counsel")
SIDES = (PETITIONER, RESPONDENT)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Counts of uni- and bigrams.

    Attributes
    ----------
    case_id : np.ndarray of str, shape (n_heard,)
        In order of term and case.
    counts : dict of (str, str) to scipy.sparse.csr_matrix of uint16, shape (n_heard, COLUMNS)
        By speaker (`SPEAKERS`) and side. What the bench says counts for the side spoken to.
    """

    case_id: np.ndarray
    counts: dict[tuple[str, str], sparse.csr_matrix]

    def rows(self, kept: np.ndarray) -> Vocabulary:
        """Keep some cases."""
        return Vocabulary(self.case_id[kept], {key: m[kept] for key, m in self.counts.items()})


def build_vocabulary(text: Iterable[pd.DataFrame], horizon: Horizon, workers: int) -> Vocabulary:
    """Count the words of every case.

    Parameters
    ----------
    text : iterable of pd.DataFrame
        `case_id, justice, side, text`; a case lies in one of them.
    horizon : Horizon
    workers : int
        Processes; -1 is one a core.

    Raises
    ------
    HorizonError
        When the horizon may not read what was said.
    """
    horizon.require("text", ("text",))
    parts = Parallel(n_jobs=workers)(delayed(_counted)(part) for part in text)
    return _joined([part for part in parts if len(part.case_id)])


def _joined(parts: list[Vocabulary]) -> Vocabulary:
    keys = [(speaker, side) for speaker in SPEAKERS for side in SIDES]
    none = sparse.csr_matrix((0, COLUMNS), dtype=np.uint16)
    # A part is given up as it is joined: two copies of all words would need a gigabyte.
    counts = {
        key: sparse.vstack([none, *(part.counts.pop(key) for part in parts)], format="csr")
        for key in keys
    }
    case_id = np.concatenate([np.array([], dtype=object), *(p.case_id for p in parts)])
    return Vocabulary(case_id, counts)


def _counted(part: pd.DataFrame) -> Vocabulary:
    """Vocabulary of one part of the text."""
    case_id, row = np.unique(part["case_id"].to_numpy(str), return_inverse=True)
    words = _vectorizer().transform(part["text"])
    is_counsel = (part["justice"] == COUNSEL).to_numpy()
    side = part["side"].to_numpy(str)
    counts = {
        (speaker, of): _summed(words, row, (is_counsel == (speaker == "counsel")) & (side == of))
        for speaker in SPEAKERS
        for of in SIDES
    }
    return Vocabulary(case_id.astype(object), counts)


def _vectorizer() -> HashingVectorizer:
    return HashingVectorizer(
        ngram_range=(1, 2),
        n_features=COLUMNS,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
        token_pattern=r"(?u)\b\w[\w']*\b",
    )


def _summed(words: sparse.csr_matrix, row: np.ndarray, kept: np.ndarray) -> sparse.csr_matrix:
    """Counts by case."""
    rows = np.flatnonzero(kept)
    ones = np.ones(len(rows), np.float32)
    member = sparse.csr_matrix((ones, (row[rows], rows)), shape=(row.max() + 1, words.shape[0]))
    summed = (member @ words).tocsr()
    summed.sort_indices()
    # Half the memory of floats; nobody says a word more often in one case.
    summed.data = np.minimum(summed.data, np.iinfo(np.uint16).max).astype(np.uint16)
    return summed


def lean(words: Vocabulary, speaker: str, idf: np.ndarray, rows: np.ndarray) -> sparse.csr_matrix:
    """Normalised TF-IDF of the petitioner's side less the respondent's, of some cases."""
    petitioner, respondent = (_weighted(words.counts[speaker, side][rows], idf) for side in SIDES)
    return petitioner - respondent


def _weighted(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """TF-IDF of log counts, rows of length 1; faster than a product of matrices."""
    data = np.log1p(counts.data, dtype=np.float32) * idf.astype(np.float32)[counts.indices]
    row = np.repeat(np.arange(counts.shape[0], dtype=np.int32), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, np.square(data, dtype=float), minlength=counts.shape[0]))
    data /= np.where(length > 0, length, 1.0)[row]
    weighted = sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)
    weighted.eliminate_zeros()
    return weighted


def inverse_frequency(words: Vocabulary, speaker: str, rows: np.ndarray, least: int) -> np.ndarray:
    """Smoothed inverse document frequency in some cases, each side a document.

    Words in fewer than `least` documents get 0, shape (COLUMNS,).
    """
    documents = sum(
        np.bincount(words.counts[speaker, side][rows].indices, minlength=COLUMNS) for side in SIDES
    )
    idf = np.log((1 + 2 * len(rows)) / (1 + documents)) + 1
    return np.where(documents >= least, idf, 0.0)


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
    columns = sparse.hstack([lean(words, who, of, rows) for who, of in idf.items()], format="csr")
    columns.data = columns.data.astype(float)  # in one place, because workers hold several copies
    columns.data *= scale
    return columns


def _learner(seed: int) -> LogisticRegression:
    return LogisticRegression(
        C=1.0, solver="liblinear", dual=True, tol=_TOLERANCE, max_iter=1000,
        intercept_scaling=_INTERCEPT, random_state=seed,
    )  # fmt: skip


def forecast_text(
    words: Vocabulary, labels: Labels, settings: TextParams, walk: WalkForward
) -> np.ndarray:
    """Walk forward over the cases heard, whose words and labels are in the same order.

    Returns
    -------
    np.ndarray of float, shape (n_heard,)
        Probability of reversal; NaN until `LEAST_CASES` are known.
    """
    if not len(labels.term):
        return np.zeros(0)
    since = replace(walk, first_term=int(labels.term.min()))
    return since.forecast(TextModel(words, labels, settings), labels.term, labels.revealed)
