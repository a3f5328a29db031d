"""The main job: what is run, in which order, and what is said where the real data is not to be had.

DVC itself is stood in for; that the stages run is the business of the pipeline's tests.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from scotus_forecast import reproduce
from scotus_forecast.project.config import load_params
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.layout import Layout

ROOT = Path(__file__).parents[2]
HEADLINE = {
    "argument": {
        "case": {
            "model": "stacked",
            "n": 28_069,
            "accuracy": 0.7012,
            "accuracy_low": 0.695,
            "accuracy_high": 0.7071,
            "brier": 0.2,
        }
    }
}


@pytest.fixture
def called(monkeypatch, tmp_path):
    """Calls of DVC; reports of both Courts stand ready."""
    calls = []
    monkeypatch.setattr(reproduce, "_dvc", lambda *arguments: calls.append(arguments))
    for dataset in ("scdb", "simulated"):
        folder = Layout(dataset, tmp_path).report
        folder.mkdir(parents=True)
        (folder / "headline.json").write_text(json.dumps(HEADLINE), encoding="utf-8")
    return calls


def run(monkeypatch, root, *, had, differs=False):
    monkeypatch.setattr(reproduce, "can_be_had", lambda *_, **__: had)
    monkeypatch.setattr(reproduce, "source_differs", lambda *_: differs)
    return reproduce.reproduce(load_params(ROOT / "params.yaml"), root)


def datasets_of(calls):
    return [{stage.split("@")[1].split("-")[0] for stage in c if "@" in stage} for c in calls]


def test_without_the_real_data_the_simulated_court_alone_is_run(
    called, monkeypatch, tmp_path, capsys
):
    before = (Layout("scdb", tmp_path).report / "headline.json").stat().st_mtime_ns
    assert run(monkeypatch, tmp_path, had=False) == 0
    assert datasets_of(called) == [{"simulated"}]
    said = " ".join(capsys.readouterr().err.split())
    for words in (
        "The real Supreme Court Database could not be had",
        "it says nothing about the real Court",
        "The committed reports/scdb/ is left as it is",
        "SCDB_Legacy_07_justiceCentered_Citation.csv.zip",
        "SCDB_2025_01_justiceCentered_Citation.csv.zip",
        "data/external/",
        "SCDB_DIR=/path/to/them make reproduce",
        "simulated: accuracy",
        "28,069",
        "70.12%",
        "69.50% to 70.71%",
    ):
        assert words in said
    assert "scdb: accuracy" not in said
    assert (Layout("scdb", tmp_path).report / "headline.json").stat().st_mtime_ns == before


def test_with_the_real_data_both_courts_are_run_the_control_first(
    called, monkeypatch, tmp_path, capsys
):
    assert run(monkeypatch, tmp_path, had=True) == 0
    assert datasets_of(called) == [{"simulated"}, {"scdb"}]
    said = capsys.readouterr().err
    assert "could not be had" not in said
    assert said.index("scdb: accuracy") < said.index("simulated: accuracy")


def test_another_source_than_the_manifests_forces_acquire_first(called, monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, had=True, differs=True)
    assert called[1] == ("repro", "--force", "--single-item", "acquire@scdb")
    assert datasets_of(called)[2] == {"scdb"}
    assert not any("--force" in call for call in (called[0], called[2]))


def test_every_last_stage_is_one_of_dvc_yaml():
    declared = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for stage in reproduce.LAST_STAGES:
        for dataset in ("scdb", "simulated"):
            name, key = stage.format(dataset).split("@")
            assert key in declared[name]["foreach"]


def test_a_failing_stage_ends_the_run_with_one_line(monkeypatch, tmp_path):
    dvc = tmp_path / "dvc"
    dvc.write_text("#!/bin/sh\nexit 255\n", encoding="utf-8")
    dvc.chmod(0o755)
    monkeypatch.setattr(reproduce.shutil, "which", lambda *_, **__: str(dvc))
    with pytest.raises(UserError, match=r"'dvc repro report@simulated .*' failed") as told:
        run(monkeypatch, tmp_path, had=False)
    assert "\n" not in str(told.value)


def test_without_dvc_it_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr(reproduce.shutil, "which", lambda *_, **__: None)
    with pytest.raises(UserError, match="dvc is not installed; run: make install"):
        run(monkeypatch, tmp_path, had=False)
