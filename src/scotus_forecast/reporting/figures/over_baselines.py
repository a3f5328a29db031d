"""Accuracy of the lead flagship over three baselines, by term."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import LINES, canvas, legend_below

TITLES = {"case": "Cases: points over", "vote": "Justice votes: points over"}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    figure, panels = canvas(2, 1, height=7.4, sharex=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, data, unit)
        axes.set_title(title)
    panels[1].set_xlabel("October Term")
    legend_below(figure, panels[0])
    return figure


def _panel(axes: Axes, data: Mapping[str, pd.DataFrame], unit: str) -> None:
    for name in ("most_frequent_10", "most_frequent_all", "always_reverse"):
        if f"{unit}-{name}" in data:
            colour, dash, _, label = LINES[name]
            gain = data[f"{unit}-{name}"]
            axes.plot(gain["term"], 100 * gain["smooth"], dash, color=colour, label=label)
    axes.axhline(0, color="black", linewidth=1)
