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

from scotus_forecast.commands import processes
from scotus_forecast.project.errors import UserError


@pytest.fixture
def dvc(monkeypatch, tmp_path):
    """Stand in for DVC with a shell script."""
    command = tmp_path / "dvc"
    monkeypatch.setattr(processes.shutil, "which", lambda *_, **__: str(command))

    def write(script):
        command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        command.chmod(0o755)

    return write


def test_a_failing_stage_ends_the_run_with_one_line(dvc):
    dvc("exit 255")
    with pytest.raises(UserError, match=r"'dvc repro report@simulated' failed") as told:
        processes.repro("report@simulated")
    assert "\n" not in str(told.value)


def test_what_runs_beside_is_awaited_and_its_words_are_kept(dvc, tmp_path):
    dvc(f"while [ ! -e {tmp_path}/go ]; do sleep 0.01; done; echo $*; touch {tmp_path}/done")
    with processes.repro_beside(tmp_path / "new" / "log", "a@b"):
        assert not (tmp_path / "done").exists()
        (tmp_path / "go").touch()
    assert (tmp_path / "done").exists()
    assert (tmp_path / "new" / "log").read_text() == "--wait-for-lock repro a@b\n"


def test_what_fails_beside_names_its_log(dvc, tmp_path):
    dvc("echo oh; exit 1")
    log = tmp_path / "log"
    with (
        pytest.raises(UserError, match=f"'dvc repro a@b' failed; the last lines of {log}"),
        processes.repro_beside(log, "a@b"),
    ):
        pass
    assert log.read_text() == "oh\n"


def test_without_dvc_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(processes.shutil, "which", lambda *_, **__: None)
    with pytest.raises(UserError, match="dvc is not installed; run: make install"):
        processes.repro("report@simulated")


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
    with processes.repro_beside(pipeline / "log", "left"):
        processes.repro("right")
    locked = yaml.safe_load((pipeline / "dvc.lock").read_text(encoding="utf-8"))
    assert set(locked["stages"]) == {"left", "right"}


def test_a_body_that_fails_ends_dvc_its_stage_and_their_locks(pipeline):
    def fail():
        with processes.repro_beside(pipeline / "log", "left"):
            while not (pipeline / "left.begun").exists():
                time.sleep(0.05)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    there = [p.pid for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == str(pipeline)]
    assert there == [os.getpid()]
    held = json.loads((pipeline / ".dvc" / "tmp" / "rwlock").read_text(encoding="utf-8"))
    assert not any(held.values())
