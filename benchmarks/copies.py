"""Copies of a checkout to measure in, so that its own data and lock file stay as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.measure import Cost, measure
from benchmarks.stages import Stage, read_stages
from scotus_forecast.core.project.files import write_json, write_text
from scotus_forecast.data.obtain import OYEZ_DIR, REFERENCE_DIR, SCDB_DIR

_EXTERNAL = Path("data/external")

#: Under this every process, workers included, compiles every module it imports once more.
_SLOWING = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True)
class Copy:
    """A copy of a checkout, in `folder`; its programs are those of the checkout's environment."""

    checkout: Path
    folder: Path

    def make(self) -> None:
        """Copy what Git tracks, as it lies there, unless that is done."""
        if self.folder.exists():
            return
        draft = self.folder.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        _copy_files(self.checkout, draft)
        stages = read_stages(self.checkout)
        write_json(draft / "stages.json", [asdict(stage) for stage in stages])
        write_text(draft / "COMMIT", commit_of(self.checkout))
        _copy_of_other_court(self.checkout, draft, stages)
        # Else the first command measured would do it.
        compiled = [self.program("python"), "-m", "compileall", "-q", "src"]
        subprocess.run(compiled, cwd=draft, check=True)
        draft.rename(self.folder)

    @property
    def commit(self) -> str:
        """Commit of the checkout when the copy was made; see `commit_of`."""
        return (self.folder / "COMMIT").read_text(encoding="utf-8")

    @cached_property
    def stages(self) -> list[Stage]:
        """Every stage, as the copy declares them, whatever the checkout has become."""
        declared = json.loads((self.folder / "stages.json").read_text(encoding="utf-8"))
        return [Stage.of(one) for one in declared]

    def program(self, name: str) -> str:
        """One of the programs of the checkout's environment."""
        return str(self.checkout.resolve() / ".venv" / "bin" / name)

    def measure(self, words: Iterable[str], log: Path, name: str = "scotus-forecast") -> Cost:
        """Run a program with these words."""
        return measure([self.program(name), *words], self.folder, self.environment(), log)

    def environment(self) -> dict[str, str]:
        """The copy's code, and one thread a process as in make."""
        named = {name: os.environ.get(name) for name in (SCDB_DIR, REFERENCE_DIR, OYEZ_DIR)}
        return {
            **{name: value for name, value in os.environ.items() if name != _SLOWING},
            **{
                name: str(Path(path).expanduser().resolve()) for name, path in named.items() if path
            },
            "PATH": os.pathsep.join([self.program(""), os.environ.get("PATH", "")]),
            "PYTHONPATH": str((self.folder / "src").resolve()),
            "PYTHONUTF8": "1",
            "OMP_NUM_THREADS": "1",
        }

    def remove(self, outs: Iterable[str | Path]) -> None:
        """Remove outputs, and finished terms that a killed walk-forward left behind."""
        unfinished = (self.folder / "data").glob("**/unfinished")
        for path in [*(self.folder / out for out in outs), *unfinished]:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)


def commit_of(checkout: Path) -> str:
    """Commit of a checkout; with a plus where code or settings differ from it."""
    git = ["git", "-C", str(checkout)]
    head = subprocess.check_output([*git, "rev-parse", "--short=7", "HEAD"], text=True).strip()
    watched = ["src", "dvc.yaml", "params.yaml"]
    changed = subprocess.check_output([*git, "status", "--porcelain", "--", *watched])
    return f"{head}+" if changed else head


def _copy_files(checkout: Path, target: Path) -> None:
    listed = subprocess.check_output(["git", "-C", str(checkout), "ls-files", "-z"], text=True)
    for name in filter(None, listed.split("\0")):
        if (checkout / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, target / name)
    if (checkout / _EXTERNAL).is_dir() and not (target / _EXTERNAL).exists():
        (target / _EXTERNAL).symlink_to((checkout / _EXTERNAL).resolve())


def _copy_of_other_court(checkout: Path, target: Path, stages: Iterable[Stage]) -> None:
    """Copy what stages read of another Court than their own, which old versions do."""
    for stage in stages:
        for dep in stage.deps:
            alien = dep.startswith("data/") and not dep.startswith(f"data/{stage.dataset}")
            if alien and (checkout / dep).is_dir() and not (target / dep).exists():
                shutil.copytree(checkout / dep, target / dep)
