"""What `reproduce` starts ends with it, even when it is killed outright."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

#: Starts a child that starts a child; says both numbers, then works on.
PARENT = """
import subprocess, sys, time
from pathlib import Path
from scotus_forecast.commands import processes
grandchild = "import os, time; print(os.getpid(), flush=True); time.sleep(120)"
child = f"import os, subprocess, sys; print(os.getpid(), flush=True); " \\
        f"subprocess.run([sys.executable, '-c', {grandchild!r}])"
with processes.child([sys.executable, "-c", child], {}, Path()):
    time.sleep(120)
"""

UNDER_MAKE = """
import os, time
from scotus_forecast.commands import processes
processes.end_with_make(patience=0.05)
with processes.ended_as_interrupted():
    print(os.getpid(), flush=True)
    time.sleep(120)
"""


def gone(numbers, patience=30):
    end = time.monotonic() + patience
    while any(map(alive, numbers)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(alive, numbers))


def alive(number):
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_ending_leaves_an_orphan(ending):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        numbers = [int(parent.stdout.readline()) for _ in range(2)]
        assert all(map(alive, numbers))
        parent.send_signal(ending)
        parent.wait(30)
        assert gone(numbers)


def test_the_watchdog_goes_too():
    before = set(psutil.Process().children(recursive=True))
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        parent.stdout.readline()
        family = psutil.Process(parent.pid).children(recursive=True)
        assert len(family) >= 2
        parent.send_signal(signal.SIGTERM)
        parent.wait(30)
    assert gone([process.pid for process in family if process not in before])


@pytest.mark.parametrize(("starter", "ends"), [("make", True), ("sh", False)])
def test_killed_make_ends_it_and_a_killed_shell_does_not(starter, ends, tmp_path):
    """Whoever closes a shell may want the run to go on; who kills make does not."""
    (tmp_path / "script.py").write_text(UNDER_MAKE, encoding="utf-8")
    run = f"{sys.executable} script.py"
    (tmp_path / "Makefile").write_text(f"SHELL := bash\nrun:\n\t@{run}\n", encoding="utf-8")
    command = ["make", "-s", "run"] if starter == "make" else ["sh", "-c", f"{run} & wait"]
    environment = {name: v for name, v in os.environ.items() if name != "MAKELEVEL"}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        number = int(parent.stdout.readline())
        parent.kill()
        assert gone([number], patience=30 if ends else 1) is ends
        if not ends:
            os.kill(number, signal.SIGKILL)
