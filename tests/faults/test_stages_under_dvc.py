"""Stages run by DVC: outside Git too, one line a failure, none lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from diskcache import Cache, Timeout

from scotus_forecast.commands import run_stages

COMMAND = [sys.executable, "-P", "-m", "scotus_forecast.commands.run_stages"]


@pytest.fixture
def project(tmp_path):
    """A project under DVC and under no Git, its path with spaces and letters that are not ASCII."""
    root = tmp_path / "Oberstes Gericht – 最高裁"
    root.mkdir()
    config = root / ".dvc" / "config"
    config.parent.mkdir()
    shutil.copy(Path(__file__).parents[2] / ".dvc" / "config", config)

    def declare(**commands):
        stages = {name: {"cmd": command, "outs": [name]} for name, command in commands.items()}
        (root / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}), encoding="utf-8")
        return root

    return declare


def run(root, *arguments):
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


def errors(said):
    return [line for line in said.splitlines() if line.startswith("error: ")]


def test_it_runs_outside_git_and_says_so(project):
    root = project(made="echo made > made")
    status, said = run(root, "made")
    assert status == 0
    assert "no Git work tree here" in said
    assert said.count("\n") == 1
    assert (root / "made").read_text() == "made\n"
    lock = yaml.safe_load((root / "dvc.lock").read_text(encoding="utf-8"))
    assert set(lock["stages"]) == {"made"}


def test_a_stage_that_has_said_why_is_not_told_again(project):
    root = project(made="echo 'error: votes.csv lacks vote' >&2; exit 2")
    assert errors(run(root, "made")[1]) == ["error: votes.csv lacks vote"]


def test_a_stage_that_fails_otherwise_is_named(project):
    status, said = run(project(made="exit 7"), "made")
    assert status == 2
    (line,) = errors(said)
    assert "'made'" in line
    assert line.endswith("exited with 7; its last lines above say why")


def test_a_killed_stage_says_what_may_have_killed_it(project):
    status, said = run(project(made="kill -9 $$"), "made")
    assert status == 2
    (line,) = errors(said)
    assert line.endswith("as by a machine out of memory; run again to go on")


def test_an_interrupted_stage_is_status_130_and_nothing_more(project):
    status, said = run(project(made="exit 130"), "made")
    assert status == 130
    assert errors(said) == []


def test_interrupted_itself_it_is_status_130(project):
    root = project(made="touch begun; sleep 60; touch made")
    with subprocess.Popen(
        [*COMMAND, "made"], cwd=root, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (root / "begun").exists():
            time.sleep(0.05)
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
    assert process.wait() in (130, 2)
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [("stages: [", "dvc.yaml"), ("stages: {made: {cmd: x, outs: [a], deps: [none]}}", "none")],
)
def test_what_dvc_refuses_is_one_line(content, words, project):
    root = project(made="true")
    (root / "dvc.yaml").write_text(content, encoding="utf-8")
    status, said = run(root, "made")
    assert status == 2
    (line,) = errors(said)
    assert words in line
    assert "Traceback" not in said


@pytest.mark.parametrize("content", [b"garbage", bytes(3000), b""])
def test_damaged_notes_of_dvc_are_removed_and_made_again(content, project):
    root = project(made="echo made > made")
    run(root, "made")
    notes = [path for path in (root / run_stages.NOTES).rglob("*.db") if path.is_file()]
    assert notes
    for path in notes:
        path.write_bytes(content)
    (root / "made").unlink()
    status, said = run(root, "made")
    assert (status, errors(said)) == (0, [])
    assert (root / "made").read_text() == "made\n"


def test_force_and_single_item_are_passed_on(project):
    root = project(made="date +%s%N > made")
    run(root, "made")
    before = (root / "made").read_text()
    run(root, "made")
    assert (root / "made").read_text() == before
    assert run(root, "--force", "--single-item", "made")[0] == 0
    assert (root / "made").read_text() != before


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """Notes of hashes as DVC keeps them, by a library that takes every refusal for a lock."""
    monkeypatch.setattr(Cache, "_sql", Cache._sql)
    run_stages._tell_refused_writes()
    with Cache(tmp_path / "notes", timeout=0.1) as cache:
        yield cache


def test_notes_that_cannot_be_written_end_the_run(notes):
    notes._con.execute("PRAGMA query_only = 1")
    with pytest.raises(OSError, match=r"cannot write .*notes"):
        notes.set("key", "hash", retry=True)


def test_notes_that_another_process_writes_are_waited_for(notes):
    with sqlite3.connect(Path(notes.directory, "cache.db"), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Timeout):
            notes.set("key", "hash", retry=False)
        other.execute("ROLLBACK")
    other.close()
    assert notes.set("key", "hash", retry=True)
