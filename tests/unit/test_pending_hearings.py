"""Pending cases that were heard are forecast as the walk-forward forecasts them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.core.project.horizons import TRANSCRIPT
from scotus_forecast.core.project.params import load_params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import Forecast, labels
from scotus_forecast.core.walk_forward.splits import term_seed
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.forecast import Heard, forecast
from scotus_forecast.oral_argument.pending import (
    HearingModel,
    NewHearings,
    PastHearings,
    fit_hearing_model,
    forecast_pending,
    read_hearings,
)
from scotus_forecast.oral_argument.signals import build_signals
from scotus_forecast.oral_argument.text_model import (
    FittedText,
    TextModel,
    build_vocabulary,
    forecast_text,
)
from scotus_forecast.transcripts.simulate import simulate_transcripts
from scotus_forecast.transcripts.source import Document
from scotus_forecast.transcripts.write import collect, text_of
from small_court import PROJECT, prepared

SETTINGS = load_params(PROJECT / "params.yaml").oral_argument
WALK = WalkForward(1, ("simulated", "transcript", "oral_argument"), 1900, Execution("serial", 1))
#: The last term of the Court is pending; cases before it are decided, some of them late.
COURT = prepared(cases=700, first_term=1985)
LAST = int(COURT.cases["term"].max())


@dataclass(frozen=True)
class Spoken:
    """The whole Court, walked forward, and what its last term is forecast from."""

    walked: Forecast
    model: HearingModel
    text: FittedText
    past: PastHearings
    base: Forecast
    documents: list[Document]
    is_new: np.ndarray
    votes_are_new: np.ndarray


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    said = simulate_transcripts(COURT.cases, COURT.votes, seed=1)
    whole = collect(said.parts, COURT.cases, COURT.votes, workers=1)
    words = build_vocabulary([text_of(whole.text)], TRANSCRIPT, workers=1)
    row = pd.Series(np.arange(len(COURT.cases)), index=COURT.cases["caseId"])
    of_words = labels(COURT.cases.iloc[row[words.case_id]])
    text = np.full(len(COURT.cases), np.nan)
    text[row[words.case_id]] = forecast_text(words, of_words, SETTINGS.text, WALK)
    rng = np.random.default_rng(0)
    heard = Heard(
        case=labels(COURT.cases),
        vote=labels(COURT.votes),
        case_of_vote=row[COURT.votes["caseId"]].to_numpy(int),
        signals=build_signals(COURT.cases, COURT.votes, whole.speech, whole.counsel, TRANSCRIPT),
        base=Forecast(*(rng.uniform(0.4, 0.8, len(table)) for table in (COURT.cases, COURT.votes))),
        text=text,
    )
    walked = forecast(heard, SETTINGS, WALK)
    is_new, votes_are_new = (
        (table["term"] == LAST).to_numpy() for table in (COURT.cases, COURT.votes)
    )
    known = np.flatnonzero((of_words.revealed <= LAST) & (of_words.term < LAST))
    fitted = TextModel(words, of_words, SETTINGS.text).fit(
        known, LAST, term_seed(1, *WALK.names, term=LAST)
    )
    assert fitted is not None
    early = ~whole.speech["case_id"].str.startswith(str(LAST))
    early_counsel = ~whole.counsel["case_id"].str.startswith(str(LAST))
    return Spoken(
        walked=walked,
        model=fit_hearing_model(heard, walked.case, SETTINGS, LAST),
        text=fitted,
        past=PastHearings(
            COURT.cases[~is_new], COURT.votes[~votes_are_new], whole.speech[early],
            whole.counsel[early_counsel],
        ),
        base=Forecast(heard.base.case[is_new], heard.base.vote[votes_are_new]),
        documents=said.parts[-1],
        is_new=is_new,
        votes_are_new=votes_are_new,
    )  # fmt: skip


def _new(spoken: Spoken, folder: Path) -> NewHearings:
    """Transcripts of the last term as files, and pending cases without anything decided."""
    for document in spoken.documents:
        (folder / document.file).write_bytes(document.content)
    cases = COURT.cases[spoken.is_new][["caseId", "term", "docket"]].assign(usCite=None)
    votes = COURT.votes[spoken.votes_are_new][["caseId", "term", "justice", "justiceName"]]
    return read_hearings(folder, cases, votes)


@pytest.fixture(scope="module")
def new(spoken, tmp_path_factory) -> NewHearings:
    return _new(spoken, tmp_path_factory.mktemp("oyez"))


def test_pending_cases_get_the_forecasts_of_the_walk_forward(spoken, new):
    found = forecast_pending(spoken.model, spoken.text, spoken.past, new, spoken.base)
    expected = spoken.walked.case[spoken.is_new], spoken.walked.vote[spoken.votes_are_new]
    np.testing.assert_allclose(found.case, expected[0], rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.vote, expected[1], rtol=0, atol=1e-9)
    assert (found.case != spoken.base.case).mean() > 0.8


def test_models_are_written_and_read_back(spoken, new, tmp_path):
    spoken.text.write(tmp_path / "text.npz")
    text = FittedText.read(tmp_path / "text.npz")
    model = HearingModel.of_record(json.loads(json.dumps(spoken.model.record())))
    before, after = (
        forecast_pending(m, t, spoken.past, new, spoken.base)
        for m, t in ((spoken.model, spoken.text), (model, text))
    )
    np.testing.assert_array_equal(before.case, after.case)
    np.testing.assert_array_equal(before.vote, after.vote)


def test_a_pending_case_without_a_transcript_keeps_its_forecast(spoken, new):
    missing = new.cases["caseId"].iloc[0]
    said = replace(
        new.said,
        **{
            name: table[table["case_id"] != missing]
            for name in ("speech", "counsel", "text")
            for table in [getattr(new.said, name)]
        },
    )
    found = forecast_pending(
        spoken.model, spoken.text, spoken.past, replace(new, said=said), spoken.base
    )
    unheard = (new.cases["caseId"] == missing).to_numpy()
    np.testing.assert_array_equal(found.case[unheard], spoken.base.case[unheard])
    of_it = (new.votes["caseId"] == missing).to_numpy()
    np.testing.assert_array_equal(found.vote[of_it], spoken.base.vote[of_it])


def test_too_few_cases_heard_leave_every_forecast(spoken, new):
    silent = replace(spoken.model, case=None, vote=None)
    found = forecast_pending(silent, spoken.text, spoken.past, new, spoken.base)
    np.testing.assert_array_equal(found.case, spoken.base.case)
    np.testing.assert_array_equal(found.vote, spoken.base.vote)
    back = HearingModel.of_record(json.loads(json.dumps(silent.record())))
    assert (back.case, back.vote) == (None, None)


def test_models_refuse_a_term_whose_outcomes_they_may_know(spoken, new):
    earlier = replace(new, cases=new.cases.assign(term=LAST - 1))
    with pytest.raises(ValueError, match=f"fitted for term {LAST}"):
        forecast_pending(spoken.model, spoken.text, spoken.past, earlier, spoken.base)
