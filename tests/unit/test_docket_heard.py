"""Level three: a pending case whose argument was heard is forecast from its transcript."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

import docket_factory
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.docket.decided import open_court
from scotus_forecast.docket.forecast import forecast_pending, ledger_entry
from scotus_forecast.docket.show import accuracy_sentences
from scotus_forecast.stages import docket, oral_argument, transcripts
from scotus_forecast.transcripts.simulate import simulate_transcripts
from small_court import PROJECT, prepared

COURT = prepared(cases=700, first_term=1985)
TERM = docket_factory.LAST_TERM + 1
PARAMS = docket_factory.params(1990)
SERIAL = PARAMS.model_copy(
    update={"execution": PARAMS.execution.model_copy(update={"backend": "serial", "workers": 1})}
)


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    """Project whose stages docket and oral_argument have run."""
    layout = Layout("simulated", tmp_path_factory.mktemp("project"))
    write_parquet(layout.cases, COURT.cases)
    write_parquet(layout.votes, COURT.votes)
    write_parquet(layout.forecast(LEAD, "stacked"), _before())
    for stage in (transcripts, oral_argument):
        stage.run(layout, SERIAL)
    docket.run(layout, SERIAL, docket_factory.HERE)
    shutil.copy(PROJECT / "params.yaml", layout.root / "params.yaml")
    return layout


def _before() -> pd.DataFrame:
    """A stacked forecast of `argument` that knows nothing."""
    frames = []
    for unit, table in (("case", COURT.cases.assign(justice=pd.NA)), ("vote", COURT.votes)):
        kept = table[["caseId", "term", "justice", "reversed", "outcome"]]
        frames.append(kept.rename(columns={"caseId": "case_id"}).assign(unit=unit))
    frame = pd.concat(frames, ignore_index=True).assign(
        dataset="simulated", horizon=LEAD, model="stacked", p_reverse=0.6
    )
    return as_prediction_frame(frame.assign(cutoff=frame["term"] - 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An argument of the last term, as if it were that of a pending case."""
    folder = tmp_path_factory.mktemp("oyez")
    documents = simulate_transcripts(COURT.cases, COURT.votes, seed=1).parts[-1]
    stem = documents[0].stem
    for document in documents:
        if document.stem == stem:
            content = json.loads(document.content) | {"term": str(TERM)}
            if not document.of_hearing:
                content |= {"docket_number": "20-1", "additional_docket_numbers": None}
            name = document.file.replace(stem, f"{TERM}.20-1")
            (folder / name.split("/")[-1]).write_text(json.dumps(content))
    return folder


def cards(layout, folder=None):
    court = open_court(layout)
    cases = [
        docket_factory.pending(court.known, docket=number, term=str(TERM), issue_area="1")
        for number in ("20-1", "20-2")
    ]
    return forecast_pending(layout, SERIAL, court, cases, folder)


def test_the_transcript_moves_the_case_heard_and_no_other(layout, folder):
    before, after = cards(layout), cards(layout, folder)
    assert [card["level"] for card in after] == [3, 2]
    assert after[0]["p_reverse"] != before[0]["p_reverse"]
    assert after[1]["p_reverse"] == before[1]["p_reverse"]
    assert "no transcript of its argument was found" in " ".join(after[1]["notes"])


def test_the_card_quotes_the_accuracy_with_the_transcript(layout, folder):
    record = json.loads((layout.docket / "hearing-level2-lag1.json").read_bytes())
    heard = cards(layout, folder)[0]
    assert heard["heard"] == {key: record[key] for key in ("accuracy", "before")}
    said = " ".join(accuracy_sentences([heard]))
    assert f"{100 * record['accuracy']['accuracy']:.1f}%" in said
    assert "heard in 1995 to 2014" in said
    assert record["accuracy"]["brier"] < record["before"]["brier"]


def test_the_ledger_names_the_model_that_heard(layout, folder):
    heard, silent = (ledger_entry(card, "simulated")["model"] for card in cards(layout, folder))
    assert len(heard["hearing_sha256"]) == 64
    assert "hearing_sha256" not in silent


def test_without_past_arguments_a_transcript_is_refused(layout, folder, tmp_path):
    bare = Layout("simulated", tmp_path)
    shutil.copytree(layout.data, bare.data, ignore=shutil.ignore_patterns("oral_argument"))
    with pytest.raises(UserError, match="past arguments were not read"):
        cards(bare, folder)


def test_a_folder_without_transcripts_is_refused(layout, tmp_path):
    with pytest.raises(UserError):
        cards(layout, tmp_path)
