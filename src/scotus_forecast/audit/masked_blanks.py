"""L06: masked and imputed values do not tell where the file had a blank or a no-merits code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.audit.check import MASKED_BLANKS_QUESTION, AuditCheck, Status, within_term_auc
from scotus_forecast.core.court.columns import COLUMNS, Kind, Level
from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.settings import HotDeckParams
from scotus_forecast.features.declarations import MISSING
from scotus_forecast.features.impute_missing import (
    COURT_COLUMNS,
    PARTY_COLUMNS,
    expects_disposition,
    is_reviewed,
    missing_court,
    missing_disposition,
    missing_party,
)
from scotus_forecast.features.visible_columns import (
    MASKED_COLUMNS,
    imputed_and_masked,
    leaks_outcome,
)

#: From prepared cases and a seed to the columns that are imputed or masked.
Treatment = Callable[[pd.DataFrame, int], pd.DataFrame]

#: Spans of equally many cases: each but the first is probed by a learner of all before it.
SPANS = 5
#: Resamples of cases. Fixed, as SPANS: both trade time for the width of an interval.
SAMPLES = 200

#: An interval beyond these fails by itself: the AUC of the columns alone, and what they add to the
#: AUC of the others. Another seed moves either by about .02 (`docs/decisions/003`).
ALONE_FAILS = 0.55
ADDED_FAILS = 0.02

#: Pairs of columns that agree in nearly all ordinary cases. Trees cannot compare columns, so the
#: probe is given whether they agree.
AGREEMENTS = {
    f"{name} of caseSourceState": (name, "caseSourceState")
    for name in ("caseOriginState", "petitionerState", "respondentState")
}

#: Columns kept from the probe: from the term it would learn in which years codes were left blank.
_TIMES = ("term", "naturalCourt")


@dataclass(frozen=True, eq=False)
class Suspicion:
    """What a probe tries to find out, of which cases, from which columns.

    Attributes
    ----------
    name : str
    leaking, asked : np.ndarray of bool, shape (n_cases,)
        Cases whose values were imputed or masked; cases that the probe is asked about.
    columns : sequence of str
        Columns that were imputed or masked.
    beside : sequence of str, optional
        Other columns, to which they must add nothing; all visible ones where not given.
    silent_alone : bool
        Whether the columns must tell nothing by themselves. Those of a court that is known in part
        may, because what is known stays.
    added_fails : float
        The check fails where they add more.
    """

    name: str
    leaking: np.ndarray
    asked: np.ndarray
    columns: Sequence[str]
    beside: Sequence[str] | None = None
    silent_alone: bool = True
    added_fails: float = ADDED_FAILS


def suspicions(cases: pd.DataFrame) -> list[Suspicion]:
    """Masked codes of all cases; parties, courts and dispositions of reviewed judgments."""
    leaking, everyone = leaks_outcome(cases), np.ones(len(cases), dtype=bool)
    reviewed, appealed = is_reviewed(cases), expects_disposition(cases)
    return [
        Suspicion(
            "codes beside jurisdiction",
            leaking,
            everyone,
            MASKED_COLUMNS,
            beside=("jurisdiction",),
            added_fails=0.0,
        ),
        Suspicion("codes", leaking, everyone, MASKED_COLUMNS),
        Suspicion("codes of reviews", leaking, reviewed, MASKED_COLUMNS),
        Suspicion("parties", missing_party(cases), reviewed, PARTY_COLUMNS),
        Suspicion("courts", missing_court(cases), reviewed, COURT_COLUMNS, silent_alone=False),
        Suspicion("dispositions", missing_disposition(cases), appealed, ("lcDisposition",)),
    ]


class Interval(NamedTuple):
    """An estimate and its case-bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


class Probed(NamedTuple):
    """AUC of the suspected columns alone, and what they add to that of the others."""

    alone: Interval
    added: Interval


def lead_treatment(hot_deck: HotDeckParams) -> Treatment:
    """Impute and mask as the lead horizon does."""
    return lambda cases, seed: imputed_and_masked(cases, HORIZONS[LEAD], hot_deck, seed)


@MASKED_BLANKS_QUESTION.guards
def check_masked_blanks(
    cases: pd.DataFrame, seed: int, confidence: float, treatment: Treatment
) -> AuditCheck:
    """Train a learner on earlier cases to tell treated cases from ordinary ones.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases.
    seed : int
    confidence : float
    treatment : callable
        See `lead_treatment`.

    Notes
    -----
    AUC counts pairs of the same term. Cases without merits differ in courts and parties, which
    horizons may show. So a close donor lets the suspected columns tell by themselves what it shares
    with the case, and a distant one is at odds with the other columns. The check warns where the
    whole interval of one of the two lies above zero skill. It fails where both do, or one lies
    beyond what the draw of donors explains. Codes must add nothing at all to the jurisdiction.
    """
    shown = probed_columns(cases, treatment(cases, seed))
    found = [
        (s, probe_treated(cases, shown, s, seed, confidence))
        for s in suspicions(cases)
        if len(np.unique(s.leaking[s.asked])) > len((True,))
    ]
    if not found:
        return MASKED_BLANKS_QUESTION.answer(
            Status.SKIPPED, "no case is blank or has a no-merits code"
        )
    detail = "; ".join(_described(s, probed) for s, probed in found)
    return MASKED_BLANKS_QUESTION.answer(worst(status_of(s, probed) for s, probed in found), detail)


def _described(asked: Suspicion, found: Probed) -> str:
    cases = f"{int((asked.leaking & asked.asked).sum())} of {int(asked.asked.sum())} cases"
    alone = f"AUC alone {found.alone}, " if asked.silent_alone else ""
    return f"{asked.name} ({cases}): {alone}added to {_others(asked)} {found.added}"


def _others(asked: Suspicion) -> str:
    return "all other visible columns" if asked.beside is None else " and ".join(asked.beside)


def visible_codes(cases: pd.DataFrame) -> pd.DataFrame:
    """Codes that the lead horizon shows, as they are in the file."""
    shown = HORIZONS[LEAD].columns
    codes = [c.name for c in COLUMNS if c.level is Level.CASE and c.kind is Kind.CODE]
    return cases[[name for name in codes if name in shown and name not in _TIMES]]


def probed_columns(cases: pd.DataFrame, treated: pd.DataFrame) -> pd.DataFrame:
    """Codes as the lead horizon shows them, and whether the pairs of `AGREEMENTS` agree."""
    shown = visible_codes(cases).assign(**treated).astype("Float64").fillna(MISSING)
    agree = {name: shown[one] == shown[other] for name, (one, other) in AGREEMENTS.items()}
    return shown.assign(**agree)


def status_of(asked: Suspicion, found: Probed) -> Status:
    """Status by what the suspected columns tell alone, if that is asked, and add to others."""
    alone, added = found.alone.low if asked.silent_alone else 0.5, found.added.low
    if alone > ALONE_FAILS or added > asked.added_fails:
        return Status.FAIL
    skills = (alone > 0.5) + (added > 0)
    return (Status.PASS, Status.WARN, Status.FAIL)[skills]


def worst(statuses: Iterable[Status]) -> Status:
    """Return the gravest of `statuses`."""
    return max(statuses, key=[Status.PASS, Status.WARN, Status.FAIL].index)


def probe_treated(
    cases: pd.DataFrame, shown: pd.DataFrame, asked: Suspicion, seed: int, confidence: float
) -> Probed:
    """Learn to tell treated cases from the suspected columns, from the others, and from both."""
    inside, leaking = cases[asked.asked], asked.leaking[asked.asked]
    terms, spans = inside["term"].to_numpy(int), _spans(inside["term"].to_numpy(int))
    rows = np.flatnonzero(spans > 0)
    drawn = [rows, *_resamples(rows, seed)]

    def score(columns: list[str]) -> np.ndarray:
        X = shown.loc[asked.asked, columns].to_numpy(float)
        return _prospective(X, leaking, spans, seed)

    related = [n for n, pair in AGREEMENTS.items() if not set(pair).isdisjoint(asked.columns)]
    suspected = [*asked.columns, *(name for name in related if name in shown)]
    others = [name for name in asked.beside or shown if name not in suspected]
    alone, base, whole = score(suspected), score(others), score([*others, *suspected])
    found = (
        _aucs(leaking, alone, terms, drawn),
        _aucs(leaking, whole, terms, drawn) - _aucs(leaking, base, terms, drawn),
    )
    return Probed(*(_interval(values, confidence) for values in found))


def _aucs(
    leaking: np.ndarray, score: np.ndarray, terms: np.ndarray, drawn: list[np.ndarray]
) -> np.ndarray:
    return np.array([within_term_auc(leaking[d], score[d], terms[d]).auc for d in drawn])


def _spans(terms: np.ndarray) -> np.ndarray:
    """Number each case by span; a term is never cut."""
    order = np.searchsorted(np.sort(terms), terms)
    return order * SPANS // len(terms)


def _prospective(X: np.ndarray, leaking: np.ndarray, spans: np.ndarray, seed: int) -> np.ndarray:
    score = np.full(len(X), np.nan)
    for span in range(1, SPANS):
        train, test = spans < span, spans == span
        model = HistGradientBoostingClassifier(
            max_iter=40, max_leaf_nodes=8, early_stopping=False, random_state=seed
        ).fit(X[train], leaking[train])
        score[test] = model.predict_proba(X[test])[:, 1]
    return score


def _resamples(rows: np.ndarray, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.choice(rows, len(rows)) for _ in range(SAMPLES)]


def _interval(values: np.ndarray, confidence: float) -> Interval:
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(values[1:], [tail, 1 - tail])
    return Interval(float(values[0]), float(low), float(high))
