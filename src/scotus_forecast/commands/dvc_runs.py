"""Runs of DVC's pipeline, one `reproduce` at a time, each in a process that ends with us."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from scotus_forecast.commands.options import UNDER_REPRODUCE, StageFailedError
from scotus_forecast.commands.processes import child
from scotus_forecast.core.project.errors import UserError

LOCK = Path(".dvc", "tmp", "reproduce.lock")


@contextmanager
def held(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of the project at `root` while the body runs; wait for another to end first.

    Parameters
    ----------
    root : Path
    say : callable
        Given one line, when there is another to wait for.

    Raises
    ------
    UserError
        When the lock's file cannot be written.
    """
    path = root / LOCK
    with _opened(path) as file:
        if not _taken_at_once(file):
            say(f"another reproduce runs here (process {_holder(path)}); waiting until it ends")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(root: Path) -> str | None:
    """Process that holds the lock at `root`, or None."""
    path = root / LOCK
    if not path.is_file():
        return None
    with path.open(encoding="utf-8") as file:
        return None if _taken_at_once(file) else _holder(path)


def _opened(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"cannot write {path}: {error.strerror or error}; check space and permissions"
        ) from error


def _taken_at_once(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without locks: DVC's own lock, which is a file, must do.
        return True
    return True


def _holder(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() or "unknown"


def repro(*targets: str) -> None:
    """Run stages with all they need, and wait for them.

    Raises
    ------
    StageFailedError
        When one fails; it has said why.
    UserError
        When DVC is not installed.
    """
    with _started(targets) as running:
        if _status(running):
            raise StageFailedError


def _status(running: subprocess.Popen[bytes]) -> int:
    status = running.wait()
    if status in (128 + signal.SIGINT, -signal.SIGINT):
        # Somebody interrupted the stage and not us; it is all the same to the one who waits.
        raise KeyboardInterrupt
    return status


def _started(targets: tuple[str, ...]) -> AbstractContextManager[subprocess.Popen[bytes]]:
    # Interrupted, DVC gives back its locks; told to end, it would leave them lying.
    return child(_command(targets), _environment(), Path(), ending=signal.SIGINT)


def _command(targets: tuple[str, ...]) -> list[str]:
    if find_spec("dvc") is None:
        raise UserError("dvc is not installed; run: make install")
    return [sys.executable, "-m", "scotus_forecast.commands.run_stages", *targets]


def _environment() -> dict[str, str]:
    """Put the commands beside this interpreter first on the path; stages run by a plain shell."""
    binaries = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join([binaries, os.environ.get("PATH", os.defpath)]),
        "PYTHONSAFEPATH": "1",
        "SHELL": "/bin/sh",
        UNDER_REPRODUCE: "1",
    }
