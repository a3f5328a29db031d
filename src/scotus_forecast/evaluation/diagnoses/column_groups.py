"""Columns of a case that belong together, and the features that look at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scotus_forecast.features.folding import FOLDED_COLUMNS
from scotus_forecast.features.record import RECORD_COLUMNS

#: Feature names to the SCDB columns they look at, as `features.json` has them.
Declared = Mapping[str, frozenset[str]]

#: Coded after the fact for something knowable before: what `argument` sees beyond `strict`.
CODED_AFTER: dict[str, tuple[str, ...]] = {
    "issue": ("issue", "issueArea"),
    "cert_reason": ("certReason",),
    "disagreement_below": ("lcDisagreement",),
    "direction_below": ("lcDispositionDirection",),
}

#: On every horizon.
KNOWN_BEFORE: dict[str, tuple[str, ...]] = {
    "parties": ("petitioner", "petitionerState", "respondent", "respondentState"),
    "courts_below": ("caseOrigin", "caseOriginState", "caseSource", "caseSourceState"),
    "disposition_below": ("lcDisposition",),
    "jurisdiction": ("jurisdiction", "adminAction", "threeJudgeFdc"),
    "bench": ("justice", "naturalCourt"),
}

#: What `paper` alone sees.
PAPERS_OWN: dict[str, tuple[str, ...]] = {
    "decision_dates": ("dateArgument", "dateDecision"),
    "law": ("lawType", "lawSupp"),
}

#: Columns whose blanks `paper` shows and the other horizons fold or complete.
UNFOLDED: dict[str, tuple[str, ...]] = {
    "unfolded_blanks": FOLDED_COLUMNS,
    "unfilled_record": RECORD_COLUMNS,
}

#: Rates of the Court as a whole, which look at no column of the case.
COURT = "court_history"


def declared(features: Iterable[Mapping], unit: str = "case") -> dict[str, frozenset[str]]:
    """Columns of each feature of `unit`, from the records of `features.json`."""
    return {f["feature"]: frozenset(f["columns"]) for f in features if f["unit"] == unit}


def touching(features: Declared, columns: Iterable[str]) -> list[str]:
    """Features that look at any of `columns`, alone or beside others.

    Examples
    --------
    >>> touching({"a": frozenset({"issue", "term"}), "b": frozenset({"term"})}, ["issue"])
    ['a']
    """
    wanted = frozenset(columns)
    return [name for name, looked_at in features.items() if looked_at & wanted]


def court_history(features: Declared) -> list[str]:
    """Features that look at no column of the case."""
    return [name for name, looked_at in features.items() if not looked_at]


def groups(features: Declared) -> dict[str, list[str]]:
    """Features of every group `argument` can see; one of several columns is in several groups."""
    named = CODED_AFTER | KNOWN_BEFORE
    by_columns = {group: touching(features, columns) for group, columns in named.items()}
    return by_columns | {COURT: court_history(features)}
