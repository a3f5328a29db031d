"""Parts and tables a report is made of; sections build them, renderers read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pandas as pd

from scotus_forecast.reporting import wording


@dataclass(frozen=True)
class Figure:
    """A figure's data and words; `reporting.figures` draws it by its name.

    Attributes
    ----------
    alt : str
        What a reader who cannot see the figure needs of it.
    reading : str
        How its marks are read.
    data : mapping of str to pd.DataFrame
        Everything that is drawn.
    """

    name: str
    title: str
    alt: str
    reading: str
    data: Mapping[str, pd.DataFrame]

    @property
    def path(self) -> str:
        """Where the light picture lies, relative to the report."""
        return f"figures/{self.name}.png"


@dataclass(frozen=True)
class Section:
    """What one section of the report says.

    Attributes
    ----------
    values : mapping
        Numbers and comparisons that the section's template puts into words.
    tables : tuple of Table
        Those of the section and of its part of the appendix; the template says where each stands.
    figures : tuple of Figure
        Put in by `context.Chapter`.
    absent : str, optional
        One plain sentence instead of the section, when its inputs are not there.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    absent: str | None = None


#: How each style turns the values of its keys into one cell, with or without a smaller part.
STYLES: dict[str, Callable[..., str | wording.Pair]] = {
    "text": lambda value: wording.NOTHING if pd.isna(value) else str(value),
    "command": str,
    "hash": lambda value: wording.NOTHING if pd.isna(value) else str(value),
    "year": lambda value: wording.NOTHING if pd.isna(value) else str(int(value)),
    "count": wording.count,
    "percent": wording.percent,
    "percent2": lambda value: wording.percent(value, 2),
    "points": wording.points,
    "points2": lambda value: wording.points(value, 2),
    "decimal": wording.decimal,
    "decimal4": lambda value: wording.decimal(value, 4),
    "p": wording.p_value,
    "mark": wording.mark,
    "share": wording.share,
    "lead": wording.lead,
    "lead2": lambda value, low, high: wording.lead(value, low, high, 2),
    "percent_interval": wording.percent_interval,
    "points_interval": wording.points_interval,
    "points2_interval": lambda low, high: wording.points_interval(low, high, 2),
}


@dataclass(frozen=True)
class TableColumn:
    """One displayed column: a heading, a style and the keys of the frame it is made from.

    Attributes
    ----------
    group : str
        Heading over several columns, or empty.
    """

    heading: str
    style: str
    keys: tuple[str, ...]
    group: str = ""

    @property
    def look(self) -> str:
        """How the column is set: as text, as a hash that may break anywhere, or as numbers."""
        return self.style if self.style in ("text", "hash", "command") else "number"

    @property
    def full(self) -> str:
        """Heading that stands without its group above it."""
        return f"{self.group}: {self.heading.lower()}" if self.group else self.heading


#: Pixels that a column takes on a phone, by its style, and those there are.
WIDTHS = {"text": 100, "hash": 150, "command": 150, "share": 62, "lead": 62, "lead2": 80,
          "percent_interval": 100, "points_interval": 100, "points2_interval": 100}  # fmt: skip
NUMBER, PHONE = 41, 366


@dataclass(frozen=True)
class Cell:
    """What a reader sees, larger and smaller, and what sorting compares."""

    text: str
    sort: str
    small: str = ""


@dataclass(frozen=True)
class Table:
    """A named table with its caption.

    Attributes
    ----------
    frame : pd.DataFrame
        Raw values; the CSV holds exactly these.
    limit : int
        Rows shown in Markdown; the whole table is in the CSV and in the HTML.
    csv : bool
        False where the rows are single cases, which are named in the report and stored nowhere.
    """

    name: str
    caption: str
    frame: pd.DataFrame
    columns: tuple[TableColumn, ...]
    limit: int = 30
    csv: bool = True

    @property
    def wide(self) -> bool:
        """Whether a phone shows each row as a list of its cells, one below the other."""
        return sum(WIDTHS.get(shown.style, NUMBER) for shown in self.columns) > PHONE

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Headings over the columns with the number of columns each spans; empty if none has."""
        spans = [(name, len(list(of))) for name, of in groupby(c.group for c in self.columns)]
        return spans if any(name for name, _ in spans) else []

    def rows(self, limit: int | None = None) -> list[list[Cell]]:
        """Formatted cells, row by row."""
        records = self.frame.head(limit if limit is not None else len(self.frame)).to_dict(
            "records"
        )
        return [[_cell(column, record) for column in self.columns] for record in records]


def column(heading: str, style: str, *keys: str, group: str = "") -> TableColumn:
    """Shorthand for a column; its keys default to the heading in lower case."""
    return TableColumn(heading, style, keys or (heading.lower().replace(" ", "_"),), group)


def _cell(column: TableColumn, record: Mapping[str, Any]) -> Cell:
    values = [record[key] for key in column.keys]
    shown = STYLES[column.style](*values)
    text, small = (shown, "") if isinstance(shown, str) else shown
    return Cell(text, _sort_key(values[0]), small)


def _sort_key(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    return "" if pd.isna(value) else str(value)
