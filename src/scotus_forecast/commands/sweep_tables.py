"""A sweep on the terminal and as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from scotus_forecast.commands.terminal import empty_table, number, signed
from scotus_forecast.core.project.files import write_csv
from scotus_forecast.sweeping.sweep import Sweep


def show(found: Sweep, console: Console) -> None:
    """Print the tables of `found`."""
    console.print(ranking_table(found))
    console.print(nested_table(found))
    console.print(last_choice(found.choices), highlight=False)


def write_tables(found: Sweep, folder: Path) -> None:
    """Write the tables of `found` to `folder` as CSV."""
    for name in ("ranking", "nested", "choices"):
        write_csv(folder / f"{name}.csv", getattr(found, name))


def ranking_table(found: Sweep) -> Table:
    """Settings from best to worst."""
    table = empty_table(
        f"{len(found.settings)} settings on {found.ranking['n'].iloc[0]:,} {found.unit}s; "
        "gap: Brier score less that of the best",
        ["", *found.settings[0].texts],
        [*_scores(found), "best in"],
    )
    for row in found.ranking.itertuples():
        values = found.settings[row.Index].texts.values()
        present = "now" if row.now else ""
        table.add_row(present, *values, *_numbers(row), f"{row.share_best:.1%}")
    return table


def nested_table(found: Sweep) -> Table:
    """Score of the choice beside fixed settings."""
    table = empty_table(
        f"Choosing by earlier terms only, on {found.nested['n'].iloc[0]:,} {found.unit}s; "
        "gap: Brier score less that of this choice",
        ["", "setting"],
        _scores(found),
    )
    for row in found.nested.itertuples():
        table.add_row(row.way, row.setting, *_numbers(row))
    return table


def last_choice(choices: pd.DataFrame) -> str:
    """Say which setting would be chosen next, and since when it has been."""
    names = choices["setting"]
    changes = choices["term"][names != names.shift()]
    return (
        f"For {choices['term'].iloc[-1]} one would choose {names.iloc[-1]}, as since "
        f"{changes.iloc[-1]}; the choice changed {len(changes) - 1} times since "
        f"{choices['term'].iloc[0]}."
    )


def _scores(found: Sweep) -> list[str]:
    return ["accuracy", "Brier", "gap", f"{found.confidence:.0%} low", "high"]


def _numbers(row: Any) -> Iterable[str]:  # noqa: ANN401 - rows of a table have no type
    yield f"{row.accuracy:.2%}"
    yield number(row.brier)
    yield from map(signed, (row.difference, row.low, row.high))
