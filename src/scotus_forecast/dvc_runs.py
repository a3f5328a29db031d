"""Running DVC's own commands, one after another or one beside the other."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from scotus_forecast.child_process import child
from scotus_forecast.project.errors import UserError


def repro(*targets: str) -> None:
    """Run ``dvc repro`` and wait for it.

    Raises
    ------
    UserError
        When DVC is not installed or a stage fails.
    """
    with _started(targets) as running:
        _await(running, targets, "its last lines above say why")


@contextmanager
def repro_beside(log: Path, *targets: str) -> Iterator[None]:
    """Run ``dvc repro`` beside the body, what it says going to `log`, and wait for it at the end.

    A body that fails ends it.

    Raises
    ------
    UserError
        When DVC is not installed or a stage fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as said, _started(targets, said) as running:
        yield
        _await(running, targets, f"the last lines of {log} say why")


def _started(
    targets: tuple[str, ...], said: IO[str] | None = None
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    # Interrupted, DVC gives back its locks; told to end, it would leave them lying.
    return child(_command(targets), _environment(), Path(), said, ending=signal.SIGINT)


def _await(running: subprocess.Popen[bytes], targets: tuple[str, ...], why: str) -> None:
    if running.wait():
        raise UserError(f"'{_name(targets)}' failed; {why}")


def _name(targets: tuple[str, ...]) -> str:
    return " ".join(["dvc repro", *targets])


def _command(targets: tuple[str, ...]) -> list[str]:
    dvc = shutil.which("dvc", path=str(_binaries())) or shutil.which("dvc")
    if dvc is None:
        raise UserError("dvc is not installed; run: make install")
    # DVC gives up on a lock after three seconds, and another run may hold it longer.
    return [dvc, "--wait-for-lock", "repro", *targets]


def _environment() -> dict[str, str]:
    """Put the commands beside this interpreter first on the path."""
    return {"PATH": os.pathsep.join([str(_binaries()), os.environ.get("PATH", "")])}


def _binaries() -> Path:
    return Path(sys.executable).parent
