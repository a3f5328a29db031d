"""Words of the bench and of counsel as sparse counts, by case and side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.transcripts.sides import PETITIONER, RESPONDENT
from scotus_forecast.transcripts.tables import COUNSEL

#: Uni- and bigrams are hashed to this many columns.
COLUMNS = 2**18

SPEAKERS = ("bench", "counsel")
SIDES = (PETITIONER, RESPONDENT)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Log counts of uni- and bigrams.

    Attributes
    ----------
    case_id : np.ndarray of str, shape (n_heard,)
        In order of term and case.
    counts : dict of (str, str) to scipy.sparse.csr_matrix, shape (n_heard, COLUMNS)
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
    none = sparse.csr_matrix((0, COLUMNS), dtype=np.float32)
    counts = {key: sparse.vstack([none, *(p.counts[key] for p in parts)]).tocsr() for key in keys}
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
    """Log counts summed by case."""
    rows = np.flatnonzero(kept)
    ones = np.ones(len(rows), np.float32)
    member = sparse.csr_matrix((ones, (row[rows], rows)), shape=(row.max() + 1, words.shape[0]))
    summed = (member @ words).tocsr()
    summed.sort_indices()
    summed.data = np.log1p(summed.data)
    return summed


def lean(words: Vocabulary, speaker: str, idf: np.ndarray, rows: np.ndarray) -> sparse.csr_matrix:
    """Normalised TF-IDF of the petitioner's side less the respondent's, of some cases."""
    petitioner, respondent = (_weighted(words.counts[speaker, side][rows], idf) for side in SIDES)
    return petitioner - respondent


def _weighted(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """TF-IDF in rows of length 1; scaling the data is faster than a product of matrices."""
    data = counts.data * idf.astype(np.float32)[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, data.astype(float) ** 2, minlength=counts.shape[0]))
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
