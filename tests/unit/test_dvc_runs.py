"""Running DVC: a failing stage is one clear line, and nothing of it outlives us."""

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


def test_without_dvc_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(dvc_runs, "find_spec", lambda _: None)
    with pytest.raises(UserError, match="dvc is not installed; run: make install"):
        dvc_runs.repro("report@simulated")


def test_a_body_that_fails_ends_dvc_its_stage_and_their_locks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    subprocess.run(
        [Path(sys.executable).with_name("dvc"), "init", "-q", "--no-scm"], cwd=tmp_path, check=True
    )
    stage = {"cmd": "touch begun; sleep 60; touch out", "outs": ["out"]}
    pipeline = yaml.safe_dump({"stages": {"endless": stage}})
    (tmp_path / "dvc.yaml").write_text(pipeline, encoding="utf-8")

    def fail():
        with dvc_runs._started(("endless",)):
            while not (tmp_path / "begun").exists():
                time.sleep(0.05)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    there = [p.pid for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == str(tmp_path)]
    assert there == [os.getpid()]
    held = json.loads((tmp_path / ".dvc" / "tmp" / "rwlock").read_text(encoding="utf-8"))
    assert not any(held.values())
