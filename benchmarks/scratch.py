"""Copies of the project to measure in, so that its own data and lock file stay as they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

from scotus_forecast.data.obtain import OYEZ_DIR, REFERENCE_DIR, SCDB_DIR

_EXTERNAL = Path("data/external")

#: Under this every process, workers included, compiles every module it imports once more.
_SLOWING = ("PYTHONDONTWRITEBYTECODE",)


def project_files(root: Path) -> list[str]:
    """Files that Git tracks, as they lie there."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def copy_project(root: Path, target: Path) -> None:
    """Copy the project, whole or not at all; a copy that is there already is kept."""
    if target.exists():
        return
    draft = target.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    _copy(root, draft, project_files(root))
    if (root / _EXTERNAL).is_dir() and not (draft / _EXTERNAL).exists():
        (draft / _EXTERNAL).symlink_to((root / _EXTERNAL).resolve())
    draft.rename(target)


def _copy(root: Path, target: Path, names: Iterable[str]) -> None:
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target / name)


def copy_outputs(source: Path, target: Path, paths: Iterable[str]) -> None:
    """Copy those of `paths`, files or folders, that lie under ``data/``."""
    for path in paths:
        if path.startswith("data/") and not (target / path).exists():
            shutil.copytree(source / path, target / path)


def enlarge_court(copy: Path, cases: int) -> None:
    """Give the simulated Court of a copy another number of cases."""
    path = copy / "params.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    params["datasets"]["simulated"]["cases"] = cases
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")


def environment(copy: Path) -> dict[str, str]:
    """Environment of a command in a copy: the copy's code, one thread a process as in make."""
    binaries = Path(sys.executable).parent
    return {
        **{name: value for name, value in os.environ.items() if name not in _SLOWING},
        **{name: str(Path(os.environ[name]).expanduser().resolve()) for name in _named()},
        "PATH": os.pathsep.join([str(binaries), os.environ.get("PATH", "")]),
        "PYTHONPATH": str((copy / "src").resolve()),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
    }


def _named() -> list[str]:
    return [name for name in (SCDB_DIR, REFERENCE_DIR, OYEZ_DIR) if os.environ.get(name)]


def without_real(env: dict[str, str]) -> dict[str, str]:
    """Leave out the folder of the whole archives, so that the cut ones of the copy are taken."""
    return {name: value for name, value in env.items() if name != SCDB_DIR}
