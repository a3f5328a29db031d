"""The main job: what is run, in which order, and what is said where the real data is not to be had.

DVC itself is stood in for; that the stages run is the business of the pipeline's tests.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import networkx
import pytest
import yaml
from dvc.repo import Repo

from scotus_forecast.commands import reproduce
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params

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
    """Calls of DVC, in order; reports of both Courts stand ready."""
    calls = []
    (tmp_path / "dvc.yaml").touch()
    (tmp_path / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())

    @contextmanager
    def beside(log, *targets):
        calls.append(("beside", *targets))
        yield
        calls.append(("awaited", log))

    monkeypatch.setattr(reproduce.dvc_runs, "repro", lambda *targets: calls.append(targets))
    monkeypatch.setattr(reproduce.dvc_runs, "repro_beside", beside)
    for dataset in ("scdb", "simulated"):
        folder = Layout(dataset, tmp_path).report
        folder.mkdir(parents=True)
        (folder / "headline.json").write_text(json.dumps(HEADLINE), encoding="utf-8")
    return calls


def run(monkeypatch, root, *, had, differs=False):
    monkeypatch.setattr(reproduce, "can_be_had", lambda *_, **__: had)
    monkeypatch.setattr(reproduce, "source_differs", lambda *_: differs)
    return reproduce.reproduce(load_params(ROOT / "params.yaml"), root)


def test_without_the_real_data_the_simulated_court_alone_is_run(
    called, monkeypatch, tmp_path, capsys
):
    before = (Layout("scdb", tmp_path).report / "headline.json").stat().st_mtime_ns
    assert run(monkeypatch, tmp_path, had=False) == 0
    assert called == [("report@simulated",)]
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


def test_with_the_real_data_the_control_runs_beside_it(called, monkeypatch, tmp_path, capsys):
    assert run(monkeypatch, tmp_path, had=True) == 0
    log = tmp_path / "data" / "reproduce-simulated.log"
    assert called == [
        ("beside", "report@simulated"),
        ("track@scdb",),
        ("awaited", log),
    ]
    said = capsys.readouterr().err
    assert "could not be had" not in said
    assert str(log) in said.replace("\n", "")
    assert said.index("scdb: accuracy") < said.index("simulated: accuracy")


def test_another_source_than_the_manifests_forces_acquire_first(called, monkeypatch, tmp_path):
    run(monkeypatch, tmp_path, had=True, differs=True)
    assert called[0] == ("--force", "--single-item", "acquire@scdb")
    assert not any("--force" in call for call in called[1:])


@pytest.fixture
def declared():
    return yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]


@pytest.mark.parametrize("court", ["scdb", "simulated"])
def test_every_last_stage_is_one_of_dvc_yaml(declared, court):
    name, key = reproduce.LAST_STAGE[court].split("@")
    assert key == court
    assert court in declared[name]["matrix"]["court"]


@pytest.mark.filterwarnings("ignore:_NoneStep.value:DeprecationWarning")
def test_the_last_stage_of_a_court_needs_all_others_of_it():
    """Asked of DVC itself, which knows what lies in which folder."""
    with Repo(str(ROOT)) as repo:
        graph = repo.index.graph
        for court, last in reproduce.LAST_STAGE.items():
            ours = {stage for stage in graph if f"@{court}" in stage.addressing}
            (end,) = [stage for stage in ours if stage.addressing == last]
            assert {stage.addressing for stage in ours} == {
                stage.addressing for stage in networkx.descendants(graph, end) | {end}
            }
