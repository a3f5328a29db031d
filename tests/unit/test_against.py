"""Two checkouts in alternation: the order of passes, what a killed run keeps, and the ratio."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from benchmarks import against, copies
from benchmarks.against import COLUMNS, read_rows, spread, summary, whole_pairs
from benchmarks.stages import Stage, read_stages, to_report
from click.testing import CliRunner

#: The two ways in which the project's pipelines have declared one stage for many.
DVC_YAML = {
    "foreach": """
stages:
  acquire:
    foreach: {scdb: {}, simulated: {}}
    do:
      cmd: scotus-forecast acquire ${key}
      deps: [src]
      outs: ["data/${key}/raw"]
  docket:
    foreach: {scdb: {}}
    do:
      cmd: scotus-forecast docket ${key}
      deps: ["data/${key}/raw"]
      outs: ["data/${key}/docket"]
  report:
    foreach: {scdb: {}, simulated: {}}
    do:
      cmd: scotus-forecast report ${key}
      deps: ["data/${key}"]
      outs: ["reports/${key}"]
""",
    "matrix": """
vars: [{courts: [scdb, simulated]}]
stages:
  report:
    matrix: {court: "${courts}"}
    cmd: scotus-forecast report ${item.court}
    deps: ["data/${item.court}"]
    outs: ["reports/${item.court}"]
  docket:
    matrix: {court: [scdb]}
    cmd: scotus-forecast docket ${item.court}
    deps: ["data/${item.court}/raw"]
    outs: ["data/${item.court}/docket"]
  acquire:
    matrix: {court: "${courts}"}
    cmd: scotus-forecast acquire ${item.court}
    deps: [src]
    outs: ["data/${item.court}/raw"]
""",
}

STAGES = [
    Stage("report@scdb", "scotus-forecast report scdb", ("data/scdb",), ("reports/scdb",)),
    Stage("docket@scdb", "scotus-forecast docket scdb", ("data/scdb/raw",), ("data/scdb/docket",)),
    Stage("acquire@scdb", "scotus-forecast acquire scdb", ("src",), ("data/scdb/raw",)),
]

#: Stands in for the program: tells its calls, refuses to meet what a pass should have removed,
#: and fails where a file says so.
PROGRAM = """#!/bin/sh
case $1 in report) out=reports/$2;; acquire) out=data/$2/raw;; *) out=data/$2/$1;; esac
echo "{name} $1" >> {calls}
sleep 0.05
test ! -e {fails}/$1 || exit 3
test ! -e $out || exit 4
mkdir -p $out
"""


def checkout(folder: Path, declared: str) -> Path:
    """A committed project with a program that does next to nothing."""
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "code.py").touch()
    (folder / ".dvc").mkdir()
    (folder / ".dvc" / "config").touch()
    (folder / "dvc.yaml").write_text(DVC_YAML[declared])
    (folder / ".gitignore").write_text(".venv\n")
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    program = PROGRAM.format(name=folder.name, calls=folder.parent / "calls", fails=folder.parent)
    scripts = {"python": f'#!/bin/sh\nexec {sys.executable} "$@"\n', "scotus-forecast": program}
    for name, script in scripts.items():
        (binaries / name).write_text(script)
        (binaries / name).chmod(0o755)
    author = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "all"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Measure checkout `new` against `old`; the calls of their programs since the last time."""
    old = checkout(tmp_path / "old", "foreach")
    monkeypatch.setattr(against, "ROOT", checkout(tmp_path / "new", "matrix"))
    monkeypatch.setattr(copies, "read_stages", lambda _checkout: STAGES)
    calls = tmp_path / "calls"

    def measured(*options: str) -> list[str]:
        calls.write_text("")
        where = ["--workdir", str(tmp_path / "work"), "--table", str(tmp_path / "table.csv")]
        measured.result = CliRunner().invoke(against.main, [str(old), *where, *options])
        return calls.read_text().splitlines()

    return measured


@pytest.mark.parametrize("declared", DVC_YAML)
def test_stages_are_those_that_dvc_of_the_checkout_resolves(declared, tmp_path):
    stages = read_stages(checkout(tmp_path / "one", declared))
    acquire = next(stage for stage in stages if stage.key == "acquire@simulated")
    assert (acquire.words, acquire.deps) == (["acquire", "simulated"], ("src",))
    keys = [stage.key for stage in to_report(stages, "scdb")]
    assert keys == ["acquire@scdb", "docket@scdb", "report@scdb"]


def test_passes_alternate_and_what_does_not_count_runs_once_a_checkout(run, tmp_path):
    calls = run("--pairs", "2", "--leave-out", "docket")
    old, new = (
        [f"{name} {stage}" for stage in ("acquire", "docket", "report")] for name in ("old", "new")
    )
    assert calls == [*old, *new, new[0], new[2], old[0], old[2]]
    rows = read_rows(tmp_path / "table.csv")
    assert list(rows["side"]) == ["other"] * 2 + ["this"] * 4 + ["other"] * 2
    assert not rows["stage"].str.startswith("docket").any()
    assert "pair 2: other" in run.result.stdout


def test_a_run_that_broke_off_goes_on_where_it_was(run, tmp_path):
    (tmp_path / "docket").touch()  # from now on this stage fails
    assert run("--pairs", "1") == ["old acquire", "old docket"]
    assert run.result.exit_code == 1
    (tmp_path / "docket").unlink()
    assert run("--pairs", "1") == ["old docket", "old report", "new acquire", "new docket",
                                   "new report"]  # fmt: skip
    assert run("--pairs", "1") == []
    assert run("--pairs", "1", "--fresh")[0] == "old acquire"


def passed(pair: int, side: str, seconds: float, *stages: str) -> list[dict]:
    cells = (pair, side, "abc1234", seconds, seconds, 100.0)
    return [
        dict(zip(COLUMNS, (*cells[:3], stage, *cells[3:]), strict=True)) for stage in stages
    ]  # fmt: skip


def test_only_whole_pairs_of_that_court_make_a_ratio():
    whole = ("acquire@scdb", "report@scdb")
    measured = pd.DataFrame(
        [
            *passed(1, "other", 10.0, *whole),
            *passed(1, "this", 4.0, *whole),
            *passed(1, "this", 99.0, "acquire@simulated"),
            *passed(2, "this", 5.0, *whole),
            *passed(2, "other", 10.0, "acquire@scdb"),
        ]
    )
    pairs = whole_pairs(measured, "scdb")
    assert pairs["ratio"].to_dict() == {1: 0.4}
    assert "ratio, median: 0.400" in summary(measured, "scdb")
    assert "yet" in summary(measured.iloc[:2], "scdb")
    assert "yet" in summary(measured.iloc[:0], "scdb")
    assert spread(pd.Series([0.5, 0.4, 0.3])) == "0.400 (range 0.300 to 0.500)"
