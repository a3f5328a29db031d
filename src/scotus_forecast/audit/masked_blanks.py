"""L06: once folded or completed, a column no longer tells that it was blank or a no-merits code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.audit.check import AuditCheck, Question, Status, within_term_auc
from scotus_forecast.court.columns import COLUMNS, Kind, Level
from scotus_forecast.features.declarations import BLANK
from scotus_forecast.features.impute_missing import (
    COURT_COLUMNS,
    PARTY_COLUMNS,
    expects_disposition,
    is_reviewed,
    lacks_court,
    lacks_disposition,
    lacks_party,
)
from scotus_forecast.features.mask_leaking_codes import FOLDED_COLUMNS, tells_outcome
from scotus_forecast.features.visible_columns import silenced
from scotus_forecast.project.horizons import HORIZONS, LEAD

MASKED_BLANKS_QUESTION = Question(
    "L06", "What is folded or completed does not tell where the file had a gap"
)

#: From prepared cases and a seed to the columns that are folded or completed.
Folding = Callable[[pd.DataFrame, int], pd.DataFrame]

#: Spans of equally many cases: each but the first is probed by a learner of all before it.
SPANS = 5
#: Resamples of cases.
SAMPLES = 200

#: An interval beyond these fails by itself: AUC alone, and what is added to that of others. Draws
#: of another seed move either by about .02 (`docs/decisions/003`).
ALONE_FAILS = 0.55
ADDED_FAILS = 0.02

#: Pairs of columns that agree in nearly all ordinary cases, which trees cannot see by themselves.
AGREEMENTS = {
    f"{name} of caseSourceState": (name, "caseSourceState")
    for name in ("caseOriginState", "petitionerState", "respondentState")
}

#: A learner that saw the term would learn from it when codes began to be left blank.
_TIMES = ("term", "naturalCourt")


@dataclass(frozen=True, eq=False)
class Suspicion:
    """What a probe tries to tell, of which cases, by which columns.

    Attributes
    ----------
    name : str
    telling, asked : np.ndarray of bool, shape (n_cases,)
        Cases that were blank or had a no-merits code; those of which it is asked.
    columns : sequence of str
        What stands in the place of blanks and codes.
    beside : sequence of str, optional
        Other columns they must add nothing to; all that are shown where not given.
    silent_alone : bool
        Whether the columns must tell nothing by themselves. Those of a court that is known in part
        may: what is known stays among them.
    added_fails : float
        What they may add at most.
    """

    name: str
    telling: np.ndarray
    asked: np.ndarray
    columns: Sequence[str]
    beside: Sequence[str] | None = None
    silent_alone: bool = True
    added_fails: float = ADDED_FAILS


def suspicions(cases: pd.DataFrame) -> list[Suspicion]:
    """Folded codes of all cases; parties, courts and dispositions below where one is reviewed."""
    telling, everyone = tells_outcome(cases), np.ones(len(cases), dtype=bool)
    reviewed, appealed = is_reviewed(cases), expects_disposition(cases)
    return [
        Suspicion(
            "codes beside jurisdiction",
            telling,
            everyone,
            FOLDED_COLUMNS,
            beside=("jurisdiction",),
            added_fails=0.0,
        ),
        Suspicion("codes", telling, everyone, FOLDED_COLUMNS),
        Suspicion("codes of reviews", telling, reviewed, FOLDED_COLUMNS),
        Suspicion("parties", lacks_party(cases), reviewed, PARTY_COLUMNS),
        Suspicion("courts", lacks_court(cases), reviewed, COURT_COLUMNS, silent_alone=False),
        Suspicion("dispositions", lacks_disposition(cases), appealed, ("lcDisposition",)),
    ]


class Interval(NamedTuple):
    """An estimate and its case-bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


class Probed(NamedTuple):
    """AUC of the suspected columns alone, and what they add to all others."""

    alone: Interval
    added: Interval


@MASKED_BLANKS_QUESTION.guards
def check_masked_blanks(
    cases: pd.DataFrame, seed: int, confidence: float, folding: Folding = silenced
) -> AuditCheck:
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
    AUC is taken over pairs of the same term. Telling cases have courts and parties of their own,
    which every horizon that folds may show. A donor that is like the case makes the suspected
    columns alone stand in for what it shares; one that is not is at odds with what is shown
    beside. Either, by its whole interval, warns; both together fail, and so does either beyond what
    draws explain. What codes add to the jurisdiction alone fails by its whole interval.
    """
    shown = probed_columns(cases, folding(cases, seed))
    found = [
        (s, probe(cases, shown, s, seed, confidence))
        for s in suspicions(cases)
        if len(np.unique(s.telling[s.asked])) > len((True,))
    ]
    if not found:
        return MASKED_BLANKS_QUESTION.answer(
            Status.SKIPPED, "no case is blank or has a no-merits code"
        )
    detail = "; ".join(_said(s, probed) for s, probed in found)
    return MASKED_BLANKS_QUESTION.answer(worst(status_of(s, probed) for s, probed in found), detail)


def _said(asked: Suspicion, found: Probed) -> str:
    cases = f"{int((asked.telling & asked.asked).sum())} of {int(asked.asked.sum())} cases"
    alone = f"AUC alone {found.alone}, " if asked.silent_alone else ""
    return f"{asked.name} ({cases}): {alone}added to {_others(asked)} {found.added}"


def _others(asked: Suspicion) -> str:
    return "all others shown" if asked.beside is None else " and ".join(asked.beside)


def visible_codes(cases: pd.DataFrame) -> pd.DataFrame:
    """Codes of the cases that the lead horizon shows, as they are in the file."""
    seen = HORIZONS[LEAD].columns
    codes = [c.name for c in COLUMNS if c.level is Level.CASE and c.kind is Kind.CODE]
    return cases[[name for name in codes if name in seen and name not in _TIMES]]


def probed_columns(cases: pd.DataFrame, folded: pd.DataFrame) -> pd.DataFrame:
    """Codes as `argument` shows them, and whether those agree that should."""
    shown = visible_codes(cases).assign(**folded).astype("Float64").fillna(BLANK)
    agree = {name: shown[one] == shown[other] for name, (one, other) in AGREEMENTS.items()}
    return shown.assign(**agree)


def status_of(asked: Suspicion, found: Probed) -> Status:
    """Judge what the suspected columns tell alone, if asked, and what they add to others."""
    alone, added = found.alone.low if asked.silent_alone else 0.5, found.added.low
    if alone > ALONE_FAILS or added > asked.added_fails:
        return Status.FAIL
    told = (alone > 0.5) + (added > 0)
    return (Status.PASS, Status.WARN, Status.FAIL)[told]


def worst(statuses: Iterable[Status]) -> Status:
    """Return the gravest of some verdicts."""
    return max(statuses, key=[Status.PASS, Status.WARN, Status.FAIL].index)


def probe(
    cases: pd.DataFrame, shown: pd.DataFrame, asked: Suspicion, seed: int, confidence: float
) -> Probed:
    """Learn to tell telling cases by the suspected columns, by the others, and by both."""
    inside, telling = cases[asked.asked], asked.telling[asked.asked]
    terms, spans = inside["term"].to_numpy(int), _spans(inside["term"].to_numpy(int))
    rows = np.flatnonzero(spans > 0)
    drawn = [rows, *_resamples(rows, seed)]

    def score(columns: list[str]) -> np.ndarray:
        X = shown.loc[asked.asked, columns].to_numpy(float)
        return _prospective(X, telling, spans, seed)

    related = [n for n, pair in AGREEMENTS.items() if not set(pair).isdisjoint(asked.columns)]
    suspected = [*asked.columns, *(name for name in related if name in shown)]
    others = [name for name in asked.beside or shown if name not in suspected]
    alone, base, whole = score(suspected), score(others), score([*others, *suspected])
    found = (
        _aucs(telling, alone, terms, drawn),
        _aucs(telling, whole, terms, drawn) - _aucs(telling, base, terms, drawn),
    )
    return Probed(*(_interval(values, confidence) for values in found))


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
