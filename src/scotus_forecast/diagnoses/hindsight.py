"""What each group of columns adds to accuracy: the price of hindsight, one group at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.walk_forward.feature_info import FeatureInfo
from scotus_forecast.diagnoses.learning import HeldOut
from scotus_forecast.features.impute_missing import IMPUTED_COLUMNS
from scotus_forecast.features.visible_columns import MASKED_COLUMNS

#: Groups that `argument` shows and `strict` does not: coded after the decision.
CODED_AFTER: dict[str, tuple[str, ...]] = {
    "issue": ("issue", "issueArea"),
    "cert_reason": ("certReason",),
    "disagreement_below": ("lcDisagreement",),
    "direction_below": ("lcDispositionDirection",),
}

#: Groups that every horizon shows.
KNOWN_BEFORE: dict[str, tuple[str, ...]] = {
    "parties": ("petitioner", "petitionerState", "respondent", "respondentState"),
    "courts_below": ("caseOrigin", "caseOriginState", "caseSource", "caseSourceState"),
    "disposition_below": ("lcDisposition",),
    "jurisdiction": ("jurisdiction", "adminAction", "threeJudgeFdc"),
    "bench": ("justice", "naturalCourt"),
}

#: Groups that `paper` alone shows.
PAPERS_OWN: dict[str, tuple[str, ...]] = {
    "decision_dates": ("dateArgument", "dateDecision"),
    "law": ("lawType", "lawSupp"),
}

#: Groups that `paper` shows as in the file and the other horizons mask or impute.
AS_IN_THE_FILE: dict[str, tuple[str, ...]] = {
    "unmasked_codes": MASKED_COLUMNS,
    "missing_values": IMPUTED_COLUMNS,
}

#: Group of features that use no column of the case: rates of the Court as a whole.
COURT = "court_history"


@dataclass(frozen=True)
class HorizonFeatures:
    """Features of one unit on one horizon.

    Attributes
    ----------
    table : pd.DataFrame
        One column a feature.
    info : mapping of str to FeatureInfo
        Facts about each feature.
    """

    table: pd.DataFrame
    info: Mapping[str, FeatureInfo]


def using(features: Mapping[str, FeatureInfo], columns: Iterable[str]) -> list[str]:
    """Names of features that use any of `columns`, alone or beside others."""
    return [name for name, info in features.items() if not set(columns).isdisjoint(info.columns)]


def groups(features: Mapping[str, FeatureInfo]) -> dict[str, list[str]]:
    """Names of the features of each group of `argument`; one of several columns is in several."""
    named = CODED_AFTER | KNOWN_BEFORE
    by_columns = {group: using(features, columns) for group, columns in named.items()}
    return by_columns | {COURT: [name for name, info in features.items() if not info.columns]}


BASE, ADDED, REMOVED = "base", "added", "removed"
ALL_COLUMNS = "all_columns"

COLUMNS = [
    "base_horizon", "step", "group", "unit", "period", "n", "accuracy", "brier", "auc",
    "accuracy_difference", "ci_low", "ci_high", "brier_difference",
]  # fmt: skip


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


def variants(horizons: Mapping[str, HorizonFeatures]) -> Iterator[Variant]:
    """Yield every horizon as it is, then every group added to or removed from one of them."""
    for name, features in horizons.items():
        yield Variant(name, BASE, ALL_COLUMNS, features.table)
    yield from _added_to_strict(horizons["strict"], horizons["argument"])
    yield from _removed_from_argument(horizons["argument"])
    yield from _papers_own(horizons["paper"], horizons["argument"])


def _added_to_strict(strict: HorizonFeatures, argument: HorizonFeatures) -> Iterator[Variant]:
    """Add features of `argument` that use no other group coded after the decision."""
    for group in CODED_AFTER:
        others = [c for name, columns in CODED_AFTER.items() if name != group for c in columns]
        left_out = [*using(argument.info, others), *strict.table]
        added = argument.table.drop(columns=left_out, errors="ignore")
        yield Variant("strict", ADDED, group, strict.table.join(added))


def _removed_from_argument(argument: HorizonFeatures) -> Iterator[Variant]:
    for group, names in groups(argument.info).items():
        yield Variant("argument", REMOVED, group, argument.table.drop(columns=names))


def _papers_own(paper: HorizonFeatures, argument: HorizonFeatures) -> Iterator[Variant]:
    for group, columns in PAPERS_OWN.items():
        names = using(paper.info, columns)
        added = argument.table.join(paper.table[names])
        yield Variant("argument", ADDED, group, added)
        yield Variant("paper", REMOVED, group, paper.table.drop(columns=names))
    for group, names in _shared(paper, argument).items():
        yield Variant("argument", ADDED, group, argument.table.assign(**paper.table[names]))
        yield Variant("paper", REMOVED, group, paper.table.assign(**argument.table[names]))


def _shared(paper: HorizonFeatures, argument: HorizonFeatures) -> dict[str, list[str]]:
    """Features that both horizons have, by group; those of several groups are in the first."""
    shared: dict[str, list[str]] = {}
    for group, columns in AS_IN_THE_FILE.items():
        taken = {name for names in shared.values() for name in names}
        affected = using(paper.info, columns)
        shared[group] = [n for n in affected if n in argument.table and n not in taken]
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
