"""L06: once folded, a column no longer tells that it was blank or a no-merits code."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.evaluation.audit.check import AuditCheck, Question, Status
from scotus_forecast.evaluation.audit.ranks import within_term_auc
from scotus_forecast.features.features import BLANK
from scotus_forecast.features.folding import FOLDED_COLUMNS, fold, tells_outcome

QUESTION = Question("L06", "Folded columns do not tell what was blank or a no-merits code")

#: From prepared cases and a seed to the folded columns.
Folding = Callable[[pd.DataFrame, int], pd.DataFrame]

#: Spans of equally many cases: each but the first is probed by a learner of all before it.
SPANS = 5
#: Resamples of cases.
SAMPLES = 200

#: What a probe may look at.
SIGHTS = {
    "folded": FOLDED_COLUMNS,
    "jurisdiction": ("jurisdiction",),
    "both": (*FOLDED_COLUMNS, "jurisdiction"),
}


class Interval(NamedTuple):
    """An estimate and its case-bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@QUESTION.guards
def check(cases: pd.DataFrame, seed: int, confidence: float, folding: Folding = fold) -> AuditCheck:
    """Try to tell telling cases from ordinary ones, prospectively.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases.
    seed : int
    confidence : float
    folding : callable

    Notes
    -----
    AUC is taken over pairs of the same term. Every horizon that folds shows the jurisdiction, and
    dismissals go with some jurisdictions, so what matters is what the folded columns add to it:
    the check fails when that exceeds 0 by its whole interval. The folded columns alone are no
    better than chance unless they stand in for the jurisdiction; above chance by the whole
    interval is a warning.
    """
    telling = tells_outcome(cases)
    if len(np.unique(telling)) < len((False, True)):
        return QUESTION.answer(Status.SKIPPED, "no case is blank or has a no-merits code")
    alone, added, tested = probe(cases, telling, folding(cases, seed), seed, confidence)
    detail = (
        f"AUC of the folded columns alone {alone}; added to the jurisdiction {added}; "
        f"{int(telling.sum())} of {len(cases)} cases are folded, {tested} probed"
    )
    return QUESTION.answer(status_of(alone, added), detail)


def status_of(alone: Interval, added: Interval) -> Status:
    """Judge the AUC of the folded columns alone and what they add to the jurisdiction."""
    if added.low > 0:
        return Status.FAIL
    return Status.WARN if alone.low > 0.5 else Status.PASS


def probe(
    cases: pd.DataFrame, telling: np.ndarray, folded: pd.DataFrame, seed: int, confidence: float
) -> tuple[Interval, Interval, int]:
    """AUC of the folded columns alone, what they add to the jurisdiction, and cases probed."""
    shown = folded.assign(jurisdiction=cases["jurisdiction"]).astype("Float64").fillna(BLANK)
    spans = _spans(cases["term"].to_numpy(int))
    scores = {
        name: _prospective(shown[list(columns)].to_numpy(float), telling, spans, seed)
        for name, columns in SIGHTS.items()
    }
    rows = np.flatnonzero(spans > 0)
    drawn = [rows, *_resamples(rows, seed)]
    terms = cases["term"].to_numpy(int)
    auc = {name: _aucs(telling, score, terms, drawn) for name, score in scores.items()}
    return (
        _interval(auc["folded"], confidence),
        _interval(auc["both"] - auc["jurisdiction"], confidence),
        len(rows),
    )


def _aucs(
    telling: np.ndarray, score: np.ndarray, terms: np.ndarray, drawn: list[np.ndarray]
) -> np.ndarray:
    return np.array([within_term_auc(telling[d], score[d], terms[d]).auc for d in drawn])


def _spans(terms: np.ndarray) -> np.ndarray:
    """Number each case by span; a term is never cut."""
    order = np.searchsorted(np.sort(terms), terms)
    return order * SPANS // len(terms)


def _prospective(X: np.ndarray, telling: np.ndarray, spans: np.ndarray, seed: int) -> np.ndarray:
    score = np.full(len(X), np.nan)
    for span in range(1, SPANS):
        train, test = spans < span, spans == span
        model = HistGradientBoostingClassifier(
            max_iter=40, max_leaf_nodes=8, early_stopping=False, random_state=seed
        ).fit(X[train], telling[train])
        score[test] = model.predict_proba(X[test])[:, 1]
    return score


def _resamples(rows: np.ndarray, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.choice(rows, len(rows)) for _ in range(SAMPLES)]


def _interval(values: np.ndarray, confidence: float) -> Interval:
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(values[1:], [tail, 1 - tail])
    return Interval(float(values[0]), float(low), float(high))
