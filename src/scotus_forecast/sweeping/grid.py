"""Which settings a sweep tries: ``--set`` against what `params.yaml` has now."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sklearn.model_selection import ParameterGrid, ParameterSampler

from scotus_forecast.core.project.errors import UserError

#: Values of the keys swept, dotted where nested.
Changes = dict[str, Any]

_KINDS: dict[type, tuple[type, ...]] = {
    bool: (bool,),
    int: (int,),
    float: (float, int),
    str: (str,),
    type(None): (int, type(None)),
}
_SAID = {
    bool: "true or false",
    int: "a whole number from 1",
    float: "a number from 0",
    str: "a word",
    type(None): "a whole number from 1 or null",
}


@dataclass(frozen=True)
class Setting:
    """One point of the search.

    Attributes
    ----------
    changes : dict
        Values of the keys swept.
    whole : dict
        All settings of the model, as a forecaster takes them.
    """

    changes: Changes
    whole: dict[str, Any]

    @property
    def name(self) -> str:
        """The keys swept and their values, as on the command line."""
        return " ".join(f"{key}={text}" for key, text in self.texts.items())

    @property
    def texts(self) -> dict[str, str]:
        """Values of the keys swept, as on the command line."""
        return {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in self.changes.items()
        }


def settings_to_try(
    model: str, now: dict[str, Any], assignments: Sequence[str], draws: int | None, seed: int
) -> list[Setting]:
    """List the settings of a sweep without repeats, the present one first.

    Parameters
    ----------
    model : str
        Named in errors.
    now : dict
        Settings of the model in `params.yaml`.
    assignments : sequence of str
        Each ``KEY=VALUE,VALUE,...``.
    draws : int or None
        How many points of the grid to draw without replacement; all of them where None.
    seed : int

    Raises
    ------
    UserError
        When a key is unknown or given twice, or a value is of the wrong type.
    """
    known = dict(leaves(now))
    grid = read_grid(model, known, assignments)
    points = [known, *_points(grid, draws, seed)]
    return _distinct(_setting(now, {key: point[key] for key in grid}) for point in points)


def _distinct(settings: Iterable[Setting]) -> list[Setting]:
    named: dict[str, Setting] = {}
    for setting in settings:
        named.setdefault(setting.name, setting)
    return list(named.values())


def leaves(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield dotted keys and values of nested settings."""
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def read_grid(
    model: str, known: Mapping[str, Any], assignments: Sequence[str]
) -> dict[str, list[Any]]:
    """Read and check values by key.

    Raises
    ------
    UserError
        See `settings_to_try`.
    """
    grid: dict[str, list[Any]] = {}
    for key, texts in map(_parse, assignments):
        if key not in known:
            raise UserError(f"--set: {_unknown(model, key, known)}")
        if key in grid:
            raise UserError(f"--set: '{key}' is given twice; put its values in one list")
        grid[key] = [_checked(key, text, known[key]) for text in texts]
    return grid


def _parse(assignment: str) -> tuple[str, list[str]]:
    key, _, values = assignment.partition("=")
    texts = values.split(",")
    if not (key and all(texts)):
        raise UserError(f"--set '{assignment}' is not KEY=VALUE,VALUE,...")
    return key, texts


def _unknown(model: str, key: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known) or 'none'}"
    return f"params.yaml has no key '{key}' in models.{model}; {hint}"


def _checked(key: str, text: str, now: Any) -> Any:  # noqa: ANN401 - settings are any of many types
    kind = type(None) if key.endswith("window") else type(now)
    value = _read(text)
    if type(value) not in _KINDS.get(kind, ()) or not _in_range(value, kind):
        raise UserError(f"--set {key}={text}: '{key}' takes {_SAID.get(kind, 'no single value')}")
    return float(value) if kind is float else value


def _read(text: str) -> Any:  # noqa: ANN401 - JSON is any of many types
    try:
        return json.loads(text)
    except ValueError:
        return text


def _in_range(value: Any, kind: type) -> bool:  # noqa: ANN401 - as above
    if isinstance(value, bool | str | None):
        return True
    return math.isfinite(value) and value >= (0 if kind is float else 1)


def _points(grid: Mapping[str, list[Any]], draws: int | None, seed: int) -> list[Changes]:
    every = ParameterGrid(dict(grid))
    if draws is None or draws >= len(every):
        return list(every)
    return list(ParameterSampler(dict(grid), draws, random_state=seed % 2**32))


def _setting(now: dict[str, Any], changes: Changes) -> Setting:
    whole = deepcopy(now)
    for key, value in changes.items():
        *parents, leaf = key.split(".")
        place = whole
        for parent in parents:
            place = place[parent]
        place[leaf] = value
    return Setting(changes, whole)
