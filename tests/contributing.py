"""The worked examples of CONTRIBUTING.md, and a copy of the project that they are followed in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
COPIED = ("src", "params.yaml", "dvc.yaml", "docs/glossary.md")

_STEP = re.compile(r"(?P<words>(?:[^\n]+\n)+)\n```\w+\n(?P<code>.*?)```\n", re.DOTALL)
_NEW = re.compile(r"Write\s+`(?P<file>[^`]+)`:")
_CHANGE = re.compile(
    r"In\s+`(?P<file>[^`]+)`,\s+(?P<how>above|below|in\s+place\s+of)\s+`(?P<line>.+?)`[,:]",
    re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """What a block of code is for: a new file, or lines above, below or in place of another."""

    file: str
    code: str
    line: str | None = None
    how: str = "below"

    def follow(self, root: Path) -> None:
        path = root / self.file
        if self.line is None:
            assert not path.exists(), path
            path.write_text(self.code, encoding="utf-8")
        else:
            path.write_text(self._changed(path.read_text(encoding="utf-8")), encoding="utf-8")

    def _changed(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        (place,) = (n for n, line in enumerate(lines) if line.strip().startswith(self.line))
        before = lines[: place + (self.how == "below")]
        after = lines[place + (self.how != "above") :]
        return "".join([*before, self.code, *after])


def section(title: str) -> str:
    """Text of a worked example."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


def steps(title: str) -> list[Step]:
    return [_step(found["words"], found["code"]) for found in _STEP.finditer(section(title))]


def _step(words: str, code: str) -> Step:
    if new := _NEW.search(words):
        return Step(new["file"], code)
    change = _CHANGE.search(words)
    assert change, f"what is this block for? {words}"
    return Step(change["file"], code, change["line"], change["how"].split()[0])


def followed(title: str, root: Path) -> Path:
    """Copy what examples change to `root`, and follow one."""
    for name in COPIED:
        source, target = PROJECT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg*"))
        else:
            shutil.copy(source, target)
    for step in steps(title):
        step.follow(root)
    return root


def python(root: Path, *words: str) -> str:
    """Run Python on the copy of the package at `root`; what it prints."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": "src", "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(root: Path, *words: str) -> str:
    """Run ``scotus-forecast`` on the copy of the package at `root`."""
    return python(root, "-c", "from scotus_forecast.commands.cli import main; main()", *words)
