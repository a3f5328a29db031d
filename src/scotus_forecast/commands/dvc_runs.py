"""Runs of DVC's pipeline, each in a process that ends with us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from scotus_forecast.commands.failures import UNDER_REPRODUCE, StageFailedError
from scotus_forecast.commands.processes import child
from scotus_forecast.project.errors import UserError


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


@contextmanager
def repro_beside(log: Path, *targets: str) -> Iterator[None]:
    """Run stages beside the body, what they say going to `log`, and wait for them at the end.

    A body that fails ends them.

    Raises
    ------
    UserError
        When DVC is not installed, `log` cannot be written or a stage fails.
    """
    with _written(log) as said, _started(targets, said) as running:
        yield
        if _status(running):
            raise UserError(f"{_last_line(log)} (all it said: {log})")


def _status(running: subprocess.Popen[bytes]) -> int:
    status = running.wait()
    if status in (128 + signal.SIGINT, -signal.SIGINT):
        # Somebody interrupted the stage and not us; it is all the same to the one who waits.
        raise KeyboardInterrupt
    return status


def _written(log: Path) -> IO[str]:
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        return log.open("w", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"cannot write {log}: {error.strerror or error}; check space and permissions"
        ) from error


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1].removeprefix("error: ") if said else "the run beside failed in silence"


def _started(
    targets: tuple[str, ...], said: IO[str] | None = None
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    # Interrupted, DVC gives back its locks; told to end, it would leave them lying.
    return child(_command(targets), _environment(), Path(), said, ending=signal.SIGINT)


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
