"""A child process in a session of its own, ended with us however we are ended."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

#: What ends us besides Ctrl-C: being told to, and the terminal being closed.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
_GRACE_SECONDS = 10


@contextmanager
def child(
    command: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    said: IO[str] | None = None,
    ending: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while the body runs, and end it and its own children with the body.

    Parameters
    ----------
    command : sequence of str
    environment : dict of str to str
        Added to our own.
    folder : Path
        Where it runs.
    said : text file, optional
        Takes what it prints; our own output by default.
    ending : signal
        What it is told to end by.
    """
    # A session of its own, so that its workers end with it however we are ended.
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )
    with ended_as_interrupted():
        try:
            yield started
        finally:
            end(started, ending)


@contextmanager
def ended_as_interrupted() -> Iterator[None]:
    """Make of every ending a KeyboardInterrupt, so that what is open is closed."""
    # What is ignored, as under nohup, stays so.
    before = {ending: signal.getsignal(ending) for ending in _ENDINGS}
    heeded = [ending for ending, handler in before.items() if handler != signal.SIG_IGN]
    for ending in heeded:
        signal.signal(ending, signal.default_int_handler)
    try:
        yield
    finally:
        for ending in heeded:
            signal.signal(ending, before[ending])


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
