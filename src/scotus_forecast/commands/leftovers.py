"""What a killed run leaves behind, cleared before the next one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

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
