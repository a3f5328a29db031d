"""Running DVC: a failing stage is one clear line, whether it runs before us or beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import yaml

from scotus_forecast.commands import dvc_runs
from scotus_forecast.commands.options import StageFailedError
from scotus_forecast.core.project.errors import UserError


@pytest.fixture
def dvc(monkeypatch, tmp_path):
    """Stand in for DVC with a shell script."""
    command = tmp_path / "dvc"
    monkeypatch.setattr(dvc_runs, "_command", lambda targets: [str(command), *targets])

    def write(script):
        command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        command.chmod(0o755)

    return write


def test_a_failing_stage_ends_the_run_and_is_not_told_twice(dvc, capfd):
    dvc("echo 'error: why' >&2; exit 2")
    with pytest.raises(StageFailedError):
        dvc_runs.repro("report@simulated")
    assert capfd.readouterr().err == "error: why\n"


def test_an_interrupted_stage_is_an_interruption(dvc):
    dvc("exit 130")
    with pytest.raises(KeyboardInterrupt):
        dvc_runs.repro("report@simulated")


def test_what_runs_beside_is_awaited_and_its_words_are_kept(dvc, tmp_path):
    dvc(f"while [ ! -e {tmp_path}/go ]; do sleep 0.01; done; echo $*; touch {tmp_path}/done")
    with dvc_runs.repro_beside(tmp_path / "new" / "log", "a@b"):
        assert not (tmp_path / "done").exists()
        (tmp_path / "go").touch()
    assert (tmp_path / "done").exists()
    assert (tmp_path / "new" / "log").read_text() == "a@b\n"


def test_what_fails_beside_is_told_in_its_last_words_and_names_its_log(dvc, tmp_path):
    dvc("echo acquire: 600 votes; echo 'error: no space left'; exit 2")
    log = tmp_path / "log"
    with (
        pytest.raises(UserError, match=rf"^no space left \(all it said: {log}\)$"),
        dvc_runs.repro_beside(log, "a@b"),
    ):
        pass


def test_a_log_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match=r"cannot write .*; check space and permissions"),
        dvc_runs.repro_beside(tmp_path / "file" / "log", "a@b"),
    ):
        pass


def test_without_dvc_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(dvc_runs, "find_spec", lambda _: None)
    with pytest.raises(UserError, match="dvc is not installed; run: make install"):
        dvc_runs.repro("report@simulated")


@pytest.fixture
def pipeline(tmp_path, monkeypatch):
    """Two stages of a project under DVC itself, each of which waits for the other to begin."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(
        [Path(sys.executable).with_name("dvc"), "init", "-q", "--no-scm"], cwd=tmp_path, check=True
    )
    until = "timeout --foreground 60 sh -c 'until [ -e {1}.begun ]; do sleep 0.05; done'"
    waits = f"touch {{0}}.begun; {until} && echo {{0}} > {{0}}"
    stages = {
        own: {"cmd": waits.format(own, other), "outs": [own]}
        for own, other in (("left", "right"), ("right", "left"))
    }
    (tmp_path / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}), encoding="utf-8")
    return tmp_path


def test_two_runs_of_dvc_itself_go_side_by_side(pipeline):
    with dvc_runs.repro_beside(pipeline / "log", "left"):
        dvc_runs.repro("right")
    locked = yaml.safe_load((pipeline / "dvc.lock").read_text(encoding="utf-8"))
    assert set(locked["stages"]) == {"left", "right"}


def test_a_body_that_fails_ends_dvc_its_stage_and_their_locks(pipeline):
    def fail():
        with dvc_runs.repro_beside(pipeline / "log", "left"):
            while not (pipeline / "left.begun").exists():
                time.sleep(0.05)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    there = [p.pid for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == str(pipeline)]
    assert there == [os.getpid()]
    held = json.loads((pipeline / ".dvc" / "tmp" / "rwlock").read_text(encoding="utf-8"))
    assert not any(held.values())
