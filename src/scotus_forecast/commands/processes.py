"""Child processes that end with us, and DVC's own commands run in them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO

from scotus_forecast.project.errors import UserError

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
