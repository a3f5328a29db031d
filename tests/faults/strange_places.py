"""Places and environments nobody thought of: the run works, and its bytes are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults import small_project
from tests.faults.trials import (
    Outcome,
    Reference,
    Verdict,
    make_cheap_stages_run_again,
    refused_cleanly,
    told,
)

KIND = "Strange place or environment"

#: Modules whose names the pipeline imports, all of them broken.
SHADOWS = ("click.py", "yaml.py", "numpy.py", "random.py", "scotus_forecast/__init__.py")


def trials(reference: Reference) -> Iterator[Outcome]:
    """Yield all of this module."""
    for name, prepare in WORKS.items():
        yield works(reference, name, prepare)
    for name, prepare in REFUSED.items():
        yield refused(reference, name, prepare)


Prepare = Callable[[Path], dict[str, str | None]]


def works(reference: Reference, name: str, prepare: Prepare) -> Outcome:
    """Prepare a place; a run there must end well with the same bytes, and `doctor` agree."""
    root = reference.copy("trial")
    environment = prepare(root)
    if "path" in name:
        root = reference.copy("Oberstes Gericht – 最高裁 100% #1")
    make_cheap_stages_run_again(root)
    well = small_project.run(root, "doctor", **environment).status == 0
    done = small_project.reproduce(root, **environment)
    clean = well and reference.healed(root, done) and not small_project.litter(root)
    return told(KIND, name, Verdict.HEALED if clean else Verdict.LOST, done, root, reference)


def refused(reference: Reference, name: str, prepare: Prepare) -> Outcome:
    """Prepare a place; a run there must be refused, `doctor` agree, and nothing be changed."""
    root = reference.copy("trial")
    environment = prepare(root)
    well = small_project.run(root, "doctor", **environment).status == 1
    done = small_project.reproduce(root, **environment)
    same = small_project.digests(root) == reference.digests
    clean = well and refused_cleanly(done) and same
    return told(KIND, name, Verdict.REFUSED if clean else Verdict.LOST, done, root, reference)


def without_git(root: Path) -> dict[str, str | None]:
    """As in an archive that was downloaded."""
    small_project.remove(root / ".git")
    return {"GIT_CEILING_DIRECTORIES": str(root.parent)}


def shadows(folder: Path) -> Path:
    """A folder of broken modules with well-known names."""
    for name in SHADOWS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("raise RuntimeError('a shadow')\n", encoding="utf-8")
    return folder


def shadowing_here(root: Path) -> dict[str, str | None]:
    """Broken modules in the folder one works in."""
    for name in ("yaml.py", "random.py", "numpy.py"):
        (root / name).write_text("raise RuntimeError('a shadow')\n", encoding="utf-8")
    return {}


def unwritable_home(root: Path) -> dict[str, str | None]:
    """A home folder that is a file."""
    (root.parent / "home").touch()
    return {"HOME": str(root.parent / "home")}


WORKS: dict[str, Prepare] = {
    "no .git": without_git,
    "spaces, letters beyond ASCII, percent and hash in the path": lambda _: {},
    "no HOME": lambda _: {"HOME": None},
    "a HOME that is a file": unwritable_home,
    "broken modules on PYTHONPATH": lambda root: {
        "PYTHONPATH": str(shadows(root.parent / "shadows"))
    },
    "broken modules in the working folder": shadowing_here,
    "another shell, locale and time zone": lambda _: {
        "SHELL": "/usr/sbin/nologin",
        "LC_ALL": "C",
        "LANG": None,
        "TZ": "Asia/Kathmandu",
    },
    "no PATH": lambda _: {"PATH": None},
}


def foreign_store(root: Path) -> dict[str, str | None]:
    """An MLflow store that is none."""
    (root / "mlflow.db").write_text("garbage", encoding="utf-8")
    return {}


def damaged_params(root: Path) -> dict[str, str | None]:
    """Parameters that are cut off."""
    params = root / "params.yaml"
    params.write_bytes(params.read_bytes()[:100])
    return {}


REFUSED: dict[str, Prepare] = {
    "mlflow.db is garbage": foreign_store,
    "params.yaml cut off": damaged_params,
    "OYEZ_DIR names a folder that is not there": lambda _: {"OYEZ_DIR": "/nowhere"},
}
