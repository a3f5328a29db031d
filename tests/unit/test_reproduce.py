"""The main job: what is run, in which order, and what is said where the real data is not to be had.

DVC itself is stood in for; that the stages run is the business of the pipeline's tests.
"""

from __future__ import annotations

from pathlib import Path

import networkx
import pandas as pd
import pytest
import yaml
from dvc.repo import Repo
from rich.console import Console

from scotus_forecast.commands import reproduce
from scotus_forecast.commands.reproduce import closing_table
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params

ROOT = Path(__file__).parents[2]
SHARE = {"n": 28_069, "accuracy_term_low": 0.695, "accuracy_term_high": 0.7071}


def scores(real: bool) -> pd.DataFrame:
    """Scores of the lead's flagship and a baseline, and of the paper's run where it is real."""
    models = [("argument", "stacked", 0.7012), ("none", "most_frequent_10", 0.6745)]
    models += [("paper", "katz_publication_run", 0.6996)] if real else []
    return pd.DataFrame(
        {"horizon": horizon, "model": model, "unit": unit, "period": "paper", "accuracy": accuracy}
        | SHARE
        for horizon, model, accuracy in models
        for unit in ("case", "vote")
    )


def paired(low: float = -0.003) -> pd.DataFrame:
    """The lead's flagship against the paper's run."""
    keys = {"horizon": "argument", "model": "stacked", "unit": "case"}
    keys |= {"reference": "katz_publication_run", "difference": 0.002}
    return pd.DataFrame(
        keys | {"period": period, "term_ci_low": low, "term_ci_high": 0.007}
        for period in ("paper", "since_1946")
    )


def write_scores(layout: Layout, **changed: pd.DataFrame) -> None:
    tables = {"scores": scores(layout.dataset == "scdb"), "paired": paired()} | changed
    for name, table in tables.items():
        write_parquet(layout.scores / f"{name}.parquet", table)


def shown(layout: Layout, width: int = 140) -> str:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(closing_table(layout, load_params(ROOT / "params.yaml")))
    return captured.get()


@pytest.mark.parametrize(("low", "verdict"), [(0.001, "win"), (-0.003, "tie")])
def test_the_closing_table_has_the_paper_in_it_and_says_who_wins(low, verdict, tmp_path):
    layout = Layout("scdb", tmp_path)
    write_scores(layout, paired=paired(low))
    said = shown(layout)
    for words in ("paper, printed", "71.9%", "69.96%", "70.34%", "ours, argument"):
        assert words in said
    for span in ("1816-2014", "1946-2014"):
        assert (
            f"Cases of {span} against the paper's publication run: we {verdict} with argument."
            in said
        )


def test_who_loses_is_said(tmp_path):
    layout = Layout("scdb", tmp_path)
    write_scores(layout, paired=paired().assign(term_ci_high=-0.001))
    assert "we lose with argument" in shown(layout)


def test_a_narrow_terminal_keeps_the_names(tmp_path):
    write_scores(Layout("scdb", tmp_path))
    said = shown(Layout("scdb", tmp_path), width=80)
    for words in ("ours, argument", "paper, printed"):
        assert words in " ".join(said.split())


def test_the_control_is_not_compared_with_the_paper(tmp_path):
    write_scores(Layout("simulated", tmp_path), paired=paired().head(0))
    said = shown(Layout("simulated", tmp_path))
    assert "printed" not in said
    assert "over the paper" not in said


@pytest.fixture
def called(monkeypatch, tmp_path):
    """Calls of DVC, in order; reports of both Courts stand ready."""
    calls = []
    (tmp_path / "dvc.yaml").touch()
    (tmp_path / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())

    monkeypatch.setattr(reproduce.dvc_runs, "repro", lambda *targets: calls.append(targets))
    for dataset in ("scdb", "simulated"):
        write_scores(Layout(dataset, tmp_path))
        folder = Layout(dataset, tmp_path).report
        folder.mkdir(parents=True)
        (folder / "headline.json").write_text("{}", encoding="utf-8")
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
        "simulated: share right",
        "70.12% (69.5-70.7)",
    ):
        assert words in said
    assert "scdb: share right" not in said
    assert (Layout("scdb", tmp_path).report / "headline.json").stat().st_mtime_ns == before


def test_with_the_real_data_the_control_runs_after_it(called, monkeypatch, tmp_path, capsys):
    assert run(monkeypatch, tmp_path, had=True) == 0
    assert called == [("track@scdb",), ("report@simulated",)]
    said = capsys.readouterr().err
    assert "could not be had" not in said
    assert said.index("scdb: share right") < said.index("simulated: share right")


@pytest.mark.usefixtures("called")
def test_there_is_something_to_read_at_once(monkeypatch, tmp_path, capsys):
    report = Layout("scdb", tmp_path).report / "report.html"
    report.touch()

    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr(reproduce.dvc_runs, "repro", fails)
    with pytest.raises(RuntimeError):
        run(monkeypatch, tmp_path, had=True)
    assert str(report) in capsys.readouterr().err.replace("\n", "")


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
