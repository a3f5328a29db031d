"""The one command: a user's mistake is one line and status 2, help is there and quick."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from scotus_forecast.commands import cli, start
from scotus_forecast.commands.cli import commands
from scotus_forecast.commands.options import tell_scores
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.stages import prepare

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "numpy", "sklearn", "mlflow", "pyarrow", "matplotlib", "pydantic", "rich")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line; return exit status, stdout, stderr."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scotus-forecast", *arguments])
        try:
            cli.main()
        except SystemExit as done:
            status = done.code or 0
        else:
            status = 0
        return status, *capsys.readouterr()

    return call


def failing(monkeypatch, error):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr(prepare, "run", fail)
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(("arguments", "expected"), [(["--help"], 0), (["-h"], 0), ([], 2)])
def test_help_lists_every_command(arguments, expected, run):
    status, out, err = run(*arguments)
    listed = {line.split()[0] for line in (out + err).splitlines() if line.startswith("  ")}
    assert status == expected
    assert listed >= set(commands.commands) >= {"reproduce", "audit", "sweep"}


@pytest.mark.parametrize("name", commands.commands)
def test_help_of_every_command_has_an_example(name, run):
    status, out, _ = run(name, "--help")
    assert status == 0
    assert "Example: " in " ".join(out.split())
    assert f"scotus-forecast {name}" in " ".join(out.partition("Example")[2].split())


def test_a_users_mistake_is_one_line_and_status_2(run, monkeypatch):
    failing(monkeypatch, UserError("votes.csv lacks 'vote'; download it again"))
    status, out, err = run("prepare", "scdb")
    assert (status, out) == (2, "")
    assert err == "error: votes.csv lacks 'vote'; download it again\n"


def test_an_interruption_says_that_work_is_kept(run, monkeypatch):
    failing(monkeypatch, KeyboardInterrupt())
    status, _, err = run("prepare", "scdb")
    assert status == 130
    assert err.strip() == "interrupted; finished stages are kept, run again to go on"


def test_a_defect_of_ours_is_not_hidden(run, monkeypatch):
    failing(monkeypatch, ZeroDivisionError("a defect"))
    with pytest.raises(ZeroDivisionError):
        run("prepare", "scdb")


MISUSES = [
    # arguments, words
    (["prepare", "scbd"], "'scbd' is not one of"),
    (["prepare"], "Missing argument"),
    (["preprae", "scdb"], "No such command"),
    (["forecast", "scdb", "none", "always_reverse", "--backend", "gpu"], "'gpu' is not one of"),
]


@pytest.mark.parametrize(("arguments", "words"), MISUSES)
def test_misuse_is_told_without_a_traceback(arguments, words, run):
    status, _, err = run(*arguments)
    assert status == 2
    assert words in err
    assert "Traceback" not in err


OUTSIDE = [
    # arguments, words: run in a folder that is not the project's
    (["prepare", "scdb"], "params.yaml not found; run from the project's root"),
    (["reproduce"], "params.yaml not found; run from the project's root"),
]


@pytest.mark.parametrize(("arguments", "words"), OUTSIDE)
def test_outside_the_project_it_says_where_to_run(arguments, words, run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    status, _, err = run(*arguments)
    assert status == 2
    assert words in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_stage_out_of_turn_names_the_one_to_run_first(run, monkeypatch, tmp_path):
    (tmp_path / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    for stage in (["prepare"], ["score"], ["report"], ["track"]):
        status, _, err = run(*stage, "simulated")
        assert (stage, status, err.count("\n")) == (stage, 2, 1)
        assert err.startswith("error: ")


def test_stages_get_what_the_command_line_says(run, monkeypatch):
    from scotus_forecast.commands import stages
    from scotus_forecast.stages import forecast

    calls, told = [], []
    monkeypatch.setattr(forecast, "run", lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(stages, "tell_scores", lambda *names: told.append(names[1:]))
    monkeypatch.chdir(ROOT)
    words = ["simulated", "paper", "boosted", "--backend", "serial", "--workers", "3"]
    assert run("forecast", *words)[0] == 0
    [(layout, params, horizons, model, execution)] = calls
    assert (layout.dataset, horizons, model) == ("simulated", ["paper"], "boosted")
    assert (execution.backend, execution.workers) == ("serial", 3)
    assert params.seed
    assert told == [("paper", "boosted")]


def test_scores_are_told_on_terms_for_choosing_and_on_all(capsys, tmp_path):
    layout = Layout("scdb", tmp_path)
    frame = pd.DataFrame(
        {
            "unit": ["case", "case", "vote", "vote"],
            "term": [1945, 1946, 1945, 1946],
            "p_reverse": [0.6, 0.2, 0.4, 0.4],
            "reversed": [1, 1, 0, 0],
        }
    )
    write_parquet(layout.forecast("argument", "mine"), frame)
    tell_scores(layout, "argument", "mine")
    chosen, everything = capsys.readouterr().err.splitlines()
    assert "1 cases, 100.00% right, Brier score 0.1600; 1 votes, 100.00%" in chosen
    assert "2 cases, 50.00% right, Brier score 0.4000; 2 votes, 100.00%" in everything


def test_forecasts_without_a_probability_have_no_brier_score(capsys, tmp_path):
    layout = Layout("simulated", tmp_path)
    rows = {"unit": ["case"] * 2, "term": [1945, 1946], "p_reverse": [1.0, 0.0], "reversed": [1, 1]}
    write_parquet(layout.forecast("paper", "mine"), pd.DataFrame(rows))
    tell_scores(layout, "paper", "mine")
    assert capsys.readouterr().err == "paper/mine, all terms: 2 cases, 50.00% right\n"


def test_help_imports_nothing_heavy():
    """It must answer in under 0.3 s; the imports are what takes time."""
    script = (
        "import sys\n"
        "from scotus_forecast.commands.cli import commands\n"
        "commands.main(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "reproduce" in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_scheduler_without_dask_is_refused(run):
    status, _, said = run(
        "forecast", "simulated", "argument", "boosted", "--scheduler", "tcp://x:1"
    )
    assert status == 2
    assert "--scheduler is for --backend dask, not processes" in said


def test_off_a_terminal_a_stage_is_one_line_and_no_bar(run, monkeypatch):
    monkeypatch.setattr(prepare, "run", lambda *_: None)
    monkeypatch.chdir(ROOT)
    _, out, err = run("prepare", "scdb")
    assert out == ""
    assert err == "prepare scdb: done in 0 s\n"


def test_off_a_terminal_progress_bars_are_off(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    start._quiet_bars()
    assert os.environ.pop("TQDM_DISABLE") == "1"
