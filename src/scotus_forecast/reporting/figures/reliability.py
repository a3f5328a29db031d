"""Reliability diagrams, cases and votes in two periods."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting import labels
from scotus_forecast.reporting.figures.style import GREY, LINES, canvas, legend_below, percent_axis

PANELS = [(unit, period) for period in ("paper", "since_1956") for unit in ("case", "vote")]
UNITS = {"case": "Cases", "vote": "Votes"}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    figure, panels = canvas(2, 2, height=9.2, sharex=True, sharey=True)
    for axes, (unit, period) in zip(panels, PANELS, strict=True):
        _panel(axes, data, f"{unit}-{period}")
        axes.set_title(f"{UNITS[unit]}, {_short(period)}", fontsize=13)
    for axes in panels[2:]:
        axes.set_xlabel("Forecast of reversal")
    for axes in panels[::2]:
        axes.set_ylabel("Share reversed")
    legend_below(figure, panels[0])
    return figure


def _panel(axes: Axes, data: Mapping[str, pd.DataFrame], panel: str) -> None:
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
    for horizon in ("paper", "argument", "strict"):
        if f"{panel}-{horizon}" in data:
            curve = data[f"{panel}-{horizon}"]
            colour, dash, marker, label = LINES[horizon]
            axes.plot(curve["mean_forecast"], curve["share_reversed"], dash, marker=marker,
                      color=colour, label=label, markersize=5, linewidth=1.4)  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1))
    percent_axis(axes.xaxis)
    percent_axis(axes.yaxis)


def _short(period: str) -> str:
    return labels.period(period).split(", ")[-1].lower()
