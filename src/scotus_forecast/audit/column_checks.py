"""L05, L10: features use declared columns only; no missing value reveals the outcome."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.audit.check import (
    COLUMN_PROBE_QUESTION,
    DECLARED_COLUMNS_QUESTION,
    AuditCheck,
    Status,
    same_bytes,
    within_term_auc,
)
from scotus_forecast.audit.worlds import FeatureRecipe, Tables, altered
from scotus_forecast.core.court.columns import PAPER_COLUMNS, Level, names
from scotus_forecast.core.court.outcomes import OTHER
from scotus_forecast.core.project.horizons import HORIZONS, Horizon, HorizonError
from scotus_forecast.core.walk_forward.feature_info import FeatureKind
from scotus_forecast.features.declarations import Context, Feature, FeatureSet
from scotus_forecast.features.histories import EVEN_WEIGHT, History, as_of, key_codes
from scotus_forecast.features.impute_missing import (
    IMPUTED_COLUMNS,
    PARTIES,
    is_reviewed,
    missing_court,
    missing_disposition,
    missing_party,
    unidentified,
)
from scotus_forecast.features.visible_columns import MASKED_COLUMNS, VisibleColumns, leaks_outcome

#: Latest terms on which every feature is computed twice.
TERMS = 15


@DECLARED_COLUMNS_QUESTION.guards
def check_declared_columns(tables: Tables, recipe: FeatureRecipe) -> AuditCheck:
    """Compute every feature again with its declared columns only.

    Outcomes and votes are then those of another future, so that no feature finds the case itself
    among the decided ones. Visible columns must be as in the file, except where values are imputed
    or masked.

    Parameters
    ----------
    tables : Tables
        Their last `TERMS` terms are used.
    recipe : FeatureRecipe
    """
    last = int(tables.cases["term"].max())
    recent = tables.between(last - TERMS + 1, last)
    faults, count = [], 0
    for horizon, chosen in recipe.feature_sets.items():
        context = context_of(recent, recipe, horizon)
        other = context_of(altered(recent, last, recipe.seed, horizon), recipe, horizon)
        features = (*chosen.case, *chosen.vote)
        count += len(features)
        faults += wrongly_shown(context.visible, recent.cases)
        faults += [fault for feature in features for fault in _faults(feature, context, other)]
    return DECLARED_COLUMNS_QUESTION.verdict(
        faults, f"{count} features of {', '.join(recipe.feature_sets)}, none uses more"
    )


def context_of(tables: Tables, recipe: FeatureRecipe, horizon: str) -> Context:
    """Return the very context that `build_features` hands to its features."""
    handed: list[Context] = []

    def keep(context: Context) -> np.ndarray:
        handed.append(context)
        return np.zeros(len(context.terms))

    keeper = Feature("context", (), FeatureKind.SCORE, compute=keep)
    recipe.build(tables, horizon, FeatureSet(case=(keeper,), vote=()))
    return handed[0]


def wrongly_shown(visible: VisibleColumns, cases: pd.DataFrame) -> list[str]:
    """Name columns that differ from the file where they are neither imputed nor masked.

    Parameters
    ----------
    visible : VisibleColumns
    cases : pd.DataFrame
        Prepared cases.
    """
    horizon, table = visible.horizon, visible.table
    may_differ = _masked_rows(cases) if horizon.masks_leaking_codes else {}
    may_differ |= _imputed_rows(cases) if horizon.imputes_missing else {}
    rebuilt = {"naturalCourt"} if horizon.rebuilds_natural_court else set()
    return [
        f"{horizon.name}: '{name}' is not shown as in the file"
        for name in table
        if name not in rebuilt
        and (_differs(table[name], cases[name]) & ~may_differ.get(name, False)).any()
    ]


def _masked_rows(cases: pd.DataFrame) -> dict[str, np.ndarray]:
    """Rows of each column that may be masked."""
    return dict.fromkeys(MASKED_COLUMNS, leaks_outcome(cases))


def _imputed_rows(cases: pd.DataFrame) -> dict[str, np.ndarray]:
    """Rows of each column that may be imputed."""
    missing = {name: cases[name].isna().to_numpy() for name in IMPUTED_COLUMNS}
    unknown = {name: unidentified(cases[party[0]]) for party in PARTIES for name in party}
    reviewed = is_reviewed(cases)
    return {name: (missing[name] | unknown.get(name, False)) & reviewed for name in missing}


def _differs(one: pd.Series, other: pd.Series) -> np.ndarray:
    same = (one == other).fillna(False) | (one.isna() & other.isna())
    return ~same.to_numpy(bool)


def _faults(feature: Feature, context: Context, other: Context) -> list[str]:
    horizon = context.visible.horizon
    refused = _refused(feature, horizon)
    if refused:
        return [refused]
    try:
        narrow = feature.compute(narrowed(context, other, feature))
    except (HorizonError, KeyError) as error:
        return [f"{horizon.name}: '{feature.name}' uses an undeclared column: {error}"]
    if same_bytes(narrow, feature.compute(context)):
        return []
    return [f"{horizon.name}: '{feature.name}' changes with what it does not declare"]


def _refused(feature: Feature, horizon: Horizon) -> str | None:
    try:
        HORIZONS[horizon.name].require(feature.name, feature.columns)
    except HorizonError as error:
        return str(error)
    return None


def narrowed(context: Context, other: Context, feature: Feature) -> Context:
    """Context with the columns that `feature` declares, and the decided cases of `other`."""
    table = context.visible.table
    declared = [name for name in table if name in feature.columns]
    return replace(other, visible=replace(context.visible, table=table[declared]))


COLUMNS = ["column", "where", "blank_share", "auc_value", "auc_blank"]
RAW, SHOWN = "raw", "shown"

#: A missing value is named when its AUC is this far from 1/2: one pair in twenty above chance.
MISSING_TELLS = 0.05
#: A value is named when its AUC is this far from 1/2. Values may rightly say something about the
#: outcome, so only strong ones are named.
VALUE_TELLS = 0.15
#: Prior of the rate of "other", about one case in ten, and weight in cases of the Court's rate in
#: that of a value. Fixed: the probe is no forecast, and only its gravest findings are named.
PRIOR, SHRINKAGE = 0.1, 10.0


def probe_table(cases: pd.DataFrame, visible: VisibleColumns, first_term: int) -> pd.DataFrame:
    """AUC with which each column alone forecasts the outcome "other" from `first_term` on.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases: the columns as they are in the file.
    visible : VisibleColumns
        The same cases as the lead horizon shows them, imputed and masked.
    first_term : int

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`; `where` is `raw` in the file and `shown` on the horizon. A value
        forecasts by the as-of rate of "other" among earlier cases that share it, a missing value by
        being missing. AUC counts pairs of the same term.
    """
    probed = visible.horizon.columns | PAPER_COLUMNS
    views = {RAW: cases[[c for c in names(Level.CASE) if c in probed]], SHOWN: visible.table}
    rows = [
        {"column": column, "where": where, **probe_column(cases, view[column], first_term)}
        for where, view in views.items()
        for column in view
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def probe_column(cases: pd.DataFrame, values: pd.Series, first_term: int) -> dict[str, float]:
    """Share of missing values and both AUCs of one column."""
    term = cases["term"].to_numpy(int)
    other = (cases["outcome"] == OTHER).to_numpy()
    scores = {
        "auc_value": _rate_of_other(cases, values),
        "auc_blank": missing(values).astype(float),
    }
    asked = term >= first_term
    aucs = {
        name: within_term_auc(other[asked], score[asked], term[asked]).auc
        for name, score in scores.items()
    }
    return {"blank_share": float(missing(values)[asked].mean()), **aucs}


def missing(values: pd.Series) -> np.ndarray:
    """Whether each value is missing, or an empty text."""
    return (values.isna() | (values.astype("string") == "")).fillna(True).to_numpy(bool)


def _rate_of_other(cases: pd.DataFrame, values: pd.Series) -> np.ndarray:
    other = (cases["outcome"] == OTHER).to_numpy(float)
    history = History(cases["revealed_term"].to_numpy(int), other, np.ones(len(cases)))
    codes, everyone = key_codes([values]), np.zeros(len(cases), dtype=int)
    term = cases["term"].to_numpy(int)
    court = as_of(history, everyone, everyone, term).shrunk(PRIOR, EVEN_WEIGHT)
    return as_of(history, codes, codes, term).shrunk(court, SHRINKAGE)


def still_missing(cases: pd.DataFrame, visible: VisibleColumns, first_term: int) -> int:
    """Count cases from `first_term` on that are shown without a party, court or disposition."""
    shown = cases.assign(**visible.table)
    incomplete = missing_party(shown) | missing_court(shown) | missing_disposition(shown)
    return int(incomplete[(cases["term"] >= first_term).to_numpy()].sum())


@COLUMN_PROBE_QUESTION.guards
def check_column_probe(probe: pd.DataFrame, incomplete: int = 0) -> AuditCheck:
    """Fail where a value that must exist is missing; warn where another missing value tells.

    A missing value may rightly tell where there is nothing to code, as in a case without an agency
    below. So may a value, as a jurisdiction does. Those are named.

    Parameters
    ----------
    probe : pd.DataFrame
        See `probe_table`.
    incomplete : int
        See `still_missing`.
    """
    raw, shown = (probe[probe["where"] == where] for where in (RAW, SHOWN))
    told = _telling(shown, "auc_blank", MISSING_TELLS)
    detail = (
        f"missing values that tell (AUC beyond 0.5 ± {MISSING_TELLS:g}): in the file "
        f"{_named(_telling(raw, 'auc_blank', MISSING_TELLS))}; as shown {_named(told)}. "
        f"Values that tell (± {VALUE_TELLS:g}): in the file "
        f"{_named(_telling(raw, 'auc_value', VALUE_TELLS))}; as shown "
        f"{_named(_telling(shown, 'auc_value', VALUE_TELLS))}"
    )
    if incomplete:
        shown_without = f"{incomplete} cases are shown without a party, court or disposition"
        return COLUMN_PROBE_QUESTION.answer(Status.FAIL, f"{shown_without}; {detail}")
    return COLUMN_PROBE_QUESTION.answer(Status.WARN if told else Status.PASS, detail)


def _telling(rows: pd.DataFrame, auc: str, margin: float) -> dict[str, float]:
    beyond = rows[(rows[auc] - 0.5).abs() > margin].sort_values(auc, ascending=False)
    return dict(zip(beyond["column"], beyond[auc], strict=True))


def _named(found: dict[str, float]) -> str:
    return ", ".join(f"{column} {auc:.2f}" for column, auc in found.items()) or "none"
