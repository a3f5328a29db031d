"""Where the time goes: the functions a profiled command spent most time in."""

from __future__ import annotations

import pstats
from pathlib import Path, PurePath
from typing import Any

#: Functions shown.
TOP = 15


def command(words: list[str], program: Path, output: Path) -> list[str]:
    """Arguments of Python that run a program's command under the profiler."""
    return ["-m", "cProfile", "-o", str(output), str(program), *words]


def top(path: Path) -> list[dict[str, Any]]:
    """The functions with most time of their own, most first."""
    stats = pstats.Stats(str(path)).stats
    costly = sorted(stats.items(), key=lambda entry: -entry[1][2])[:TOP]
    return [_row(*where, *counted[1:4]) for where, counted in costly]


def _row(file: str, line: int, name: str, calls: int, own: float, whole: float) -> dict[str, Any]:
    return {
        "function": name if line == 0 else f"{_short(file)}: {name}",
        "calls": calls,
        "own_seconds": round(own, 2),
        "cumulative_seconds": round(whole, 2),
    }


def _short(file: str) -> str:
    """Last two parts of a path: which file it is, not where it lies."""
    return "/".join(PurePath(file).parts[-2:])
