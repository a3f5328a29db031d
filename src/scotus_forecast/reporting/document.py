"""Parts a report is made of; renderers read them, sections build them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scotus_forecast.reporting.tables import Table


@dataclass(frozen=True)
class Figure:
    """A figure's data and words; `figures.DRAW` knows how to draw it by name.

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
        One plain sentence said in place of the section when its inputs are not there.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    absent: str | None = None
