"""What groups of columns coded after the fact are worth: one left out, one added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.diagnoses.learning import HeldOut
from scotus_forecast.features.impute_missing import RECORD_COLUMNS
from scotus_forecast.features.mask_leaking_codes import FOLDED_COLUMNS

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


BASE, ADDED, REMOVED = "base", "added", "removed"
ALL_COLUMNS = "all_columns"

COLUMNS = [
    "base_horizon", "step", "group", "unit", "period", "n", "accuracy", "brier", "auc",
    "accuracy_difference", "ci_low", "ci_high", "brier_difference",
]  # fmt: skip


@dataclass(frozen=True)
class Sighted:
    """Features of one unit on one horizon and the columns they look at."""

    features: pd.DataFrame
    declared: Declared


@dataclass(frozen=True)
class Variant:
    """Features of one unit on a horizon with a group of columns added or removed.

    Attributes
    ----------
    base_horizon, step, group : str
        Step `base` is the horizon as it is.
    features : pd.DataFrame
    """

    base_horizon: str
    step: str
    group: str
    features: pd.DataFrame


def variants(horizons: Mapping[str, Sighted]) -> Iterator[Variant]:
    """Yield the three horizons as they are, then every step from one of them."""
    for name, sighted in horizons.items():
        yield Variant(name, BASE, ALL_COLUMNS, sighted.features)
    yield from _added_to_strict(horizons["strict"], horizons["argument"])
    yield from _removed_from_argument(horizons["argument"])
    yield from _papers_own(horizons["paper"], horizons["argument"])


def _added_to_strict(strict: Sighted, argument: Sighted) -> Iterator[Variant]:
    """Features of `argument` that look at no other group coded after the fact."""
    for group in CODED_AFTER:
        others = [c for name, columns in CODED_AFTER.items() if name != group for c in columns]
        seen = [*touching(argument.declared, others), *strict.features]
        added = argument.features.drop(columns=seen, errors="ignore")
        yield Variant("strict", ADDED, group, strict.features.join(added))


def _removed_from_argument(argument: Sighted) -> Iterator[Variant]:
    for group, names in groups(argument.declared).items():
        yield Variant("argument", REMOVED, group, argument.features.drop(columns=names))


def _papers_own(paper: Sighted, argument: Sighted) -> Iterator[Variant]:
    for group, columns in PAPERS_OWN.items():
        names = touching(paper.declared, columns)
        added = argument.features.join(paper.features[names])
        yield Variant("argument", ADDED, group, added)
        yield Variant("paper", REMOVED, group, paper.features.drop(columns=names))
    for group, names in _shared(paper, argument).items():
        yield Variant("argument", ADDED, group, argument.features.assign(**paper.features[names]))
        yield Variant("paper", REMOVED, group, paper.features.assign(**argument.features[names]))


def _shared(paper: Sighted, argument: Sighted) -> dict[str, list[str]]:
    """Features of both horizons by the blanks they show; those of several are with the first."""
    shared: dict[str, list[str]] = {}
    for group, columns in UNFOLDED.items():
        taken = {name for names in shared.values() for name in names}
        touched = touching(paper.declared, columns)
        shared[group] = [n for n in touched if n in argument.features and n not in taken]
    return shared


def hindsight_table(steps: Sequence[Variant], p: np.ndarray, held_out: HeldOut) -> pd.DataFrame:
    """Scores of every variant and its differences from its base horizon.

    Parameters
    ----------
    steps : sequence of Variant
    p : np.ndarray of float, shape (n_rows, n_variants)
        All on the same cases or votes.
    held_out : HeldOut

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`; differences are variant minus base and null for the base itself.
    """
    place = {v.base_horizon: j for j, v in enumerate(steps) if v.step == BASE}
    base = np.array([place[variant.base_horizon] for variant in steps])
    names = pd.DataFrame(
        [{"base_horizon": v.base_horizon, "step": v.step, "group": v.group} for v in steps]
    )
    parts = [
        names.assign(unit=held_out.unit, period=period, **_scores(p, base, inside, held_out))
        for period, inside in held_out.periods(p)
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _scores(
    p: np.ndarray, base: np.ndarray, inside: np.ndarray, held_out: HeldOut
) -> dict[str, np.ndarray | int]:
    right, error = held_out.right(p), held_out.squared_error(p)
    low, high = held_out.intervals(right - right[:, base], inside)
    accuracy, brier = right[inside].mean(axis=0), error[inside].mean(axis=0)
    step = base != np.arange(len(base))
    return {
        "n": int(inside.sum()),
        "accuracy": accuracy,
        "brier": brier,
        "auc": held_out.auc(p, inside),
        "accuracy_difference": np.where(step, accuracy - accuracy[base], np.nan),
        "ci_low": np.where(step, low, np.nan),
        "ci_high": np.where(step, high, np.nan),
        "brier_difference": np.where(step, brier - brier[base], np.nan),
    }
