"""Each check of the audit on its own: what it passes, what it names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import factories
import small_court
from scotus_forecast.audit import (
    column_checks,
    forecast_checks,
    future_checks,
    masked_blanks,
    refitting_checks,
)
from scotus_forecast.audit.check import Question, Status
from scotus_forecast.audit.worlds import FeatureRecipe, Tables
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.features.declarations import code
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.models.logistic import LogisticSettings
from scotus_forecast.models.stacked import StackedSettings

FEATURE_SETS = feature_sets(small_court.FEATURES)
TREATMENT = masked_blanks.lead_treatment(small_court.HOT_DECK)
QUESTION = Question("L99", "Nothing is wrong")
COURT = factories.court(60)
FIRST_TERM = factories.FIRST_TERM


@pytest.fixture(scope="module")
def tables() -> Tables:
    prepared = small_court.prepared()
    return Tables(prepared.cases, prepared.votes)


@pytest.fixture(scope="module")
def recipe() -> FeatureRecipe:
    return FeatureRecipe(FEATURE_SETS, small_court.HOT_DECK, small_court.SEED)


def test_a_verdict_names_the_first_faults_and_counts_the_rest():
    found = QUESTION.verdict([f"fault {k}" for k in range(7)], "fine")
    assert found.status is Status.FAIL
    assert found.detail == "fault 0; fault 1; fault 2; fault 3; fault 4; and 2 more"
    assert QUESTION.verdict([], "fine").detail == "fine"


def test_a_refusal_fails_a_check_without_raising():
    @QUESTION.guards
    def refused():
        raise UserError("not on this horizon")

    assert (refused().status, refused().detail) == ("fail", "not on this horizon")


# L01


def test_the_projects_own_features_pass_on_every_horizon(tables, recipe):
    found = future_checks.check_future_features(tables, recipe, [1990])
    assert found.status == "pass"
    assert "on paper, month_dateDecision and decision_delay_weeks" in found.detail


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([0.5, np.nan], [0.5, np.nan], True),
        ([0.0], [-0.0], False),  # equal, but not the same bytes
        ([0.5], [0.5 + 1e-12], False),
    ],
)
def test_same_bytes(one, other, same):
    assert future_checks.same_bytes(np.array(one), np.array(other)) is same


# L02

SETTINGS = future_checks.PipelineSettings(
    LogisticSettings(c=0.01, case_window=None, vote_window=10, refit_every=3, vote_weight=0.5),
    StackedSettings(base={"logistic": 1}, c=1.0, case_half_life=10.0, vote_half_life=20.0),
)


def test_forecasts_of_the_project_pass(tables, recipe):
    assert future_checks.check_future_forecasts(tables, recipe, SETTINGS, [1995]).status == "pass"


def test_a_forecaster_that_reads_its_own_terms_labels_is_caught(tables, recipe):
    def peeking(inputs, settings, walk):
        first, *rest = future_checks.logistic_then_stacked(inputs, settings, walk)
        return [replace(first, case=first.case + inputs.case.reversed / 100), *rest]

    found = future_checks.check_future_forecasts(tables, recipe, SETTINGS, [1995], peeking)
    assert (found.status, found.detail) == ("fail", "term 1995: step 1 case forecasts differ")


@pytest.mark.parametrize("refit_every", [1, 3, 5])
def test_the_compared_term_is_one_at_which_the_model_is_fitted(refit_every):
    first = future_checks.first_walked(1995, refit_every)
    assert first <= 1995 - future_checks.WALKED
    assert (1995 - first) % refit_every == 0


# L03


def test_permuted_labels_of_the_project_give_no_skill(tables, recipe):
    found = forecast_checks.check_permuted_labels(tables, recipe, list(range(1980, 2019, 4)))
    assert found.status == "pass"
    assert found.detail.startswith("case AUC 0.")


# L06


def test_masking_is_skipped_where_nothing_is_masked(tables):
    complete = tables.cases.fillna({"lcDispositionDirection": 1, "certReason": 1})
    complete = complete.assign(issue=pd.array([90320] * len(complete), dtype="Int32"))
    complete = complete.fillna({"issueArea": 9, "lcDisagreement": 0, "lcDisposition": 2})
    complete = complete.fillna({"caseOrigin": 50, "caseSource": 29})
    complete = complete.replace({"petitioner": {501: 126}, "respondent": {501: 126}})
    assert masked_blanks.check_masked_blanks(complete, 1, 0.95, TREATMENT).status == "skipped"


@pytest.mark.parametrize(
    ("alone", "added", "status"),
    [
        ((0.48, 0.52), (-0.01, 0.01), "pass"),
        ((0.51, 0.55), (-0.01, 0.01), "warn"),  # stands in for what is shown beside
        ((0.48, 0.52), (0.01, 0.03), "warn"),  # at odds with what is shown beside
        ((0.51, 0.55), (0.01, 0.03), "fail"),
        ((0.56, 0.60), (-0.01, 0.01), "fail"),  # more than draws explain
        ((0.48, 0.52), (0.03, 0.05), "fail"),
        ((0.45, 0.49), (-0.03, -0.01), "pass"),  # worse than chance tells nothing
    ],
)
def test_the_intervals_decide(alone, added, status):
    assert masked_blanks.status_of(suspected(silent_alone=True), probed(alone, added)) == status


def suspected(*, silent_alone):
    nobody = np.zeros(0, dtype=bool)
    return masked_blanks.Suspicion("any", nobody, nobody, (), silent_alone=silent_alone)


def probed(*ends):
    return masked_blanks.Probed(*(masked_blanks.Interval(sum(e) / 2, *e) for e in ends))


def test_what_is_known_in_part_may_tell_alone_but_add_nothing():
    in_part = suspected(silent_alone=False)
    assert masked_blanks.status_of(in_part, probed((0.60, 0.64), (-0.01, 0.01))) == "pass"
    assert masked_blanks.status_of(in_part, probed((0.60, 0.64), (0.01, 0.03))) == "warn"
    assert masked_blanks.status_of(in_part, probed((0.48, 0.52), (0.03, 0.05))) == "fail"


# L07

REGRET = pd.DataFrame(
    {
        "horizon": ["argument", "strict", "paper"],
        "model": "boosted",
        "unit": "case",
        "difference": [-0.02, -0.01, 0.05],
        "ci_low": [-0.03, -0.02, 0.04],
        "ci_high": [-0.01, 0.01, 0.06],
    }
)


def test_the_model_nearest_to_bayes_is_named():
    found = forecast_checks.check_bayes_ceiling(
        REGRET.head(2).set_axis([0, 0])
    )  # as from tables put together
    assert found.status == "pass"
    assert found.detail == "2 comparisons; nearest strict boosted case -0.010 [-0.020, +0.010]"


def test_a_model_that_beats_bayes_is_caught():
    found = forecast_checks.check_bayes_ceiling(REGRET)
    assert (found.status, found.detail) == ("fail", "paper boosted case +0.050 [+0.040, +0.060]")


def test_without_true_probabilities_bayes_is_skipped():
    assert forecast_checks.check_bayes_ceiling(None).status == "skipped"


# L08


def checked(frame: pd.DataFrame, name: str = "argument-boosted"):
    world = Tables(COURT.cases, COURT.votes)
    return forecast_checks.check_prediction_frames([(name, frame)], world, "simulated", FIRST_TERM)


def frame() -> pd.DataFrame:
    return factories.forecast(COURT, "boosted")


def with_first(column: str, value: object) -> pd.DataFrame:
    broken = frame()
    broken.loc[0, column] = value
    return broken


def test_a_good_frame_passes():
    found = checked(frame())
    assert (found.status, found.detail) == ("pass", "1 frames, 600 forecasts")


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (with_first("cutoff", 2019), "a cutoff not before its term"),
        (with_first("p_reverse", 1.5), "p_reverse outside [0, 1] or missing"),
        (with_first("p_reverse", np.nan), "p_reverse outside [0, 1] or missing"),
        (with_first("model", "other"), "model is not 'boosted'"),
        (with_first("horizon", "strict"), "horizon is not 'argument'"),
        (with_first("dataset", "scdb"), "dataset is not 'simulated'"),
        (with_first("case_id", "1900-99999"), "case: not one forecast for each prepared row"),
        (frame().iloc[1:], "case: not one forecast for each prepared row"),
        (frame().assign(reversed=1 - frame()["reversed"]), "reversed is not the prepared one"),
        (frame().assign(outcome=-1), "outcome is not the prepared one"),
        (pd.concat([frame(), frame().iloc[-1:]]), "vote: not one forecast for each prepared row"),
    ],
)
def test_a_broken_frame_is_named(broken, fault):
    found = checked(broken)
    assert found.status == "fail"
    assert fault in found.detail
    assert found.detail.startswith("argument-boosted: ")


def test_a_frame_under_another_name_is_caught():
    assert "model is not 'logistic'" in checked(frame(), "argument-logistic").detail


def test_without_forecasts_frames_are_skipped():
    none = forecast_checks.check_prediction_frames(
        [], Tables(COURT.cases, COURT.votes), "scdb", FIRST_TERM
    )
    assert none.status == "skipped"


# L09


def test_without_base_forecasts_the_stack_is_skipped(tables):
    assert refitting_checks.check_prospective_stack(tables, {}, {}, [1990], 1).status == "skipped"


# L10


def test_a_probe_sees_values_blanks_and_shares():
    rng = np.random.default_rng(0)
    other = rng.random(2000) < 0.3
    cases = pd.DataFrame(
        {
            "term": np.repeat(np.arange(1900, 1920), 100),
            "revealed_term": np.repeat(np.arange(1901, 1921), 100),
            "outcome": np.where(other, -1, 0),
        }
    )
    tells = pd.Series(np.where(other, 2, 1)).astype("Int32")
    found = column_checks.probe_column(cases, tells, 1905)
    assert found["auc_value"] == pytest.approx(1.0)
    assert found["auc_blank"] == pytest.approx(0.5)
    hidden = column_checks.probe_column(cases, tells.mask(other), 1905)
    assert hidden["auc_blank"] == pytest.approx(1.0)
    assert hidden["blank_share"] == pytest.approx(other[500:].mean())


def test_a_column_that_says_nothing_is_near_one_half():
    rng = np.random.default_rng(0)
    cases = pd.DataFrame(
        {
            "term": np.repeat(np.arange(1900, 1920), 100),
            "revealed_term": np.repeat(np.arange(1901, 1921), 100),
            "outcome": rng.choice([-1, 0, 1], 2000),
        }
    )
    found = column_checks.probe_column(cases, pd.Series(rng.integers(0, 9, 2000)), 1905)
    assert found["auc_value"] == pytest.approx(0.5, abs=0.06)


def test_empty_text_is_missing():
    text = pd.Series(["12", "", pd.NA], dtype="string")
    assert column_checks.missing(text).tolist() == [False, True, True]


def test_the_probe_warns_of_blanks_shown_and_only_tells_of_values():
    rows = {
        "column": ["certReason", "certReason", "jurisdiction"],
        "where": ["raw", "shown", "shown"],
        "blank_share": 0.1,
        "auc_value": [0.5, 0.5, 0.72],
        "auc_blank": [0.62, 0.5, 0.5],
    }
    table = pd.DataFrame(rows)
    found = column_checks.check_column_probe(table)
    assert found.status == "pass"
    assert "in the file certReason 0.62; as shown none" in found.detail
    assert found.detail.endswith("as shown jurisdiction 0.72")
    assert column_checks.check_column_probe(table.assign(auc_blank=0.4)).status == "warn"


# The recipe


def test_a_recipe_builds_given_features_in_the_place_of_its_own(tables, recipe):
    alone = replace(FEATURE_SETS["strict"], case=(code("petitioner"),), vote=())
    built = recipe.build(tables, "strict", alone)
    assert list(built.case) == ["case_id", "term", "code_petitioner"]
