"""What each group of columns adds to a horizon or takes from it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.dots import differences
from scotus_forecast.reporting.figures.style import WIDTH


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure: a row of panels a step, a column a unit."""
    steps = dict(list(data["rows"].groupby("how", sort=False)))
    units = list(data["rows"]["unit"].unique())
    sizes = [rows["columns"].nunique() for rows in steps.values()]
    figure = Figure(figsize=(1.25 * WIDTH, 1.2 + 0.8 * len(sizes) + 0.34 * sum(sizes)))
    panels = figure.subplots(
        len(sizes), len(units), sharex=True, squeeze=False, height_ratios=sizes
    )
    for line, (how, rows) in zip(panels, steps.items(), strict=True):
        for axes, unit in zip(line, units, strict=True):
            _panel(axes, rows[rows["unit"] == unit], named=unit == units[0])
            axes.set_title(f"{how.capitalize()}, {unit}s")
    for axes in panels[-1]:
        axes.set_xlabel("Change in accuracy, points")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, *, named: bool) -> None:
    places = differences(axes, rows, "accuracy_difference")
    axes.set_yticks(places, rows["columns"] if named else [""] * len(rows), fontsize=11)
    axes.margins(y=0.6 / len(rows))
