"""L05, L10: features look at declared columns only; which columns alone tell the outcome."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.audit.check import AuditCheck, Question, Status, within_term_auc
from scotus_forecast.audit.future_checks import same_bytes
from scotus_forecast.audit.worlds import Recipe, Tables, altered
from scotus_forecast.court.columns import PAPER_COLUMNS, Level, names
from scotus_forecast.court.outcomes import OTHER
from scotus_forecast.features.declarations import Context, Feature
from scotus_forecast.features.feature_sets import FeatureSet
from scotus_forecast.features.histories import Source, as_of, key_codes
from scotus_forecast.features.impute_missing import (
    RECORD_COLUMNS,
    SIDES,
    is_reviewed,
    lacks_court,
    lacks_disposition,
    lacks_party,
    unidentified,
)
from scotus_forecast.features.mask_leaking_codes import FOLDED_COLUMNS, tells_outcome
from scotus_forecast.features.visible_columns import Sight
from scotus_forecast.project.horizons import HORIZONS, Horizon, HorizonError

DECLARED_COLUMNS_QUESTION = Question(
    "L05", "Features see their declared columns only, all within the horizon"
)

#: Latest terms on which every feature is computed twice.
TERMS = 15


@DECLARED_COLUMNS_QUESTION.guards
def check_declared_columns(tables: Tables, recipe: Recipe) -> AuditCheck:
    """Compute every feature again where nothing but its declared columns is shown.

    What was decided, and how justices voted, is then that of another future, so that no feature
    finds the case itself among the decided ones. What is shown must be what the file says, but
    for blanks and codes that are folded.

    Parameters
    ----------
    tables : Tables
        Their last `TERMS` terms are used.
    recipe : Recipe
    """
    last = int(tables.cases["term"].max())
    recent = tables.between(last - TERMS + 1, last)
    faults, count = [], 0
    for horizon, chosen in recipe.feature_sets.items():
        context = context_of(recent, recipe, horizon)
        other = context_of(altered(recent, last, recipe.seed, horizon), recipe, horizon)
        features = (*chosen.case, *chosen.vote)
        count += len(features)
        faults += shown_otherwise(context.sight, recent.cases)
        faults += [fault for feature in features for fault in _faults(feature, context, other)]
    return DECLARED_COLUMNS_QUESTION.verdict(
        faults, f"{count} features of {', '.join(recipe.feature_sets)}, none sees more"
    )


def context_of(tables: Tables, recipe: Recipe, horizon: str) -> Context:
    """Return the very context that `build_features` hands to its features."""
    handed: list[Context] = []

    def keep(context: Context) -> np.ndarray:
        handed.append(context)
        return np.zeros(len(context.terms))

    recipe.build(tables, horizon, FeatureSet(case=(Feature("context", (), keep),), vote=()))
    return handed[0]


def shown_otherwise(sight: Sight, cases: pd.DataFrame) -> list[str]:
    """Name columns that a horizon shows otherwise than the file, where nothing calls for it.

    Parameters
    ----------
    sight : Sight
    cases : pd.DataFrame
        Prepared cases.
    """
    free = _silenced(cases) if sight.horizon.masks_leaking_codes else {}
    rebuilt = {"naturalCourt"} if sight.horizon.rebuilds_natural_court else set()
    return [
        f"{sight.horizon.name}: '{name}' is not shown as in the file"
        for name in sight.shown
        if name not in rebuilt
        and (_differs(sight.shown[name], cases[name]) & ~free.get(name, False)).any()
    ]


def _silenced(cases: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which rows of a column may be shown otherwise than in the file."""
    blank = {name: cases[name].isna().to_numpy() for name in RECORD_COLUMNS}
    unknown = {name: unidentified(cases[side[0]]) for side in SIDES for name in side}
    gaps = {name: blank[name] | unknown.get(name, False) for name in RECORD_COLUMNS}
    silent = {name: gap & is_reviewed(cases) for name, gap in gaps.items()}
    return dict.fromkeys(FOLDED_COLUMNS, tells_outcome(cases)) | silent


def _differs(one: pd.Series, other: pd.Series) -> np.ndarray:
    same = (one == other).fillna(False) | (one.isna() & other.isna())
    return ~same.to_numpy(bool)


def _faults(feature: Feature, context: Context, other: Context) -> list[str]:
    horizon = context.sight.horizon
    refused = _refused(feature, horizon)
    if refused:
        return [refused]
    try:
        narrow = feature.compute(narrowed(context, other, feature))
    except (HorizonError, KeyError) as error:
        return [f"{horizon.name}: '{feature.name}' looks at an undeclared column: {error}"]
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
    """Show no column but those `feature` declares, and the decided cases of `other`."""
    shown = context.sight.shown
    declared = [name for name in shown if name in feature.columns]
    return replace(other, sight=replace(context.sight, shown=shown[declared]))


COLUMN_PROBE_QUESTION = Question(
    "L10", "No column a forecaster sees tells by its blanks that a case is other"
)

COLUMNS = ["column", "where", "blank_share", "auc_value", "auc_blank"]
RAW, FOLDED = "raw", "folded"

#: A blank tells when its AUC is this far from 1/2: one pair in twenty better than a coin.
BLANK_TELLS = 0.05
#: A value tells when its AUC is this far: the reasonable doubt that a code names the outcome.
VALUE_TELLS = 0.15
#: Observations with which the rate of a value is pulled to the Court's.
STRENGTH = 10.0


def probe_table(cases: pd.DataFrame, sight: Sight, first_term: int) -> pd.DataFrame:
    """AUC with which each column alone forecasts the outcome "other" from `first_term` on.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases: the columns as they are in the file.
    sight : Sight
        The same cases as horizon `argument` shows them, folded.
    first_term : int

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`. A value forecasts by the as-of rate of "other" among earlier cases
        that share it; a blank by being one. AUC counts pairs of the same term.
    """
    visible = sight.horizon.columns | PAPER_COLUMNS
    views = {RAW: cases[[c for c in names(Level.CASE) if c in visible]], FOLDED: sight.shown}
    rows = [
        {"column": column, "where": where, **probe(cases, view[column], first_term)}
        for where, view in views.items()
        for column in view
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def probe(cases: pd.DataFrame, values: pd.Series, first_term: int) -> dict[str, float]:
    """Blank share and both AUCs of one column."""
    term = cases["term"].to_numpy(int)
    other = (cases["outcome"] == OTHER).to_numpy()
    scores = {"auc_value": _rate_of_other(cases, values), "auc_blank": blank(values).astype(float)}
    asked = term >= first_term
    aucs = {
        name: within_term_auc(other[asked], score[asked], term[asked]).auc
        for name, score in scores.items()
    }
    return {"blank_share": float(blank(values)[asked].mean()), **aucs}


def blank(values: pd.Series) -> np.ndarray:
    """Whether each value is missing, or text of no length."""
    return (values.isna() | (values.astype("string") == "")).fillna(True).to_numpy(bool)


def _rate_of_other(cases: pd.DataFrame, values: pd.Series) -> np.ndarray:
    said = (cases["outcome"] == OTHER).to_numpy(float)
    source = Source(cases["revealed_term"].to_numpy(int), said, np.ones(len(cases)))
    codes, everyone = key_codes([values]), np.zeros(len(cases), dtype=int)
    term = cases["term"].to_numpy(int)
    court = as_of(source, everyone, everyone, term).shrunk(0.1, 5.0)
    return as_of(source, codes, codes, term).shrunk(court, STRENGTH)


def still_lacking(cases: pd.DataFrame, sight: Sight, first_term: int) -> int:
    """Count cases from `first_term` on shown without a party, court or disposition to expect."""
    shown = cases.assign(**sight.shown)
    lacking = lacks_party(shown) | lacks_court(shown) | lacks_disposition(shown)
    return int(lacking[(cases["term"] >= first_term).to_numpy()].sum())


@COLUMN_PROBE_QUESTION.guards
def check_column_probe(probe: pd.DataFrame, lacking: int = 0) -> AuditCheck:
    """Fail where a value to be expected is shown blank; warn where another blank tells.

    A blank may rightly tell, where there is nothing to say (a case without an agency below, one
    that comes from no court), and so may a value (a jurisdiction does): those are named.

    Parameters
    ----------
    probe : pd.DataFrame
        See `probe_table`.
    lacking : int
        See `still_lacking`.
    """
    raw, folded = (probe[probe["where"] == where] for where in (RAW, FOLDED))
    told = _telling(folded, "auc_blank", BLANK_TELLS)
    detail = (
        f"blanks that tell (AUC beyond 0.5 ± {BLANK_TELLS:g}): in the file "
        f"{_named(_telling(raw, 'auc_blank', BLANK_TELLS))}; shown folded {_named(told)}. "
        f"Values that tell (± {VALUE_TELLS:g}): in the file "
        f"{_named(_telling(raw, 'auc_value', VALUE_TELLS))}; shown folded "
        f"{_named(_telling(folded, 'auc_value', VALUE_TELLS))}"
    )
    if lacking:
        said = f"{lacking} cases lack a party, court or disposition to expect; {detail}"
        return COLUMN_PROBE_QUESTION.answer(Status.FAIL, said)
    return COLUMN_PROBE_QUESTION.answer(Status.WARN if told else Status.PASS, detail)


def _telling(rows: pd.DataFrame, auc: str, margin: float) -> dict[str, float]:
    beyond = rows[(rows[auc] - 0.5).abs() > margin].sort_values(auc, ascending=False)
    return dict(zip(beyond["column"], beyond[auc], strict=True))


def _named(found: dict[str, float]) -> str:
    return ", ".join(f"{column} {auc:.2f}" for column, auc in found.items()) or "none"
