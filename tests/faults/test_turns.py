"""Two `reproduce` at once take turns, and the turn of one that is killed ends with it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from scotus_forecast.commands import dvc_runs
from scotus_forecast.core.project.errors import UserError

HOLD = """
import sys, time
from pathlib import Path
from scotus_forecast.commands import dvc_runs
with dvc_runs.held(Path(), lambda line: print(line, flush=True)):
    print("mine", flush=True)
    time.sleep(float(sys.argv[1]))
"""


def holding(root, seconds):
    """Start a process that takes the lock of `root` and keeps it."""
    command = [sys.executable, "-c", HOLD, str(seconds)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


def test_the_second_says_so_in_one_line_and_waits(tmp_path):
    with holding(tmp_path, 60) as first:
        assert first.stdout.readline() == "mine\n"
        with holding(tmp_path, 0) as second:
            said = second.stdout.readline()
            assert said == (
                f"another reproduce runs here (process {first.pid}); waiting until it ends\n"
            )
            assert second.poll() is None
            first.kill()
            assert second.stdout.read() == "mine\n"


def test_a_killed_holder_leaves_no_lock(tmp_path):
    with holding(tmp_path, 60) as first:
        first.stdout.readline()
        assert dvc_runs.holder(tmp_path) == str(first.pid)
        first.kill()
    assert dvc_runs.holder(tmp_path) is None
    said = []
    with dvc_runs.held(tmp_path, said.append):
        assert said == []
        assert dvc_runs.holder(tmp_path) == str(os.getpid())
    assert dvc_runs.holder(tmp_path) is None


def test_other_folders_do_not_wait(tmp_path):
    said = []
    with (
        dvc_runs.held(tmp_path / "one", said.append),
        dvc_runs.held(tmp_path / "other", said.append),
    ):
        assert said == []


def test_a_folder_that_takes_no_lock_is_one_line(tmp_path):
    (tmp_path / ".dvc").touch()
    with (
        pytest.raises(UserError, match=r"cannot write .*; check space and permissions"),
        dvc_runs.held(tmp_path, print),
    ):
        pass
