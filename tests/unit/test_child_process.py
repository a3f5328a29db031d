"""Child processes end with us, and by force if they will not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import psutil
import pytest

from scotus_forecast.commands import processes


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_end_is_as_good_as_an_interrupt(ending):
    # Under nohup the tests themselves are born with SIGHUP ignored.
    before = signal.signal(ending, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), processes.ended_as_interrupted():
            signal.raise_signal(ending)
    finally:
        signal.signal(ending, before)


def test_what_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with processes.ended_as_interrupted():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_process_that_will_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.1)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{stubborn}; time.sleep(60)"],
        start_new_session=True,
        stdout=subprocess.PIPE,
    )
    with process.stdout as ready:
        ready.readline()
    processes.end(process)
    assert process.wait(10) == -signal.SIGKILL


def test_leaving_the_body_ends_the_child_and_its_own_children(tmp_path):
    spawns = "import subprocess as s, sys, time; c = s.Popen([sys.executable, '-c', "
    spawns += "'import time; time.sleep(60)']); print(c.pid, file=open('log', 'w'), flush=True); "
    spawns += "time.sleep(60)"
    log = tmp_path / "log"
    with processes.child([sys.executable, "-c", spawns], {}, tmp_path) as started:
        while not log.exists():
            assert started.poll() is None
        while not log.read_text().endswith("\n"):
            assert started.poll() is None
        grandchild = psutil.Process(int(log.read_text()))
        assert _alive(grandchild)
    assert started.returncode == -signal.SIGTERM
    # It was told to end when its parent was, and nobody waited for it.
    patience = time.monotonic() + 10
    while _alive(grandchild) and time.monotonic() < patience:
        time.sleep(0.01)
    assert not _alive(grandchild)


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
