"""The paper's accuracy by term, its stored run and ours."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.reporting import published
from scotus_forecast.reporting.figures.style import (
    BLACK,
    LINES,
    canvas,
    legend_below,
    percent_axis,
)


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    stored = "katz_publication_run-case" in data
    figure, panels = canvas(2, 1, height=7.6, sharex=True)
    for axes, unit in zip(panels, ("case", "vote"), strict=True):
        _panel(axes, data, unit, stored)
    panels[0].set_title("Cases forecast right")
    panels[1].set_title("Justice votes forecast right")
    panels[1].set_xlabel("October Term")
    legend_below(figure, panels[0], columns=2)
    return figure


def _panel(axes: Axes, data: Mapping[str, pd.DataFrame], unit: str, stored: bool) -> None:
    for name in ("katz_publication_run", "paper", "argument"):
        if f"{name}-{unit}" in data:
            curve = data[f"{name}-{unit}"]
            colour, dash, _, label = LINES[name]
            axes.plot(curve["term"], curve["smooth"], dash, color=colour, label=label)
    if stored:
        average = published.stored("katz_publication_run", unit).accuracy
        axes.axhline(average, color=BLACK, linestyle=":", linewidth=1.6, label="Its stored average")
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    percent_axis(axes.yaxis)
