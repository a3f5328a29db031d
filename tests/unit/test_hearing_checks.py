"""The audit of horizon `transcript`: clean it passes, with a planted leak each check fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.audit import hearing_checks, hearing_futures
from scotus_forecast.audit.check import AuditCheck, Status, joined
from scotus_forecast.audit.hearings import Hearings, shuffled
from scotus_forecast.core.project.horizons import TRANSCRIPT
from scotus_forecast.core.project.params import load_params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import Forecast
from scotus_forecast.core.walk_forward.splits import split_at, term_seed
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.forecast import forecast
from scotus_forecast.oral_argument.signals import Signals
from scotus_forecast.oral_argument.text_model import build_vocabulary
from scotus_forecast.transcripts.simulate import simulate_transcripts
from scotus_forecast.transcripts.write import collect, text_of
from small_court import PROJECT, prepared

SETTINGS = load_params(PROJECT / "params.yaml").oral_argument.model_copy(
    update={"least_cases": 100}
)
SEED, NAMES = 1, ("simulated", "transcript", "transcript_text")
FIRST, LAST = 1985, 2014
TERMS = [2005, 2012]
COURT = prepared(cases=900, first_term=FIRST, last_term=LAST)


@pytest.fixture(scope="module")
def hearings() -> Hearings:
    """A Court whose words told something in all terms, fitted in the last one."""
    cases, votes = COURT.cases, COURT.votes
    said = collect(simulate_transcripts(cases, votes, SEED).parts, cases, votes, workers=1)
    words = build_vocabulary([text_of(said.text)], TRANSCRIPT, workers=1)
    rng = np.random.default_rng(SEED)
    heard = cases["caseId"].isin(words.case_id).to_numpy()
    leaning = 0.6 + 0.1 * (2 * cases["reversed"].to_numpy() - 1) * (rng.random(len(cases)) < 0.6)
    found = Hearings(
        cases=cases,
        votes=votes,
        speech=said.speech,
        counsel=said.counsel,
        read_words=lambda: words,
        text=np.where(heard, leaning, np.nan),
        base=Forecast(*(rng.uniform(0.5, 0.7, len(table)) for table in (cases, votes))),
        stored=Forecast(np.zeros(0), np.zeros(0)),
        settings=SETTINGS,
    )
    found.text[_last_rows(found)] = _words_of_last_term(found)
    walk = WalkForward(SEED, ("simulated", "transcript", "oral_argument"), FIRST)
    walk = replace(walk, execution=Execution("serial", 1))
    return replace(found, stored=forecast(found.heard(), SETTINGS, walk))


def _words_of_last_term(hearings: Hearings) -> np.ndarray:
    model, _ = hearings.text_model()
    split = split_at(LAST, model.labels.term, model.labels.revealed)
    return model(split, term_seed(SEED, *NAMES, term=LAST))


def _last_rows(hearings: Hearings) -> np.ndarray:
    model, row = hearings.text_model()
    return row[split_at(LAST, model.labels.term, model.labels.revealed).test]


def own_outcome(hearings: Hearings) -> Signals:
    """Signals one of which knows how its case will end."""
    clean = hearings.signals()
    told = (hearings.cases["reversed"].to_numpy(float) * 2 - 1).astype(np.float32)
    return replace(clean, case=clean.case.assign(counsel_record=told))


def counsel_in_speech(hearings: Hearings) -> Signals:
    """A signal declared to come from speech that counts counsel's words."""
    clean = hearings.signals()
    spoken = hearings.counsel.groupby("case_id")["words"].max()
    told = spoken.reindex(hearings.cases["caseId"]).fillna(0).to_numpy(np.float32)
    return replace(clean, case=clean.case.assign(bench_words=told))


CHECKS = {
    "L01": lambda h, **build: hearing_futures.check_future_signals(h, TERMS, SEED, **build),
    "L02": lambda h, **build: hearing_futures.check_future_hearings(h, TERMS, **build),
    "L03": lambda h, **build: hearing_checks.check_permuted_hearings(
        h, range(2000, LAST + 1), SEED, **build
    ),
    "L05": lambda h, **build: hearing_checks.check_declared_tables(h, SEED, **build),
    "L12": lambda h, **build: hearing_checks.check_shuffled(h, SEED, **build),
}


@pytest.mark.parametrize("code", CHECKS)
def test_a_clean_horizon_passes(code, hearings):
    found = CHECKS[code](hearings)
    assert (found.code, found.status) == (code, "pass"), found.detail


@pytest.mark.parametrize("code", ["L01", "L02", "L03", "L12"])
def test_a_signal_that_knows_the_outcome_is_caught(code, hearings):
    found = CHECKS[code](hearings, build=own_outcome)
    assert (found.code, found.status) == (code, "fail"), found.detail


def test_a_signal_that_reads_another_table_is_caught(hearings):
    found = CHECKS["L05"](hearings, build=counsel_in_speech)
    assert found.status == "fail"
    assert "'bench_words' changes with counsel" in found.detail


def test_what_was_said_is_worth_something_and_its_shuffle_is_not(hearings):
    """The check can fail: without a shuffle the gain it measures is far above its threshold."""
    walk = WalkForward(SEED, ("audit",), FIRST)
    told = forecast(hearings.heard(), SETTINGS, walk)
    gain = hearing_checks.gains(hearings.cases, told.case, hearings.base.case)
    assert all(mean > hearing_checks.ERRORS * error for mean, error in gain.values())


def test_a_shuffle_gives_every_case_the_transcript_of_another(hearings):
    other = shuffled(hearings, np.random.default_rng(SEED))
    heard = ~np.isnan(hearings.text) & ~np.isnan(other.text)
    assert (heard == ~np.isnan(hearings.text)).all()
    assert sorted(hearings.text[heard]) == sorted(other.text[heard])
    words = [_to_petitioner(h) for h in (hearings, other)]
    assert (words[0] != words[1].reindex(words[0].index)).mean() > 0.9
    by_term = [w.groupby(w.index.str[:4]).sum() for w in words]
    assert by_term[0].equals(by_term[1])


def _to_petitioner(hearings: Hearings) -> pd.Series:
    speech = hearings.speech[hearings.speech["side"] == "petitioner"]
    return speech.groupby("case_id")["words"].sum()


@pytest.mark.parametrize(
    ("nudge", "status"), [("none", "pass"), ("case", "fail"), ("vote", "fail"), ("words", "fail")]
)
def test_stored_forecasts_that_know_more_are_caught(nudge, status, hearings):
    stored, text = hearings.stored, hearings.text.copy()
    told = stored.case.copy(), stored.vote.copy()
    if nudge in ("case", "vote"):
        table = {"case": hearings.cases, "vote": hearings.votes}[nudge]
        which = ("case", "vote").index(nudge)
        told[which][(table["term"] == 2012).to_numpy()] += 1e-4
    if nudge == "words":
        text[_last_rows(hearings)] += 1e-4
    asked = replace(hearings, stored=Forecast(*told), text=text)
    found = hearing_futures.check_refitted_hearings(asked, TERMS, NAMES, SEED)
    assert (found.code, found.status) == ("L11", status), found.detail


def _gains(brier_low: float) -> pd.DataFrame:
    row = {"unit": "vote", "reference": "true_probability", "period": "1970-2014"}
    ends = {"gain": 0.0, "gain_low": -0.1, "gain_high": 0.1}
    scores = {f"{m}_{end}": value for m in ("accuracy", "brier") for end, value in ends.items()}
    return pd.DataFrame([row | scores | {"brier_gain_low": brier_low}])


@pytest.mark.parametrize(("low", "status"), [(-0.01, "pass"), (0.001, "fail")])
def test_forecasts_better_than_the_truth_are_caught(low, status):
    found = hearing_checks.check_bayes_of_hearings(_gains(low))
    assert (found.code, found.status) == ("L07", status)


def test_without_true_probabilities_the_bound_is_skipped():
    gains = _gains(0.1).assign(reference="argument")
    for table in (gains, pd.DataFrame()):
        assert hearing_checks.check_bayes_of_hearings(table).status == "skipped"


def test_transcripts_missing_where_there_is_no_decision_are_named(hearings):
    assert hearing_checks.check_missing_transcripts(hearings).status == "pass"
    other = hearings.cases.loc[hearings.cases["outcome"] == -1, "caseId"]
    told = replace(hearings, speech=hearings.speech[~hearings.speech["case_id"].isin(other)])
    found = hearing_checks.check_missing_transcripts(told)
    assert (found.code, found.status) == ("L10", "warn")


def test_what_does_not_apply_says_why():
    found = list(hearing_checks.not_applicable())
    assert [check.code for check in found] == ["L04", "L06", "L09"]
    assert all(check.status == "skipped" and "transcript" in check.detail for check in found)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("pass", "skipped", "pass"),
        ("pass", "fail", "fail"),
        ("warn", "pass", "warn"),
        ("skipped", "skipped", "skipped"),
    ],
)
def test_the_graver_of_two_answers_stands(one, other, both):
    answers = [AuditCheck("L01", "t", Status(s), s) for s in (one, other)]
    assert joined(answers) == AuditCheck("L01", "t", Status(both), f"{one}; {other}")
