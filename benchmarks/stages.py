"""The stages of `dvc.yaml`, resolved and put in the order in which DVC runs them."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_PLACEHOLDER = re.compile(r"\$\{([\w.]+)\}")


@dataclass(frozen=True)
class Stage:
    """One stage with nothing left to fill in.

    Attributes
    ----------
    key : str
        As DVC names it: ``forecast@scdb-argument-boosted``.
    command : str
    deps, outs : tuple of str
    """

    key: str
    command: str
    deps: tuple[str, ...]
    outs: tuple[str, ...]

    @property
    def group(self) -> str:
        """What it does: its command, which stages of several names may share."""
        return self.words[0]

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


def read_stages(path: Path) -> list[Stage]:
    """Every stage of a `dvc.yaml`, each ``matrix`` unrolled, in the order of the file."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    variables = {name: value for one in declared.get("vars", []) for name, value in one.items()}
    return [
        stage
        for name, body in declared["stages"].items()
        for stage in _unrolled(name, body, variables)
    ]


def _unrolled(name: str, body: Mapping[str, Any], variables: Mapping[str, Any]) -> Iterator[Stage]:
    axes = {
        axis: variables[_PLACEHOLDER.fullmatch(values)[1]] if isinstance(values, str) else values
        for axis, values in body.get("matrix", {}).items()
    }
    for values in itertools.product(*axes.values()):
        item = {f"item.{axis}": value for axis, value in zip(axes, values, strict=True)}
        key = f"{name}@{'-'.join(values)}" if values else name
        yield _stage(key, body, {**variables, **item})


def _stage(key: str, body: Mapping[str, Any], fields: Mapping[str, Any]) -> Stage:
    deps, outs = (tuple(_paths(body.get(part, ()), fields)) for part in ("deps", "outs"))
    return Stage(key, _filled(body["cmd"], fields), deps, outs)


def _paths(entries: Iterable[str | Mapping[str, Any]], fields: Mapping[str, Any]) -> Iterator[str]:
    for entry in entries:
        yield from (
            _filled(path, fields) for path in ([entry] if isinstance(entry, str) else entry)
        )


def _filled(text: str, fields: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(lambda found: str(fields[found.group(1)]), text)


def forecast_of(stages: Iterable[Stage], dataset: str, horizon: str, model: str) -> Stage:
    """The stage that forecasts with a model, whatever its name."""
    words = ["forecast", dataset, horizon, model]
    return next(stage for stage in stages if stage.words == words)


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
