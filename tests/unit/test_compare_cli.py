"""`scotus-forecast compare`: what it reads, what it shows, and how it says no."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

import factories
from scotus_forecast.commands import cli, compare

A, B = "argument/logistic", "argument/boosted"


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
    assert run("data/simulated/forecasts/argument/logistic.parquet", B)[0] == 0


MISTAKES = [
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
