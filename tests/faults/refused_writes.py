"""Disks that are full and folders that cannot be written: one line, then healed.

The full disk is a small tmpfs and the read-only folder a bind mount, so this needs root on Linux;
without, those trials are left out and said to be.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.faults import small_project
from tests.faults.small_project import Done
from tests.faults.trials import Outcome, Reference, Verdict, copied, refused_cleanly, told

MEGABYTE = 1_000_000
READ_ONLY = (".", "data", "reports", ".dvc", "data/simulated/forecasts")

#: Outputs that must be made again, so that something is written.
AGAIN = ("data/simulated/features", "data/simulated/scores", "reports/simulated", ".dvc/cache")


def trials(reference: Reference) -> Iterator[Outcome]:
    """Yield all of this module that can be made here."""
    for size in (100_000, 1_000_000):
        yield limited(reference, size)
    if os.geteuid() != 0:
        print("not root: no trials of full disks and read-only folders", flush=True)
        return
    for spare in (0, 1, 3):
        yield full_disk(reference, spare * MEGABYTE)
    for folder in READ_ONLY:
        yield read_only(reference, folder)


def limited(reference: Reference, size: int) -> Outcome:
    """No file may grow beyond `size`, as with ``ulimit -f``."""
    root = unmade(reference, "limited")
    command = ["prlimit", f"--fsize={size}", str(small_project.command(root)), "reproduce"]
    refused = finished(subprocess.Popen(command, **_settings(root)))
    return judged(reference, "File size limit", f"{size:,} bytes", root, refused, lambda: None)


def full_disk(reference: Reference, spare: int) -> Outcome:
    """The disk holds the project and `spare` bytes more."""
    source = unmade(reference, "unmade")
    needed = sum(path.stat().st_size + 4096 for path in source.rglob("*") if path.is_file())
    root = source.parent / "full"
    root.mkdir(exist_ok=True)
    with mounted(root, "-t", "tmpfs", "-o", f"size={needed + spare}", "tmpfs"):
        copied(source, root)
        refused = small_project.reproduce(root)
        more = partial(_mount, "-o", "remount,size=2G", str(root))
        return judged(reference, "Full disk", f"{spare:,} bytes left", root, refused, more)


def read_only(reference: Reference, folder: str) -> Outcome:
    """One folder of the project cannot be written."""
    root = unmade(reference, "readonly")
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    with mounted(place, "--bind", str(place)):
        _mount("-o", "remount,bind,ro", str(place))
        refused = small_project.reproduce(root)
    return judged(reference, "Read-only folder", folder, root, refused, lambda: None)


def judged(
    reference: Reference,
    kind: str,
    name: str,
    root: Path,
    refused: Done,
    mend: Callable[[], None],
) -> Outcome:
    """Judge a refusal, mend its cause, and see that one command heals."""
    mend()
    done = small_project.reproduce(root)
    healed = reference.healed(root, done)
    if refused.status == 0:
        verdict = Verdict.HEALED if healed else Verdict.LOST
    else:
        verdict = Verdict.REFUSED if healed and refused_cleanly(refused) else Verdict.LOST
    shown = done if refused_cleanly(refused) and not healed else refused
    return told(kind, name, verdict, shown, root, reference)


def unmade(reference: Reference, name: str) -> Path:
    """Copy the finished project without what must be made again."""
    root = reference.copy(name)
    for path in AGAIN:
        small_project.remove(root / path)
    return root


def finished(process: subprocess.Popen[str]) -> Done:
    """Wait for a command."""
    said, _ = process.communicate(timeout=small_project.PATIENCE)
    return Done(process.returncode, said)


def _settings(root: Path) -> dict:
    return {
        "cwd": root,
        "env": small_project.environment(),
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }


@contextmanager
def mounted(place: Path, *told: str) -> Iterator[None]:
    """Mount something on `place` while the body runs."""
    _mount(*told, str(place))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _mount(*told: str) -> None:
    subprocess.run(["mount", *told], check=True)
