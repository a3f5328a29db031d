"""Leaks, each planted in a Court that is clean, each caught by the check it is named for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

import small_court
from scotus_forecast.audit import (
    column_checks,
    forecast_checks,
    future_checks,
    masked_blanks,
    refitting_checks,
)
from scotus_forecast.audit.worlds import FeatureRecipe, Tables, inputs_of
from scotus_forecast.core.learners.fitting import logit
from scotus_forecast.core.project.horizons import HORIZONS, HorizonError
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.feature_info import FeatureKind
from scotus_forecast.core.walk_forward.inputs import BaseForecasts, Forecast
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.features.build import build_features
from scotus_forecast.features.declarations import Context, Feature, FeatureSet, code, rate
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.features.histories import as_of, key_codes
from scotus_forecast.features.visible_columns import MASKED_COLUMNS, VisibleColumns, visible_columns
from scotus_forecast.models.logistic import case_then_votes
from scotus_forecast.models.stacked import StackedSettings

SEED = small_court.SEED
HOT_DECK = small_court.HOT_DECK
TREATMENT = masked_blanks.lead_treatment(HOT_DECK)
BY_JURISDICTION = rate("jurisdiction", half_life=3.0, shrinkage=10.0)
FIRST_TERM = 1970
TERMS = [1985, 2005]
SETTINGS = StackedSettings(base={"one": 1}, c=1.0, case_half_life=10.0, vote_half_life=20.0)


@cache
def court(cases: int = 1000) -> Tables:
    prepared = small_court.prepared(cases, 1950, 2019)
    return Tables(prepared.cases, prepared.votes)


def recipe(*planted: Feature) -> FeatureRecipe:
    clean = FeatureSet(case=(BY_JURISDICTION, code("issue")), vote=())
    sets = {"argument": replace(clean, case=(*clean.case, *planted))}
    return FeatureRecipe(sets, HOT_DECK, SEED)


def base_forecasts(tables: Tables) -> BaseForecasts:
    """Forecasts that know a little of the truth."""
    rng = np.random.default_rng(SEED)
    inputs = inputs_of(tables)
    leaning = [
        labels.reversed + rng.normal(0, 1, len(labels.term))
        for labels in (inputs.case, inputs.vote)
    ]
    return BaseForecasts(*(1 / (1 + np.exp(-values))[:, None] for values in leaning))


# 1. A column known only at decision, as a feature.

DECISION_TYPE = code("decisionType")
UNDECLARED = Feature("sly", ("jurisdiction",), FeatureKind.CODE, compute=code("issue").compute)


def test_a_decision_time_column_is_refused_naming_feature_column_and_horizon():
    planted = recipe(DECISION_TYPE)
    with pytest.raises(HorizonError, match=r"'code_decisionType'.*'decisionType'.*'argument'"):
        planted.build(court(), "argument")


def test_a_decision_time_column_is_caught():
    found = column_checks.check_declared_columns(court(), recipe(DECISION_TYPE))
    assert (found.code, found.status) == ("L05", "fail")
    assert "decisionType" in found.detail


def test_a_column_used_but_not_declared_is_caught():
    found = column_checks.check_declared_columns(court(), recipe(UNDECLARED))
    assert found.status == "fail"
    assert "'sly' uses an undeclared column: 'issue'" in found.detail


# 2. A history that sees the outcomes of its own term.


def same_term_history() -> Feature:
    def compute(context):
        history = replace(context.decided_cases["reversed"], revealed=context.terms)
        codes = key_codes([context.visible.column("peeking", "petitioner")])
        return as_of(history, codes, codes, context.terms, 3.0).shrunk(0.5, 1.0)

    return Feature("peeking", ("petitioner",), FeatureKind.RATE, compute=compute)


def test_a_same_term_history_changes_with_the_future():
    found = future_checks.check_future_features(court(), recipe(same_term_history()), TERMS)
    assert (found.code, found.status) == ("L01", "fail")
    assert found.detail == "argument, 1985: peeking; argument, 2005: peeking"


def test_a_same_term_history_finds_skill_in_permuted_labels():
    terms = list(range(FIRST_TERM, 2019, 2))
    votes = FeatureSet(
        case=(same_term_history(),), vote=feature_sets(small_court.FEATURES)["strict"].vote
    )
    planted = replace(recipe(), feature_sets={"argument": votes})
    found = forecast_checks.check_permuted_labels(court(), planted, terms)
    assert (found.code, found.status) == ("L03", "fail")
    assert found.detail.startswith("case AUC")


# 3. A label that trains before its case was decided.


def test_a_label_decided_late_that_trains_is_caught():
    tables = court()
    waits = tables.cases["revealed_term"] > tables.cases["term"] + 1
    hasty = tables.cases.assign(revealed_term=tables.cases["term"] + 1)
    found = refitting_checks.check_late_decisions(Tables(hasty, tables.votes), FIRST_TERM)
    assert waits.any()
    assert (found.code, found.status) == ("L04", "fail")


def test_a_hasty_vote_label_is_caught_and_so_is_its_history():
    tables = court()
    hasty = Tables(*(t.assign(revealed_term=t["term"] + 1) for t in (tables.cases, tables.votes)))
    assert refitting_checks.check_late_decisions(hasty, FIRST_TERM).status == "fail"
    assert future_checks.check_future_features(hasty, recipe(), TERMS).status == "fail"


# 4. A missing value that tells the outcome.


def left_blank(cases: pd.DataFrame, _seed: int) -> pd.DataFrame:
    return cases[list(MASKED_COLUMNS)]


def most_frequent_value(cases: pd.DataFrame, _seed: int) -> pd.DataFrame:
    """Each column by itself: combinations arise that no ordinary case has."""
    columns = cases[list(MASKED_COLUMNS)]
    return columns.fillna(columns.mode().iloc[0])


def with_blanks_that_tell(cases: pd.DataFrame) -> pd.DataFrame:
    tells = cases["outcome"] == -1
    return cases.assign(certReason=cases["certReason"].mask(tells))


@pytest.mark.parametrize("treatment", [left_blank, most_frequent_value])
def test_an_informative_blank_is_told_from_what_stands_in_its_place(treatment):
    cases = with_blanks_that_tell(court(3000).cases)
    found = masked_blanks.check_masked_blanks(cases, SEED, 0.95, treatment)
    assert (found.code, found.status) == ("L06", "fail")
    assert masked_blanks.check_masked_blanks(cases, SEED, 0.95, TREATMENT).status == "pass"


def test_an_informative_blank_is_named_by_the_probe():
    cases = with_blanks_that_tell(court().cases)
    masked = visible_columns(cases, court().votes, HORIZONS["argument"], HOT_DECK, SEED)
    left = VisibleColumns(masked.horizon, masked.table.assign(certReason=cases["certReason"]))
    found = {
        name: column_checks.check_column_probe(column_checks.probe_table(cases, shown, FIRST_TERM))
        for name, shown in {"masked": masked, "left": left}.items()
    }
    assert (found["left"].code, found["left"].status) == ("L10", "warn")
    assert "as shown certReason" in found["left"].detail
    assert found["masked"].status == "pass"


# 5. A calibration fitted on the future.


def fitted_on_everything(inputs, base, _settings, _walk):
    """One recalibration for all terms, fitted on all of them."""
    return Forecast(recalibrated(base.case, inputs.case), recalibrated(base.vote, inputs.vote))


def recalibrated(p, labels):
    fitted = LogisticRegression().fit(logit(p), labels.reversed)
    return fitted.predict_proba(logit(p))[:, 1]


def test_a_calibration_fitted_on_the_future_is_caught():
    tables = court()
    base = {"argument": base_forecasts(tables)}
    found = refitting_checks.check_prospective_stack(
        tables, base, SETTINGS, TERMS, SEED, fitted_on_everything
    )
    assert (found.code, found.status) == ("L09", "fail")
    assert (
        refitting_checks.check_prospective_stack(tables, base, SETTINGS, TERMS, SEED).status
        == "pass"
    )


# And the same Court without a leak.


def test_without_a_leak_nothing_is_caught():
    tables, clean = court(), recipe()
    found = [
        future_checks.check_future_features(tables, clean, TERMS),
        refitting_checks.check_late_decisions(tables, FIRST_TERM),
        column_checks.check_declared_columns(tables, clean),
        masked_blanks.check_masked_blanks(tables.cases, SEED, 0.95, TREATMENT),
    ]
    assert [check.status for check in found] == ["pass"] * len(found)
    assert (
        build_features(
            tables.cases,
            tables.votes,
            HORIZONS["argument"],
            clean.feature_sets["argument"],
            clean.hot_deck,
            SEED,
        )
        .case.notna()
        .all(axis=None)
    )


def test_a_missing_disposition_that_must_exist_is_caught():
    cases, votes = court().cases, court().votes
    imputed = visible_columns(cases, votes, HORIZONS["argument"], HOT_DECK, SEED)
    raw = VisibleColumns(
        imputed.horizon, imputed.table.assign(lcDisposition=cases["lcDisposition"])
    )
    incomplete = [column_checks.still_missing(cases, shown, FIRST_TERM) for shown in (imputed, raw)]
    assert incomplete[0] == 0
    assert incomplete[1] > 0
    probed = column_checks.probe_table(cases, raw, FIRST_TERM)
    assert column_checks.check_column_probe(probed, incomplete[1]).status == "fail"


# 6. Facts of the case itself, of its term or of later ones, that come in by the back door.


def own_direction(context: Context) -> np.ndarray:
    return context.decided_cases["conservative_below"].value


def direction_of_its_term(context: Context) -> np.ndarray:
    history = replace(context.decided_cases["conservative_below"], revealed=context.terms)
    codes = np.zeros(len(context.terms), dtype=int)
    return as_of(history, codes, codes, context.terms, 3.0).shrunk(0.5, 1.0)


def place_in_term(context: Context) -> np.ndarray:
    return pd.Series(context.terms).groupby(context.terms).cumcount().to_numpy(float)


def leaves_soon(context: Context) -> np.ndarray:
    roster = context.roster
    rows = pd.DataFrame({"justice": roster.justice, "term": roster.term})
    last = rows.groupby("justice")["term"].transform("max")
    leaving = (last - rows["term"]) <= 3
    return leaving.groupby(roster.case).sum().to_numpy(float)


def own_outcome(context: Context) -> np.ndarray:
    return context.decided_cases["reversed"].value


BACK_DOORS = [
    # compute, horizon, declared columns, checks that see it
    (own_direction, "strict", (), {"L01", "L05"}),
    (direction_of_its_term, "strict", (), {"L01", "L05"}),
    (direction_of_its_term, "argument", (), {"L01"}),
    (place_in_term, "argument", (), {"L01"}),
    (leaves_soon, "strict", ("justice",), {"L01"}),
    (own_outcome, "paper", ("dateDecision",), {"L01", "L05"}),
]


@pytest.mark.parametrize(("compute", "horizon", "columns", "seen_by"), BACK_DOORS)
def test_a_back_door_is_seen(compute, horizon, columns, seen_by):
    planted = Feature("sly", columns, FeatureKind.SCORE, compute=compute)
    clean = FeatureSet(case=(BY_JURISDICTION,), vote=())
    sets = {horizon: replace(clean, case=(*clean.case, planted))}
    asked = FeatureRecipe(sets, HOT_DECK, SEED)
    found = [
        future_checks.check_future_features(court(), asked, TERMS),
        column_checks.check_declared_columns(court(), asked),
    ]
    assert {check.code for check in found if check.status == "fail"} == seen_by
    assert all("sly" in check.detail for check in found if check.status == "fail")


def test_a_column_that_is_shown_otherwise_than_in_the_file_is_caught(monkeypatch):
    def tampered(cases, *others):
        visible = visible_columns(cases, *others)
        respondent = visible.table["respondent"].mask(cases["lcDisagreement"] == 1, 501)
        return replace(visible, table=visible.table.assign(respondent=respondent))

    monkeypatch.setattr("scotus_forecast.features.build.visible_columns", tampered)
    found = column_checks.check_declared_columns(court(), recipe())
    assert (found.code, found.status) == ("L05", "fail")
    assert found.detail == "argument: 'respondent' is not shown as in the file"


# 7. Forecasts that are not what the model says.


@pytest.mark.parametrize(("nudge", "status"), [(0.0, "pass"), (0.01, "fail")])
def test_a_frame_nudged_towards_the_truth_is_caught(nudge, status):
    tables = court()
    inputs = inputs_of(tables, recipe().build(tables, "argument"))
    made = case_then_votes(small_court.settings("logistic"))
    walk = WalkForward(SEED, ("planted",), FIRST_TERM, Execution("serial", 1))
    p = made.case_fitter(inputs).forecast(walk)
    told = np.clip(p + nudge * np.where(inputs.case.reversed == 1, 1, -1), 0, 1)
    kept = refitting_checks.StoredForecasts("argument-logistic", inputs, told)
    assert refitting_checks.check_refitted_frames([kept], made, TERMS, []).status == status


def test_a_nudge_of_what_can_only_be_one_is_caught():
    certain = pd.Series([1.0, 0.99, 1.0])
    found = refitting_checks.check_refitted_frames(
        [], case_then_votes(small_court.settings("logistic")), TERMS, [certain]
    )
    assert (found.code, found.status) == ("L11", "fail")
    assert found.detail == "always_reverse: 1 not 1"
