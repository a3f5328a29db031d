"""One `reproduce` at a time in a folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scotus_forecast.project.errors import UserError

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
