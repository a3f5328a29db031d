"""MLflow as a projection of the pipeline's outputs."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from urllib.request import Request, urlopen

import pandas as pd
import pytest

import tracking_factory as factory
from scotus_forecast.commands import ui
from scotus_forecast.core.project import files
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.stages import track
from scotus_forecast.tracking import store
from scotus_forecast.tracking.run_metrics import moving_mean

PAPER_RUNS = {
    "Katz et al.: as printed",
    "Katz et al.: publication run",
    "Katz et al.: one-tree run",
}
OUR_RUNS = factory.RUNS | factory.HEARD_RUNS


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory) -> Path:
    """A store without experiments: its tables take longest to make, so they are made once."""
    root = tmp_path_factory.mktemp("empty")
    store.client_of(root)
    return root / store.STORE


@pytest.fixture(scope="module")
def done(tmp_path_factory, empty_store) -> Layout:
    """A tracked project that tests only read."""
    root = tmp_path_factory.mktemp("done")
    shutil.copy(empty_store, root / store.STORE)
    layout = factory.write_project(root)
    track.run(layout, factory.params())
    return layout


@pytest.fixture
def layout(tmp_path, empty_store, monkeypatch) -> Layout:
    """A project that was never tracked."""
    shutil.copy(empty_store, tmp_path / store.STORE)
    monkeypatch.chdir(tmp_path)
    return factory.write_project(tmp_path)


@pytest.fixture
def tracked(layout) -> Layout:
    """A tracked project that tests may change."""
    track.run(layout, factory.params())
    return layout


def runs(layout: Layout) -> list:
    client = store.client_of(layout.root)
    experiment = client.get_experiment_by_name(layout.dataset)
    return list(client.search_runs([experiment.experiment_id]))


def run_of(layout: Layout, name: str):
    (found,) = [
        run
        for run in runs(layout)
        if run.info.run_name == name and run.data.tags["superseded"] == "false"
    ]
    return found


def snapshot(layout: Layout) -> dict:
    return {run.info.run_id: run.to_dictionary() for run in runs(layout)}


def test_one_flat_run_for_each_model_baseline_and_the_paper(done):
    assert {run.info.run_name for run in runs(done)} == OUR_RUNS | PAPER_RUNS
    assert {run.info.status for run in runs(done)} == {"FINISHED"}
    assert not any("mlflow.parentRunId" in run.data.tags for run in runs(done))


def test_a_run_says_what_was_scored(done):
    data = run_of(done, "ours: argument/boosted").data
    assert data.metrics["4 numbers/cases right"] == 0.7
    assert data.metrics["4 numbers/votes right 95 low"] == pytest.approx(0.69)
    assert data.metrics["4 numbers/cases Brier score"] == 0.2
    assert data.metrics["3 by period/cases right 1946-2014"] == 0.7
    assert "3 by period/cases right y1956_2014" not in data.metrics
    own = factory.params()
    boosted = dict(own.models["boosted"])
    units = {unit: boosted.pop(unit) for unit in ("case", "vote")}
    assert data.params == {
        "seed": "7",
        "evaluation.first_term": "1816",
        **{
            f"features.{block}.{name}": str(value)
            for block, settings in own.features.model_dump().items()
            for name, value in settings.items()
        },
        **{name: str(value) for name, value in boosted.items()},
        **{f"{unit}.{name}": str(v) for unit, of_it in units.items() for name, v in of_it.items()},
    }
    assert (
        data.tags.items()
        >= {
            "dataset": "scdb",
            "horizon": "argument",
            "model": "boosted",
            "superseded": "false",
            "git_commit": "unknown",
        }.items()
    )


def test_a_baseline_has_no_probability_scores_and_no_feature_settings(done):
    data = run_of(done, "baseline: always_reverse").data
    assert "4 numbers/cases Brier score" not in data.metrics
    assert data.params == {"seed": "7", "evaluation.first_term": "1816"}


def test_every_forecaster_is_known_by_the_stage_that_made_it(done):
    stages = track.locked_stages(done.root / "dvc.lock")
    tags = [run.data.tags for run in runs(done) if run.info.run_name in factory.RUNS]
    assert sorted(tag["stage_lock"] for tag in tags) == sorted(map(files.digest, stages.values()))


@pytest.mark.parametrize(
    "metric", ["1 terms/cases right each term", "1 terms/votes right each term"]
)
def test_curves_step_by_term(done, metric):
    run = run_of(done, "ours: argument/boosted")
    history = store.client_of(done.root).get_metric_history(run.info.run_id, metric)
    assert [(point.step, point.value) for point in history] == [
        (term, pytest.approx(0.57)) for term in factory.TERMS
    ]


def test_data_stands_as_input(done):
    (used,) = run_of(done, "ours: argument/boosted").inputs.dataset_inputs
    assert used.dataset.name == "Legacy_07.csv.zip"
    assert ("ab" * 32).startswith(used.dataset.digest)


def test_a_flagship_carries_report_figures_and_model(done):
    run = run_of(done, "ours: argument/boosted")
    folder = done.root / store.ARTIFACTS / "scdb" / run.info.run_id / "artifacts"
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*.*")} == {
        "report/report.html",
        "report/report.md",
        "report/headline.json",
        "report/figures/by_term.png",
        "model/argument-boosted.joblib",
        "scores.csv",
    }


def test_the_paper_stands_beside_with_printed_and_stored_numbers(done):
    printed, stored = (
        run_of(done, f"Katz et al.: {name}") for name in ("as printed", "publication run")
    )
    assert printed.data.metrics == {
        "4 numbers/cases right": 0.702,
        "4 numbers/votes right": 0.719,
        "4 numbers/cases number": 28_000,
        "4 numbers/votes number": 240_000,
    }
    assert stored.data.metrics["4 numbers/cases right"] == pytest.approx(0.6996, abs=5e-5)
    assert stored.data.metrics["4 numbers/votes right"] == pytest.approx(0.7014, abs=5e-5)
    assert stored.data.metrics["3 by period/cases right Roberts Court to 2014"] == 0.69
    client = store.client_of(done.root)
    history = client.get_metric_history(stored.info.run_id, "1 terms/cases right each term")
    assert [point.step for point in history] == list(factory.TERMS)


def test_leads_are_over_the_papers_publication_run_on_the_same_cases(done):
    metrics = run_of(done, "ours: argument/boosted").data.metrics
    leads = {name: value for name, value in metrics.items() if name.startswith("2 ")}
    assert leads == {"2 lead on Katz/cases Roberts Court to 2014": pytest.approx(0.02)}


def test_cases_heard_have_runs_of_their_own_and_no_number_of_the_others(done):
    run = run_of(done, "cases heard: ours with the transcript")
    assert run.data.metrics == {"5 cases heard only/cases right 1995-2014": pytest.approx(0.71)}
    assert run.data.tags["cases"] == "heard only"
    shared = run_of(done, "ours: argument/boosted").data.metrics.keys() & run.data.metrics.keys()
    assert not shared


def test_a_moving_mean_counts_every_case_once():
    by_term = pd.DataFrame({"n": [1, 3], "accuracy": [1.0, 0.0]}, index=[1816, 1817])
    assert moving_mean(by_term).tolist() == [0.25, 0.25]


def test_the_headline_is_shown_first_and_the_paper_beside_ours(done):
    tagged = {
        tag: {run.info.run_name for run in runs(done) if run.data.tags.get(tag) == "true"}
        for tag in ("headline", "beside_paper")
    }
    assert tagged["beside_paper"] == {"ours: argument/boosted", "Katz et al.: publication run"}
    assert tagged["headline"] == PAPER_RUNS | {"ours: argument/boosted", "ours: paper/boosted"}


def test_twice_changes_nothing(tracked):
    before = snapshot(tracked)
    track.run(tracked, factory.params())
    assert snapshot(tracked) == before


def test_a_changed_model_gets_one_new_run_and_its_older_one_is_superseded(tracked):
    before = snapshot(tracked)
    factory.write_lock(tracked, logistic="second")
    track.run(tracked, factory.params())
    after = snapshot(tracked)
    (new,) = after.keys() - before.keys()
    assert after[new]["info"]["run_name"] == "ours: argument/logistic"
    (old,) = [key for key, run in after.items() if run["data"]["tags"]["superseded"] == "true"]
    assert after[old]["info"]["run_name"] == "ours: argument/logistic"
    assert {key: after[key] for key in before if key != old} == {
        key: before[key] for key in before if key != old
    }


def test_going_back_revives_the_older_run(tracked):
    before = {run.info.run_id for run in runs(tracked)}
    factory.write_lock(tracked, logistic="second")
    track.run(tracked, factory.params())
    factory.write_lock(tracked)
    track.run(tracked, factory.params())
    assert run_of(tracked, "ours: argument/logistic").info.run_id in before
    assert len(runs(tracked)) == len(before) + 1


def test_a_model_that_is_gone_is_superseded(tracked):
    table = factory.scores()
    factory.write_scores(tracked, table[table["model"] != "logistic"])
    track.run(tracked, factory.params())
    gone = [run.info.run_name for run in runs(tracked) if run.data.tags["superseded"] == "true"]
    assert gone == ["ours: argument/logistic"]


def test_same_forecasts_scored_anew_replace_their_run(tracked):
    factory.write_scores(tracked, factory.scores(accuracy=0.71))
    track.run(tracked, factory.params())
    assert len(runs(tracked)) == len(OUR_RUNS | PAPER_RUNS)
    assert run_of(tracked, "ours: argument/boosted").data.metrics["4 numbers/cases right"] == 0.71


def test_a_new_report_is_renewed_in_place(tracked):
    before = run_of(tracked, "ours: argument/boosted").info.run_id
    files.write_text(tracked.report / "report.html", "<h1>New</h1>\n")
    track.run(tracked, factory.params())
    after = run_of(tracked, "ours: argument/boosted")
    report = tracked.root / store.ARTIFACTS / "scdb" / before / "artifacts/report/report.html"
    assert after.info.run_id == before
    assert report.read_text() == "<h1>New</h1>\n"


def test_artifacts_that_are_gone_come_back(tracked):
    shutil.rmtree(tracked.root / store.ARTIFACTS)
    track.run(tracked, factory.params())
    assert len(list((tracked.root / store.ARTIFACTS / "scdb").glob("*/artifacts/*.csv"))) == 7


def test_a_run_cut_short_is_made_again(tracked):
    run_id = run_of(tracked, "ours: argument/logistic").info.run_id
    store.client_of(tracked.root).delete_tag(run_id, "content_sha256")
    track.run(tracked, factory.params())
    assert run_of(tracked, "ours: argument/logistic").info.run_id != run_id
    assert len(runs(tracked)) == len(OUR_RUNS | PAPER_RUNS)


def test_the_simulated_court_has_no_runs_of_the_paper(layout):
    simulated = factory.write_project(layout.root, "simulated")
    track.run(simulated, factory.params())
    assert {run.info.run_name for run in runs(simulated)} == OUR_RUNS


def test_without_dvc_the_numbers_tell_versions_apart(layout):
    (layout.root / "dvc.lock").unlink()
    track.run(layout, factory.params())
    factory.write_scores(layout, factory.scores(accuracy=0.71))
    track.run(layout, factory.params())
    assert len([run for run in runs(layout) if run.info.run_name == "ours: argument/boosted"]) == 2
    assert run_of(layout, "ours: argument/boosted").data.metrics["4 numbers/cases right"] == 0.71


def test_a_store_from_another_folder_is_refused(tracked, tmp_path_factory):
    moved = tmp_path_factory.mktemp("moved")
    shutil.copytree(tracked.root, moved, dirs_exist_ok=True)
    with pytest.raises(UserError, match=r"mlflow\.db was made in another folder"):
        track.run(Layout("scdb", moved), factory.params())


def test_without_scores_the_way_out_is_named(tmp_path):
    with pytest.raises(UserError, match="run the stage score first"):
        track.run(Layout("scdb", tmp_path), factory.params())


def test_nothing_stray_is_left_behind(tracked):
    names = {path.name for path in tracked.root.iterdir()}
    assert names == {"data", "reports", "models", "dvc.lock", "mlflow.db", "mlartifacts"}


def test_the_commit_of_a_checkout_is_told(tmp_path):
    identity = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    git = ["git", "-C", str(tmp_path), "-c", "commit.gpgsign=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run(
        [*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True, env=os.environ | identity
    )
    assert len(track.git_commit(tmp_path)) == 40


def test_importing_the_stage_does_not_import_mlflow():
    code = "import sys, scotus_forecast.stages.track; sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


SERVE = (
    "from pathlib import Path; from scotus_forecast.commands import ui; ui.serve(Path(), {port})"
)


def test_the_ui_serves_the_runs_and_ends_when_told(done):
    with socket.socket() as probe:
        probe.bind((ui.HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE.format(port=port)]
    with subprocess.Popen(command, cwd=done.root, stdout=subprocess.PIPE, text=True) as server:
        said = "".join(takewhile(lambda line: "second shows" not in line, server.stdout))
        wanted = json.dumps({"experiment_ids": [ui.experiments(port)["scdb"]]}).encode()
        api = f"http://{ui.HOST}:{port}/api/2.0/mlflow/runs/search"
        request = Request(api, wanted, {"Content-Type": "application/json"})
        with urlopen(request) as answer:
            names = {run["info"]["run_name"] for run in json.load(answer)["runs"]}
        server.terminate()
        assert server.wait(30) == 0
    assert names == OUR_RUNS | PAPER_RUNS
    assert f"http://127.0.0.1:{port}/#/experiments/" in said
    ui.require_free(port)
