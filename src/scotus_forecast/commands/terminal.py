"""What the terminal shows: tables, and each failure once. Light, so that errors come at once."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Characters a line, where output goes to a file or a pipe, which has no width of its own.
_WIDTH = 120


def console(*, stderr: bool = False) -> Console:
    """Console on standard output or error, wide enough for tables wherever it goes."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _WIDTH)


def empty_table(title: str, words: Iterable[str], numbers: Iterable[str]) -> Table:
    """Start an empty table: columns of words, which a narrow terminal folds, then of numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    empty = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for name in words:
        empty.add_column(name, overflow="fold")
    for name in numbers:
        empty.add_column(name, justify="right", no_wrap=True)
    return empty


def number(value: float) -> str:
    """Four decimals, or a dash for what is undefined."""
    return "-" if math.isnan(value) else f"{value:.4f}"


def signed(value: float) -> str:
    """Four decimals with their sign, or a dash for what is undefined."""
    return "-" if math.isnan(value) else f"{value:+.4f}"


#: Set for the stages that `reproduce` runs: interrupted, it speaks for them.
UNDER_REPRODUCE = "SCOTUS_FORECAST_REPRODUCE"


class StageFailedError(Exception):
    """A stage failed and has said why; nothing is left to say."""
