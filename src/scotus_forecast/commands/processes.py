"""Child processes that end with us, and what a killed run leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import yaml

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
    ending : signal
        What it is told to end by.
    """
    # A session of its own, so that its workers end with it however we are ended.
    with ended_as_interrupted():
        started = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
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


#: DVC's list of who reads and writes what; a killed process stays on it.
RWLOCK = Path(".dvc", "tmp", "rwlock")
DVC_LOCK = Path("dvc.lock")

_OUTPUTS = ("data", "models", "reports")
_DRAFTS = (".*.tmp", ".acquire-*")


def clear(root: Path, say: Callable[[str], None]) -> None:
    """Clear what a killed run left at `root`; nothing while another run of DVC is at work.

    Parameters
    ----------
    root : Path
    say : callable
        Given one line where something of worth is set aside.
    """
    if _at_work(root / RWLOCK):
        return
    (root / RWLOCK).unlink(missing_ok=True)
    for draft in drafts(root):
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink(missing_ok=True)
    if damaged(root / DVC_LOCK):
        aside = (root / DVC_LOCK).replace(root / f"{DVC_LOCK}.damaged")
        say(f"{DVC_LOCK} was damaged and is now {aside.name}; stages are taken from DVC's cache")


def drafts(root: Path) -> Iterator[Path]:
    """Files and folders that were being written; one would count as part of its folder."""
    for folder in _OUTPUTS:
        for pattern in _DRAFTS:
            yield from sorted((root / folder).rglob(pattern))


def _at_work(rwlock: Path) -> bool:
    import psutil

    # A number given anew belongs to another program.
    return any(pid for pid in _listed(rwlock) if psutil.pid_exists(pid) and _runs_dvc(pid))


def _runs_dvc(pid: int) -> bool:
    import psutil

    try:
        said = " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False
    return "dvc" in said or "scotus_forecast" in said


def _listed(rwlock: Path) -> set[int]:
    try:
        content = json.loads(rwlock.read_text(encoding="utf-8"))
        writers = list(content["write"].values())
        readers = [one for several in content["read"].values() for one in several]
        return {int(one["pid"]) for one in (*writers, *readers)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # None yet, or killed while writing it: DVC would refuse to run.
        return set()


def damaged(lock: Path) -> bool:
    """Whether `dvc.lock` is there but DVC would not read it: it does not replace it whole."""
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA
    from voluptuous import Invalid

    try:
        COMPILED_LOCKFILE_SCHEMA(yaml.load(lock.read_text(encoding="utf-8"), _LOADER))
    except FileNotFoundError:
        return False
    except (yaml.YAMLError, UnicodeDecodeError, Invalid):
        return True
    return False


#: The quick one where it is built.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
