"""The stages of a checkout's `dvc.yaml`, as its own DVC resolves them."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Run by the Python of the checkout: `foreach`, `matrix` and variables are its DVC's business.
_RESOLVE = """
import json, sys
from dvc.dependency.param import ParamsDependency
from dvc.repo import Repo

def read(stage):
    deps = [dep.def_path for dep in stage.deps if not isinstance(dep, ParamsDependency)]
    outs = [out.def_path for out in stage.outs]
    return {"key": stage.addressing, "command": stage.cmd, "deps": deps, "outs": outs}

json.dump([read(stage) for stage in Repo().index.stages], sys.stdout)
"""


@dataclass(frozen=True)
class Stage:
    """One stage with nothing left to fill in; `key` as DVC names it: ``forecast@scdb-logistic``."""

    key: str
    command: str
    deps: tuple[str, ...]
    outs: tuple[str, ...]

    @classmethod
    def of(cls, declared: Mapping[str, Any]) -> Stage:
        """From what JSON holds of a stage."""
        deps, outs = tuple(declared["deps"]), tuple(declared["outs"])
        return cls(declared["key"], declared["command"], deps, outs)

    @property
    def words(self) -> list[str]:
        """The command without its program."""
        return shlex.split(self.command)[1:]

    @property
    def dataset(self) -> str:
        """The Court it works on, the first argument of every stage's command."""
        return self.words[1]

    def feeds(self, other: Stage) -> bool:
        """Whether `other` reads anything this stage writes."""
        return any(_overlap(out, dep) for out in self.outs for dep in other.deps)


def _overlap(first: str, second: str) -> bool:
    """Whether two paths are the same or one lies in the other."""
    return first == second or first.startswith(f"{second}/") or second.startswith(f"{first}/")


def read_stages(checkout: Path) -> list[Stage]:
    """Every stage of a checkout that has its own ``.venv``, in the order of its `dvc.yaml`."""
    command = [str(checkout.resolve() / ".venv/bin/python"), "-c", _RESOLVE]
    told = subprocess.run(command, cwd=checkout, stdout=subprocess.PIPE, check=True).stdout
    return [Stage.of(declared) for declared in json.loads(told)]


def to_report(stages: Iterable[Stage], dataset: str) -> list[Stage]:
    """The stages of one Court from acquisition to its report, each after what it reads."""
    return in_order([stage for stage in stages if stage.dataset == dataset], [f"report@{dataset}"])


def in_order(stages: list[Stage], targets: Iterable[str]) -> list[Stage]:
    """`targets` and all they need, each after what it reads.

    Depth first as DVC does it, so that what one target needs is done before the next begins.

    Raises
    ------
    KeyError
        When a target is no stage.
    """
    known, done = {stage.key: stage for stage in stages}, {}

    def visit(stage: Stage) -> None:
        if stage.key not in done:
            for needed in stages:
                if needed.feeds(stage):
                    visit(needed)
            done[stage.key] = stage

    for target in targets:
        visit(known[target])
    return list(done.values())
