"""What must hold before a run, and what is good to know: read by `doctor` and by `reproduce`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import scotus_forecast
from scotus_forecast.commands import dvc_runs, processes
from scotus_forecast.commands.start import PASSED_OVER
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.params import PARAMS, load_params
from scotus_forecast.data.obtain import OYEZ_DIR, REFERENCE_DIR, SCDB_DIR

PACKAGE = Path("src", "scotus_forecast")
PIPELINE = Path("dvc.yaml")
LOCK_OF_PACKAGES = Path("requirements.lock")

#: What every stage stands on; a version other than the locked one may change a number.
_COMPUTING = (
    "dvc", "joblib", "mlflow", "numpy", "pandas", "pyarrow", "scikit-learn", "scipy",
)  # fmt: skip

#: Folders a run writes to.
_WRITTEN = (".", ".dvc", "data", "models", "reports")
#: Both Courts with their caches take less.
_BYTES_NEEDED = 4_000_000_000


class State(StrEnum):
    """What a check found."""

    OK = "ok"
    NOTE = "note"  # `reproduce` runs all the same
    STOP = "stop"  # `reproduce` refuses


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
    state : State
    words : str
        What was found, and the way out where there is need of one.
    """

    name: str
    state: State
    words: str


def require_runnable(root: Path) -> None:
    """Refuse to run on the first check that stops.

    Raises
    ------
    UserError
        In the words of that check.
    """
    for check in of_project(root):
        if check.state is State.STOP:
            raise UserError(check.words)


def of_project(root: Path) -> Iterator[Check]:
    """Look at folder, packages, environment and stores of the project at `root`."""
    for look in _LOOKS:
        yield look(root)


def _folder(root: Path) -> Check:
    missing = [str(name) for name in (PARAMS, PIPELINE) if not (root / name).is_file()]
    if missing:
        words = f"{' and '.join(missing)} not found; run from the project's root"
        return Check("folder", State.STOP, words)
    return Check("folder", State.OK, str(root.resolve()))


def _parameters(root: Path) -> Check:
    from scotus_forecast.core.learners.registry import check_settings

    try:
        check_settings(load_params(root / PARAMS))
    except UserError as error:
        return Check("parameters", State.STOP, str(error))
    return Check("parameters", State.OK, str(PARAMS))


def _code(root: Path) -> Check:
    """DVC watches the files under `src`: what runs must be those."""
    runs, watched = Path(scotus_forecast.__file__).parent, (root / PACKAGE).resolve()
    if watched.is_dir() and not runs.samefile(watched):
        words = (
            f"the code that runs lies in {runs}, not in {PACKAGE} of this folder; use "
            ".venv/bin/scotus-forecast of this folder (make install), and unset PYTHONPATH"
        )
        return Check("code", State.STOP, words)
    return Check("code", State.OK, str(runs))


def _packages(root: Path) -> Check:
    installed = {name: _version(name) for name in _COMPUTING}
    missing = [name for name, found in installed.items() if found is None]
    if missing:
        words = f"{', '.join(missing)} not installed; run: make install"
        return Check("packages", State.STOP, words)
    pinned = _pins(root / LOCK_OF_PACKAGES)
    other = [f"{name} {v}" for name, v in installed.items() if pinned.get(name, v) != v]
    if other:
        words = f"{', '.join(other)} is not the locked version, numbers may differ; make install"
        return Check("packages", State.NOTE, words)
    return Check("packages", State.OK, "as in requirements.lock")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _pins(locked: Path) -> dict[str, str]:
    if not locked.is_file():
        return {}
    lines = locked.read_text(encoding="utf-8").splitlines()
    pins = (line.split()[0].split("==") for line in lines if "==" in line and line[0].isalpha())
    return {pin[0]: pin[1] for pin in pins if len(pin) == 2}


def _python(_root: Path) -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", State.OK, f"{found} ({sys.executable})")


def _python_path(_root: Path) -> Check:
    named = os.environ.get(PASSED_OVER)
    if named:
        return Check("PYTHONPATH", State.NOTE, f"passed over, so that it shadows nothing: {named}")
    return Check("PYTHONPATH", State.OK, "not set")


def _home(_root: Path) -> Check:
    home = Path(os.environ.get("HOME", "~"))
    if not (home.is_dir() and os.access(home, os.W_OK)):
        return Check("HOME", State.NOTE, f"{home} cannot be written; nothing here needs it")
    return Check("HOME", State.OK, str(home))


def _named_sources(_root: Path) -> Check:
    """A folder that is named and not there is a slip; to look further would hide it."""
    named = {name: os.environ.get(name) for name in (SCDB_DIR, REFERENCE_DIR, OYEZ_DIR)}
    for name, folder in named.items():
        if folder and not Path(folder).expanduser().exists():
            words = f"{name}={folder} is not there; correct it or unset it"
            return Check("named sources", State.STOP, words)
    said = ", ".join(name for name, folder in named.items() if folder)
    return Check("named sources", State.OK, said or "none named")


def _writable(root: Path) -> Check:
    for name in _WRITTEN:
        folder = root / name
        if not folder.exists():
            continue
        try:
            # A byte, not only a name: a full disk takes names.
            with tempfile.TemporaryFile(dir=folder) as draft:
                draft.write(b"x")
                draft.flush()
        except OSError as error:
            words = f"cannot write to {folder}: {error.strerror}; check space and permissions"
            return Check("writing", State.STOP, words)
    return Check("writing", State.OK, "every folder of a run can be written")


def _space(root: Path) -> Check:
    free = shutil.disk_usage(root).free
    words = f"{free / 1e9:.1f} GB free"
    if free < _BYTES_NEEDED:
        return Check("disk", State.NOTE, f"{words}; both Courts need up to 4 GB")
    return Check("disk", State.OK, words)


def _git(root: Path) -> Check:
    if shutil.which("git") is None:
        return Check("Git", State.NOTE, "git not installed; `compare` knows no revisions")
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        words = (
            "no work tree: `reproduce` runs without one; for dvc's own commands say "
            "`dvc config --local core.no_scm true`, or clone the repository"
        )
        return Check("Git", State.NOTE, words)
    return Check("Git", State.OK, "a work tree")


def _running(root: Path) -> Check:
    try:
        holder = dvc_runs.holder(root)
    except OSError as error:
        words = f"cannot read {root / dvc_runs.LOCK}: {error.strerror}; check permissions"
        return Check("other runs", State.STOP, words)
    if holder:
        words = f"a reproduce runs here (process {holder}); a second one waits until it ends"
        return Check("other runs", State.NOTE, words)
    return Check("other runs", State.OK, "none")


def _dvc_lock(root: Path) -> Check:
    if processes.damaged(root / processes.DVC_LOCK):
        words = "damaged; `reproduce` sets it aside and takes stages from DVC's cache"
        return Check("dvc.lock", State.NOTE, words)
    return Check("dvc.lock", State.OK, "readable")


def _store(root: Path) -> Check:
    from scotus_forecast.tracking.store import STORE, require_usable

    try:
        require_usable(root)
    except UserError as error:
        return Check("MLflow store", State.STOP, str(error))
    there = (root / STORE).exists()
    return Check("MLflow store", State.OK, str(STORE) if there else "not made yet")


_LOOKS: tuple[Callable[[Path], Check], ...] = (
    _folder,
    _parameters,
    _code,
    _packages,
    _python,
    _python_path,
    _home,
    _named_sources,
    _writable,
    _space,
    _git,
    _running,
    _dvc_lock,
    _store,
)
