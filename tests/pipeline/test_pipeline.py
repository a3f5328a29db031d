"""The whole pipeline on a small simulated Court, from acquire to report, and what it leaves."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
import yaml

import table_contract
from scotus_forecast.core.court.outcomes import OTHER, REVERSE
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.prediction_frame import SCHEMA, as_prediction_frame
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import Labels, load_inputs
from scotus_forecast.stages import acquire, featurize, fit, forecast, prepare, report, score

PROJECT = Path(__file__).parents[2]
FIRST_TERM = 1990
HORIZON = "argument"
BASELINES = (
    "always_reverse", "most_frequent_10", "most_frequent_20", "most_frequent_all", "justice_rate",
)  # fmt: skip
SETTINGS = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
BASE = tuple(SETTINGS["models"]["stacked"]["base"])
MODELS = {("none", name) for name in BASELINES} | {(HORIZON, name) for name in (*BASE, "stacked")}

#: The project's settings, but little of everything.
LITTLE = {
    "datasets": {"simulated": {"cases": 600, "first_term": 1940, "last_term": 2019}},
    "evaluation": {"first_term": FIRST_TERM, "bootstrap_samples": 200},
    "models": {
        "boosted": {
            "refit_every": 5,
            "case": {"max_iter": 10},
            "vote": {"max_iter": 10},
        },
        "logistic": {"refit_every": 5},
    },
}


def merged(content, changes):
    out = copy.deepcopy(content)
    for key, value in changes.items():
        out[key] = merged(out[key], value) if isinstance(value, dict) else value
    return out


def run_all(root: Path) -> Layout:
    """Every stage from acquire to report; one process, so that little is spent on starting."""
    params = Params.model_validate(merged(SETTINGS, LITTLE))
    layout, serial = Layout("simulated", root), Execution("serial", 1)
    acquire.run(layout, params)
    prepare.run(layout, params)
    featurize.run(layout, params, HORIZON)
    for name in BASELINES:
        forecast.run(layout, params, ["none"], name, serial)
    for name in BASE:
        forecast.run(layout, params, [HORIZON], name, serial)
    forecast.run_combine(layout, params, HORIZON, "stacked")
    score.run(layout, params)
    fit.run(layout, params, HORIZON, "stacked")
    report.run(layout, params)
    return layout


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """An empty working directory: whatever appears here was written outside the root."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def layout(tmp_path_factory, elsewhere):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(elsewhere)
        return run_all(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def frames(layout):
    return {names: pd.read_parquet(path) for names, path in layout.forecast_files().items()}


@pytest.fixture(scope="module")
def scores(layout):
    return {path.stem: pd.read_parquet(path) for path in layout.scores.iterdir()}


def test_every_prediction_frame_is_valid_and_forecasts_the_same_rows(frames, layout):
    cases, votes = pd.read_parquet(layout.cases), pd.read_parquet(layout.votes)
    assert set(frames) == MODELS
    expected = {
        "case": set(cases.loc[cases["term"] >= FIRST_TERM, "caseId"]),
        "vote": set(
            votes.loc[votes["term"] >= FIRST_TERM, ["caseId", "justice"]].itertuples(
                index=False, name=None
            )
        ),
    }
    for (horizon, model), frame in frames.items():
        pd.testing.assert_frame_equal(as_prediction_frame(frame), frame)
        assert list(frame)[: len(SCHEMA)] == list(SCHEMA)
        assert set(frame["model"]) == {model}
        assert set(frame["horizon"]) == {horizon}
        assert (frame["cutoff"] == frame["term"] - 1).all()
        by_case, by_vote = (frame[frame["unit"] == unit] for unit in ("case", "vote"))
        assert set(by_case["case_id"]) == expected["case"]
        keys = by_vote[["case_id", "justice"]].itertuples(index=False, name=None)
        assert set(keys) == expected["vote"]


def test_truth_in_the_frames_is_that_of_the_prepared_cases(frames, layout):
    outcome = pd.read_parquet(layout.cases).set_index("caseId")["outcome"]
    for frame in frames.values():
        cases = frame[frame["unit"] == "case"]
        assert (outcome[cases["case_id"]].to_numpy() == cases["outcome"]).all()
        assert ((frame["outcome"] == REVERSE) == (frame["reversed"] == 1)).all()
        assert (frame["outcome"] == OTHER).any()


def test_no_model_beats_the_truth_beyond_its_interval(scores):
    regret = scores["regret"]
    assert set(zip(regret["horizon"], regret["model"], strict=True)) >= MODELS
    assert (regret["ci_low"] <= 0).all()


def test_the_flagship_learns(scores):
    """What the simulator acts on shows in the features, so that votes are told apart."""
    table = scores["scores"].query("period == 'paper' and unit == 'vote'").set_index("model")
    assert table.loc["stacked", "auc"] > 0.6
    assert table.loc["stacked", "n"] == table.loc["always_reverse", "n"]


def test_terms_after_the_paper_are_in_every_table(scores, layout):
    assert set(scores["scores"]["horizon"]) >= {"none", HORIZON}
    for name in ("scores", "paired", "calibration", "term_tests"):
        assert "since_paper" in set(scores[name]["period"]), name
    metrics = json.loads((layout.report / "metrics.json").read_text(encoding="utf-8"))
    assert "since_paper" in metrics["results"][HORIZON]["stacked"]["case"]
    assert metrics["dataset"]["last_term"] == 2019


def test_tables_are_as_described(layout):
    found = table_contract.faults_under(layout.root, layout.dataset, HORIZON)
    for folder in ("raw", "prepared", "features", "forecasts", "scores"):
        assert any(f"/{folder}/" in path for path in found), folder
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_report_is_whole(layout):
    for name in ("report.md", "report.html", "model_card.md", "headline.json", "metrics.json"):
        assert (layout.report / name).stat().st_size > 0, name
    headline = json.loads((layout.report / "headline.json").read_text(encoding="utf-8"))
    entry = headline[HORIZON]["case"]
    assert entry["model"] == "stacked"
    assert 0 < entry["accuracy_low"] <= entry["accuracy"] <= entry["accuracy_high"] < 1
    assert list((layout.report / "tables").glob("*.csv"))
    assert list((layout.report / "figures").glob("*.png"))


def test_nothing_is_written_outside_the_root(layout, elsewhere):
    assert list(elsewhere.iterdir()) == []
    assert {path.name for path in layout.root.iterdir()} == {"data", "models", "reports"}
    assert {path.name for path in (layout.root / "data").iterdir()} == {"simulated", "unfinished"}
    assert [
        path for path in (layout.root / "data" / "unfinished").rglob("*") if path.is_file()
    ] == []
    assert list(layout.root.rglob(".*")) == []


def test_nothing_names_the_machine_or_the_day(layout):
    for path in (*layout.report.rglob("*.*"), layout.manifest, layout.summary):
        if path.suffix in {".md", ".html", ".json", ".csv"}:
            assert str(layout.root) not in path.read_text(encoding="utf-8"), path.name


def test_outputs_made_again_are_the_same_bytes(layout, tmp_path_factory):
    """In another folder: what is made depends neither on what was there nor on where."""
    before = digests(layout.root)
    again = run_all(tmp_path_factory.mktemp("again"))
    after = digests(again.root)
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert set(after) == set(before)


def test_the_fitted_model_forecasts_without_labels(layout):
    stack = joblib.load(layout.models / f"{HORIZON}-stacked.joblib")
    inputs = load_inputs(layout, HORIZON)
    blind = Labels(
        inputs.case.term, inputs.case.revealed, *[np.full(len(inputs.case.term), -9)] * 2
    )
    told, untold = (
        stack.predict(inputs),
        stack.predict(type(inputs)(**{**vars(inputs), "case": blind})),
    )
    assert stack.last_term == 2019
    assert told.case.tobytes() == untold.case.tobytes()
    assert ((told.vote > 0) & (told.vote < 1)).all()


def test_the_fitted_model_refuses_other_features(layout):
    stack = joblib.load(layout.models / f"{HORIZON}-stacked.joblib")
    inputs = load_inputs(layout, HORIZON)
    turned = inputs.with_case_features(inputs.case_features.iloc[:, ::-1])
    with pytest.raises(UserError, match="other features of cases: their order"):
        stack.predict(turned)
    fewer = inputs.with_case_features(inputs.case_features.drop(columns="code_term"))
    with pytest.raises(UserError, match="other features of cases: code_term"):
        stack.predict(fewer)


def test_a_stage_over_an_old_output_replaces_it(layout, tmp_path):
    """A stale file of another run must not survive in an output of prepare."""
    copied = Layout("simulated", tmp_path)
    shutil.copytree(layout.raw, copied.raw)
    copied.prepared.mkdir(parents=True)
    copied.cases.write_bytes(b"left over")
    prepare.run(copied, None)
    assert copied.cases.read_bytes() == layout.cases.read_bytes()
