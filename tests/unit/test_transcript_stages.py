"""Stages transcripts, oral_argument and score_oral_argument, on a small simulated Court."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from oyez_files import OUTCOME_FIELDS, case_json, content, usual_hearing
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table, write_parquet
from scotus_forecast.core.project.horizons import LEAD, TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import SimulatedParams, load_params
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.data.obtain import OYEZ_DIR
from scotus_forecast.data.prepare import RawTable, prepare
from scotus_forecast.data.simulate import simulate
from scotus_forecast.stages import oral_argument, score_oral_argument, transcripts
from scotus_forecast.transcripts.simulate import simulate_transcripts
from scotus_forecast.transcripts.source import Document
from scotus_forecast.transcripts.write import collect, write_transcripts
from small_court import PROJECT, prepared, simulated_truth

PARAMS = load_params(PROJECT / "params.yaml")
SERIAL = PARAMS.model_copy(
    update={
        "execution": PARAMS.execution.model_copy(update={"backend": "serial", "workers": 1}),
        "evaluation": PARAMS.evaluation.model_copy(update={"bootstrap_samples": 100}),
    }
)
TABLES = prepared(cases=1200)
P_BEFORE = 0.6


def _lay_out(root, dataset: str = "simulated") -> Layout:
    """Prepared tables and a stacked forecast of `argument` that knows nothing."""
    layout = Layout(dataset, root)
    write_parquet(layout.cases, TABLES.cases)
    write_parquet(layout.votes, TABLES.votes)
    frames = []
    for unit, table in (("case", TABLES.cases.assign(justice=pd.NA)), ("vote", TABLES.votes)):
        kept = table[["caseId", "term", "justice", "reversed", "outcome"]]
        frames.append(kept.rename(columns={"caseId": "case_id"}).assign(unit=unit))
    frame = pd.concat(frames, ignore_index=True).assign(
        dataset=dataset, horizon=LEAD, model="stacked", p_reverse=P_BEFORE
    )
    frame["cutoff"] = frame["term"] - 1
    write_parquet(layout.forecast(LEAD, "stacked"), as_prediction_frame(frame))
    write_parquet(layout.truth, simulated_truth(cases=1200))
    return layout


def _run(layout: Layout) -> None:
    for stage in (transcripts, oral_argument, score_oral_argument):
        stage.run(layout, SERIAL)


@pytest.fixture(scope="module")
def heard(tmp_path_factory) -> Layout:
    layout = _lay_out(tmp_path_factory.mktemp("simulated"))
    _run(layout)
    return layout


def _scores(layout: Layout) -> pd.DataFrame:
    scores = read_table(layout.oral_argument_scores / "scores.parquet")
    return scores[scores["period"] == "1995-2014"].set_index(["unit", "model"])


def test_every_simulated_argument_is_read(heard):
    summary = json.loads((heard.transcripts / "summary.json").read_text())
    assert summary["quarantined"] == {}
    assert summary["unattributed"] == 0
    since = (TABLES.cases["term"] >= 1955).sum()
    assert 0.9 * since < summary["cases"] < since
    assert {row["guessed"] for row in summary["by_term"]} == {0.0}


def test_hearing_helps_and_stays_below_the_bayes_bound(heard):
    scores = _scores(heard)
    ours, before, bound = (
        scores.loc["case"].loc[model, "brier"]
        for model in ("oral_argument", "argument", "true_probability")
    )
    assert bound < ours < before - 0.01
    ours, before, bound = (
        scores.loc["vote"].loc[model, "brier"]
        for model in ("oral_argument", "argument", "true_probability")
    )
    assert bound < ours < before


def test_bayes_bound_of_votes_is_the_best_that_can_be_said():
    """On a large Court it is calibrated, and better than each simpler use of the same truth."""
    court = simulate(SimulatedParams(cases=12_000, first_term=1955, last_term=2019), 3)
    tables = prepare([RawTable("simulated", "simulated.csv", court.rows)])
    cases, votes = tables.cases, tables.votes
    told = simulate_transcripts(cases, votes, seed=1).truth
    p_case, p_vote = score_oral_argument.bayes(court.truth, told, cases, votes)
    before = court.truth.loc[court.truth["justice"].notna(), "p_reverse"].to_numpy()
    of_case = pd.Series(p_case, index=cases["caseId"])[votes["caseId"]].to_numpy()
    was = votes["reversed"].to_numpy()
    bound, *others = (((p - was) ** 2).mean() for p in (p_vote, before, of_case))
    assert bound < min(others) - 0.003
    for part in np.array_split(np.argsort(p_vote), 10):
        p = p_vote[part]
        # Votes of a case go together, so that nine rows count as little more than one.
        assert abs(was[part].sum() - p.sum()) < 4 * np.sqrt(9 * (p * (1 - p)).sum())


def test_worth_of_the_simulated_transcripts_is_what_it_says():
    """Bayes' theorem with the stated likelihood ratio gives calibrated probabilities."""
    said = simulate_transcripts(TABLES.cases, TABLES.votes, seed=1)
    worth = said.truth.set_index("case_id")["log_likelihood_ratio"]
    was = TABLES.cases.set_index("caseId")["reversed"].loc[worth.index]
    p = expit(logit(was.mean()) + worth)
    bold = p > p.median()
    assert was[bold].mean() == pytest.approx(p[bold].mean(), abs=0.06)
    assert was[~bold].mean() == pytest.approx(p[~bold].mean(), abs=0.06)


def test_another_cases_transcript_gives_no_gain(heard):
    ablations = read_table(heard.oral_argument_scores / "ablations.parquet")
    row = ablations[(ablations["period"] == "1970-2014") & (ablations["reference"] == "shuffled")]
    assert row["brier"].item() > _scores(heard).loc["case"].loc["argument", "brier"] - 0.01
    assert row["brier_gain_low"].item() > 0


def _doctored(part: list[Document], cases: pd.DataFrame) -> list[Document]:
    """Write the outcome into every field that holds it in Oyez's files, and its opposite."""
    return [
        document
        if document.of_hearing
        else replace(
            document,
            content=content(
                json.loads(document.content)
                | OUTCOME_FIELDS
                | {"timeline": [{"event": "Reversed", "dates": [1]}], "decisions": [len(cases)]}
            ),
        )
        for document in part
    ]


def test_outcome_fields_change_not_a_byte(tmp_path):
    """Every field of the outcome is doctored, and all tables stay as they were."""
    said = simulate_transcripts(TABLES.cases, TABLES.votes, seed=1)
    whole = {"cases": TABLES.cases, "votes": TABLES.votes, "workers": 1}
    write_transcripts(tmp_path / "as_is", collect(said.parts, **whole))
    doctored = [_doctored(part, TABLES.cases) for part in said.parts]
    write_transcripts(tmp_path / "doctored", collect(doctored, **whole))
    files = sorted(path.name for path in (tmp_path / "as_is").iterdir())
    assert "speech.parquet" in files
    for name in files:
        as_is, other = ((tmp_path / folder / name).read_bytes() for folder in ("as_is", "doctored"))
        assert as_is == other, name


def test_the_same_twice(heard, tmp_path):
    again = _lay_out(tmp_path)
    _run(again)
    for folder in ("transcripts", "oral_argument", "oral_argument_scores"):
        for path in getattr(heard, folder).iterdir():
            assert path.read_bytes() == (getattr(again, folder) / path.name).read_bytes(), path


def test_without_transcripts_the_forecast_of_argument_stands(tmp_path, monkeypatch, caplog):
    monkeypatch.delenv(OYEZ_DIR, raising=False)
    layout = _lay_out(tmp_path, "scdb")
    with caplog.at_level(logging.INFO):
        _run(layout)
    (warned,) = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    for needed in ("Oyez", "CC BY-NC", "walkerdb", "GB", OYEZ_DIR, "data/external/oyez"):
        assert needed in warned
    frame = read_table(layout.forecast(TRANSCRIPT.name, "oral_argument"))
    assert (frame["p_reverse"] == P_BEFORE).all()
    assert len(frame) == len(TABLES.cases) + len(TABLES.votes)
    assert read_table(layout.oral_argument_scores / "scores.parquet").empty


def test_transcripts_lie_in_data_external(tmp_path, monkeypatch):
    monkeypatch.delenv(OYEZ_DIR, raising=False)
    layout = _lay_out(tmp_path, "scdb")
    case = TABLES.cases.iloc[-1]
    folder = tmp_path / "data" / "external" / "oyez"
    folder.mkdir(parents=True)
    document = case_json(term=str(case["term"]), docket_number=case["docket"], citation=None)
    (folder / "2019.1.json").write_bytes(content(document))
    (folder / "2019.1-t01.json").write_bytes(content(usual_hearing()))
    transcripts.run(layout, SERIAL)
    # Nobody of that hearing sat in the simulated Court: it was found and set aside.
    assert len(read_table(layout.transcripts / "quarantine.parquet")) == 1


def test_a_source_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(OYEZ_DIR, str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match=r"OYEZ_DIR names .*nowhere"):
        transcripts.run(_lay_out(tmp_path, "scdb"), SERIAL)


def test_forecasts_are_whole_and_probabilities(heard):
    frame = read_table(heard.forecast(TRANSCRIPT.name, "oral_argument"))
    assert frame["p_reverse"].between(0, 1).all()
    assert (np.sort(frame["unit"].unique()) == ["case", "vote"]).all()
    assert len(frame) == len(TABLES.cases) + len(TABLES.votes)


def test_other_transcripts_are_told_from_those_read(tmp_path, monkeypatch):
    monkeypatch.delenv(OYEZ_DIR, raising=False)
    layout = _lay_out(tmp_path, "scdb")
    assert not transcripts.source_differs(layout)  # nothing was read yet
    transcripts.run(layout, SERIAL)
    assert not transcripts.source_differs(layout)
    folder = tmp_path / "data" / "external" / "oyez"
    folder.mkdir(parents=True)
    (folder / "2019.1.json").write_bytes(content(case_json()))
    assert transcripts.source_differs(layout)
    transcripts.run(layout, SERIAL)
    assert not transcripts.source_differs(layout)
    (folder / "2019.2.json").write_bytes(content(case_json()))
    assert transcripts.source_differs(layout)
