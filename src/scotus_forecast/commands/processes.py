"""Child processes that end with us, however we end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

#: What ends us besides Ctrl-C: being told to, and the terminal being closed.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
_GRACE_SECONDS = 10

#: Waits for its input to end, which it does with the process that holds the other end, then ends
#: the session of the process it is told of: first as that wants to be ended, then by force.
_WATCHDOG = """
import os, signal, sys, time
group, ending, grace = map(int, sys.argv[1:])
sys.stdin.buffer.read()
try:
    os.killpg(group, ending)
    time.sleep(grace)
    os.killpg(group, signal.SIGKILL)
except ProcessLookupError:
    pass
"""


@contextmanager
def child(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    said: IO[str] | None = None,
    ending: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while the body runs, and end it and its own children with the body.

    They end too when this process is killed outright.

    Parameters
    ----------
    command : sequence of str
    environment : mapping of str to str
        Added to our own.
    folder : Path
        Where it runs.
    said : text file, optional
        Takes what it prints; our own output by default.
    ending : signal
        What it is told to end by.
    """
    # A session of its own, so that its workers end with it however we are ended.
    with ended_as_interrupted():
        started = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        with _watched(started, ending):
            try:
                yield started
            finally:
                end(started, ending)


@contextmanager
def _watched(process: subprocess.Popen[bytes], ending: signal.Signals) -> Iterator[None]:
    """Have `process` and its children ended should we be killed while the body runs."""
    told = [str(process.pid), str(int(ending)), str(_GRACE_SECONDS)]
    watchdog = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _WATCHDOG, *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        # Killed before its input ends, so that it ends nobody.
        watchdog.kill()
        watchdog.communicate()


@contextmanager
def ended_as_interrupted() -> Iterator[None]:
    """Make of every ending a KeyboardInterrupt that names its signal, so what is open is closed."""
    # What is ignored, as under nohup, stays so.
    before = {ending: signal.getsignal(ending) for ending in _ENDINGS}
    heeded = [ending for ending, handler in before.items() if handler != signal.SIG_IGN]
    for ending in heeded:
        signal.signal(ending, _interrupt)
    try:
        yield
    finally:
        for ending in heeded:
            signal.signal(ending, before[ending])


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt(number)


def end(process: subprocess.Popen[bytes], ending: signal.Signals = signal.SIGTERM) -> None:
    """End a process and its session, by force if it will not."""
    _signal_all(process, ending)
    # It may wait for others; or we may be told a second time.
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        process.wait(_GRACE_SECONDS)
    _signal_all(process, signal.SIGKILL)
    process.wait()


def _signal_all(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, what)


def end_with_make(patience: float = 1.0) -> None:
    """End this process once the make that started it is gone; without make, do nothing."""
    if "MAKELEVEL" in os.environ:
        parent = os.getppid()
        threading.Thread(target=_await_orphanhood, args=(parent, patience), daemon=True).start()


def _await_orphanhood(parent: int, patience: float) -> None:
    while os.getppid() == parent:
        time.sleep(patience)
    os.kill(os.getpid(), signal.SIGTERM)
