"""`scotus-forecast export`: what the tables hold, in three formats, and that the examples run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lookup_factory
import small_court
from scotus_forecast.commands import cli
from scotus_forecast.commands.export import LABELS, WRITERS, case_table, vote_table, write_export
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params
from scotus_forecast.docket.show import forecast_table

DOCS = small_court.PROJECT / "docs"
PAGE = DOCS / "export.md"
PARAMS = load_params(small_court.PROJECT / "params.yaml")
#: Every other case was heard, of which the transcript moved the forecast to this.
SPOKEN = 0.9

needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")


@pytest.fixture(scope="module")
def layout(tmp_path_factory) -> Layout:
    """Forecasts on two horizons and with transcripts, a baseline, and the paper's stored runs."""
    layout = lookup_factory.project(tmp_path_factory.mktemp("project"))
    frame = lookup_factory.frame("argument")
    case = frame.groupby("case_id", sort=False).ngroup()
    # Cases that differ, so that shares and models in the examples are defined.
    p_reverse = 0.3 + 0.5 * (case % 7) / 6
    write(layout, "argument", "stacked", p_reverse)
    write(layout, "transcript", "oral_argument", p_reverse.where(case % 2 == 0, SPOKEN))
    write(layout, "none", "most_frequent_10", 1.0)
    write_parquet(layout.reference, stored(frame))
    return layout


def write(layout: Layout, horizon: str, model: str, p_reverse) -> None:
    frame = lookup_factory.frame(horizon).assign(model=model, p_reverse=p_reverse)
    write_parquet(layout.forecast(horizon, model), frame)


def stored(frame: pd.DataFrame) -> pd.DataFrame:
    """Two stored runs of all cases but the last hundred."""
    cases = frame.loc[frame["unit"] == "case", ["case_id", "term", "reversed"]].head(-100)
    flips = np.arange(len(cases)) % 3 == 0
    runs = ("katz_publication_run", "katz_one_tree")
    return pd.concat(
        cases.assign(model=run, predicted_reverse=cases["reversed"] ^ flips) for run in runs
    )


def test_a_row_is_a_case_with_its_ids_forecasts_and_outcome(layout):
    table = case_table(layout, PARAMS)
    cases = small_court.prepared().cases
    assert table["caseId"].tolist() == sorted(cases["caseId"])
    assert set(LABELS) - set(table) == {
        *("voteId", "justice", "justiceName", "vote", "p_strict", "p_justice_rate")
    }
    assert set(table["p_paper"]) == {0.7}
    assert table["f_katz_one_tree"].isna().sum() == 100


def test_a_row_is_a_justice_in_a_case(layout):
    table = vote_table(layout, PARAMS)
    votes = small_court.prepared().votes
    assert len(table) == len(votes)
    assert not table.duplicated(["caseId", "justice"]).any()
    assert "f_katz_one_tree" not in table  # the paper stored cases only
    merged = table.merge(votes, on="voteId", validate="one_to_one", suffixes=("", "_own"))
    assert (merged["reversed"] == merged["reversed_own"]).all()


def test_a_case_that_was_not_heard_has_no_forecast_with_the_transcript(layout):
    heard = case_table(layout, PARAMS)["p_transcript"]
    assert heard.isna().sum() == len(heard) // 2
    assert set(heard.dropna()) == {SPOKEN}


def test_names_and_labels_fit_stata():
    assert [name for name in LABELS if not re.fullmatch(r"[A-Za-z_]\w{0,31}", name)] == []
    assert [label for label in LABELS.values() if len(label) > 80] == []


@pytest.mark.parametrize("form", WRITERS)
def test_every_format_says_the_same_and_twice_the_same_bytes(form, layout, tmp_path):
    rows = write_export(layout, PARAMS, form, tmp_path)
    again = {path: path.read_bytes() for path in rows}
    write_export(layout, PARAMS, form, tmp_path)
    assert {path: path.read_bytes() for path in rows} == again
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "dta": pd.read_stata}[form]
    table, own = read(tmp_path / f"cases.{form}"), case_table(layout, PARAMS)
    assert list(table) == list(own)
    assert rows[tmp_path / f"cases.{form}"] == len(table) == len(own)
    assert table["caseName"].tolist() == own["caseName"].tolist()
    np.testing.assert_allclose(table["p_transcript"], own["p_transcript"].astype(float), 1e-5)
    assert table["f_katz_one_tree"].isna().tolist() == own["f_katz_one_tree"].isna().tolist()
    decided = [one["dateDecision"].astype("datetime64[s]") for one in (table, own)]
    assert decided[0].equals(decided[1])


def test_variables_are_labelled_in_stata_and_beside_the_others(layout, tmp_path):
    write_export(layout, PARAMS, "dta", tmp_path)
    listed = pd.read_csv(tmp_path / "variables.csv").set_index("variable")["label"]
    for name in ("cases", "votes"):
        with pd.read_stata(tmp_path / f"{name}.dta", iterator=True) as reader:
            labels = reader.variable_labels()
        assert labels == listed[list(labels)].to_dict()


@pytest.fixture
def exported(layout, tmp_path, monkeypatch):
    """The folder the page's examples run in, after the command they begin with."""
    shutil.copytree(layout.root, tmp_path, dirs_exist_ok=True)
    shutil.copytree(tmp_path / "data" / "simulated", tmp_path / "data" / "scdb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["scotus-forecast", "export"])
    cli.main()
    return tmp_path


def example(language: str) -> str:
    (code,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return code


@pytest.mark.usefixtures("exported")
def test_the_python_example_runs(capsys):
    exec(compile(example("python"), str(PAGE), "exec"), {})
    said = capsys.readouterr().out
    assert "p_transcript: " in said
    assert re.search(r"^ +p_argument +p_transcript +reversed$", said, re.MULTILINE)


@needs_r
def test_the_r_example_runs(exported):
    run = ["Rscript", "-e", example("r")]
    said = subprocess.run(run, capture_output=True, text=True, check=True, cwd=exported).stdout
    assert "McNemar's Chi-squared test" in said
    assert "qlogis(p_argument)" in said


@needs_r
def test_the_r_example_of_pending_cases_runs(tmp_path):
    cards = [
        {
            **{"docket": f"25-{n}", "name": "A v. B", "term": 2026, "p_reverse": 0.4 + n / 10},
            **{"forecast": "reverse", "level": "one", "missing": [], "votes": {"O'Neill": 0.6}},
        }
        for n in range(3)
    ]
    forecast_table(cards).to_csv(tmp_path / "forecasts.csv", index=False)
    run = ["Rscript", str(DOCS / "r-example.R")]
    said = subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert "25-2" in said
    assert "p_O.Neill" in said


@pytest.mark.parametrize("missing", ["data/simulated/prepared", "data/simulated/forecasts"])
def test_what_is_not_there_yet_is_said(missing, layout, tmp_path):
    shutil.copytree(layout.root, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / missing)
    with pytest.raises(UserError, match="run: make reproduce"):
        write_export(Layout("simulated", tmp_path), PARAMS, "csv", Path("never"))
