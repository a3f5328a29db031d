"""`scotus-forecast compare`: what it reads, what it shows, and how it says no."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import factories
from scotus_forecast.commands import cli, compare
from scotus_forecast.commands.options import STORED
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.evaluation import references

A, B = "argument/logistic", "argument/boosted"
PAPER = "paper/katz_publication_run"


@pytest.fixture(scope="module")
def drawn():
    return factories.court(60)


@pytest.fixture
def run(drawn, monkeypatch, tmp_path, capsys):
    """Run the command in a small project; return exit status, stdout, stderr."""
    factories.project(tmp_path, drawn)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "read_params", factories.params)

    def call(*arguments):
        words = ["scotus-forecast", "compare", *arguments, "--dataset", "simulated"]
        monkeypatch.setattr(sys, "argv", words)
        try:
            cli.main()
        except SystemExit as done:
            return done.code or 0, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return call


def test_csv_holds_every_flip(run, tmp_path):
    assert run(A, B, "--csv", "tables")[0] == 0
    tables = {path.stem: pd.read_csv(path) for path in (tmp_path / "tables").iterdir()}
    assert set(tables) == {"metrics", "eras", "justices", "flips"}
    assert len(tables["flips"]) == tables["eras"]["flipped"].sum()
    assert "J1" in set(tables["justices"]["justice"])


def test_a_file_will_do(run):
    assert run("data/simulated/forecasts/logistic/argument.parquet", B)[0] == 0


def test_a_csv_is_compared_on_what_it_shares(run, drawn, tmp_path):
    dockets = drawn.cases.assign(docket=pd.array(drawn.cases["caseId"], dtype="string"))
    write_parquet(Layout("simulated", tmp_path).cases, dockets)
    mine = drawn.cases[["caseId"]].head(20).assign(forecast="reverse")
    mine.to_csv(tmp_path / "mine.csv", index=False)
    status, out, _ = run("mine.csv", B)
    assert status == 0
    assert "Compared on 20 cases (A has 20, B 60)." in out
    share = drawn.cases["reversed"].head(20).mean()
    assert re.search(rf"case +accuracy +20 +{share:.4f} ", out)


def test_the_papers_stored_run_is_judged_by_the_data_here(run, drawn, tmp_path):
    assert run(PAPER, B)[0] == 2  # not here yet
    cases = drawn.cases.rename(columns={"caseId": "case_id"})[["case_id", "term", "reversed"]]
    stored = cases.assign(model="katz_publication_run", predicted_reverse=cases["reversed"])
    stored.loc[0, "reversed"] = 1 - stored.loc[0, "reversed"]
    stored.loc[0, "predicted_reverse"] = stored.loc[0, "reversed"]
    write_parquet(Layout("simulated", tmp_path).reference, stored)
    status, out, _ = run(PAPER, B)
    assert status == 0
    assert re.search(rf"case +accuracy +60 +{59 / 60:.4f} ", out)


def test_names_of_stored_runs_are_those_of_the_references():
    assert tuple(STORED.values()) == references.STORED_RUNS
    assert {name.split("/")[0] for name in STORED} == {references.STORED_HORIZON}


MISTAKES = [
    (PAPER, "the paper's stored forecasts are not here: name their folder in $SCDB_REFERENCE_DIR"),
    ("nowhere.csv", "nowhere.csv not found"),
    # name, words
    ("boosted", "'boosted' is not <horizon>/<model>"),
    (":argument/boosted", "is not <horizon>/<model>"),
    ("argument/bosted", "no forecasts of argument/bosted on simulated; did you mean"),
    ("elsewhere/nothing", "there are argument/boosted"),
    ("nowhere.parquet", "nowhere.parquet not found"),
    ("data/simulated/prepared/cases.parquet", "holds no prediction frame"),
    ("HEAD:argument/boosted", "no DVC repository here"),
]


@pytest.mark.parametrize(("name", "words"), MISTAKES)
def test_a_mistake_is_one_line_and_status_2(name, words, run):
    status, out, err = run(name, B)
    assert (status, out) == (2, "")
    assert words in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_a_revision_may_hold_a_colon():
    assert compare.parse("HEAD^{/a: b}:argument/boosted") == compare.Forecasts(
        "argument", "boosted", "HEAD^{/a: b}"
    )


def test_forecasts_of_a_revision_come_from_the_cache(run, tmp_path):
    """A stage writes a folder; DVC records the folder, and what lies in it."""
    layout = Layout("simulated", tmp_path)
    path = layout.forecast("argument", "boosted")
    first = path.read_bytes()
    programs = Path(sys.executable).parent
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (
        ["git", "init", "-q"],
        [programs / "dvc", "init", "-q"],
        [programs / "dvc", "add", "-q", path.parent],
        ["git", "add", "-A"],
        [*git, "commit", "-q", "-m", "first"],
    ):
        subprocess.run(command, cwd=tmp_path, check=True)
    path.write_bytes(layout.forecast("argument", "logistic").read_bytes())
    assert compare.cached(path, "HEAD", tmp_path).read_bytes() == first
    status, _, err = run("HEAD:argument/nothing", B)
    assert (status, err.count("\n")) == (2, 1)
    assert "no stage makes" in err
