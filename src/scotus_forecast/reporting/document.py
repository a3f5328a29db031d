"""Parts and tables a report is made of; sections build them, renderers read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scotus_forecast.reporting import wording


@dataclass(frozen=True)
class Figure:
    """A figure's data and words; `context.DRAW` draws it by its name.

    Attributes
    ----------
    alt : str
        What a reader who cannot see the figure needs of it.
    shows, hides : str
        One sentence each: what the figure shows, and what it does not.
    data : mapping of str to pd.DataFrame
        Everything that is drawn.
    """

    name: str
    title: str
    alt: str
    shows: str
    hides: str
    data: Mapping[str, pd.DataFrame]

    @property
    def path(self) -> str:
        """Where the picture lies, relative to the report."""
        return f"figures/{self.name}.png"


@dataclass(frozen=True)
class Section:
    """What one section of the report says.

    Attributes
    ----------
    values : mapping
        Numbers and comparisons that the section's template puts into words.
    absent : str, optional
        One plain sentence instead of the section, when its inputs are not there.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    absent: str | None = None


#: How each style turns the values of its keys into one cell.
STYLES: dict[str, Callable[..., str]] = {
    "text": lambda value: wording.NOTHING if pd.isna(value) else str(value),
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
    "percent_interval": wording.percent_interval,
    "points_interval": wording.points_interval,
    "points2_interval": lambda low, high: wording.points_interval(low, high, 2),
}


@dataclass(frozen=True)
class TableColumn:
    """One displayed column: a heading, a style and the keys of the frame it is made from."""

    heading: str
    style: str
    keys: tuple[str, ...]

    @property
    def look(self) -> str:
        """How the column is set: as text, as a hash that may break anywhere, or as numbers."""
        return self.style if self.style in ("text", "hash") else "number"


@dataclass(frozen=True)
class Cell:
    """What a reader sees, and what sorting compares."""

    text: str
    sort: str


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

    def rows(self, limit: int | None = None) -> list[list[Cell]]:
        """Formatted cells, row by row."""
        records = self.frame.head(limit if limit is not None else len(self.frame)).to_dict(
            "records"
        )
        return [[_cell(column, record) for column in self.columns] for record in records]


def column(heading: str, style: str, *keys: str) -> TableColumn:
    """Shorthand for a column; its keys default to the heading in lower case."""
    return TableColumn(heading, style, keys or (heading.lower().replace(" ", "_"),))


def _cell(column: TableColumn, record: Mapping[str, Any]) -> Cell:
    values = [record[key] for key in column.keys]
    return Cell(STYLES[column.style](*values), _sort_key(values[0]))


def _sort_key(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    return "" if pd.isna(value) else str(value)
