"""Accuracy, Brier score and area under the curve by terms of history."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.hindsight import SCORES
from scotus_forecast.reporting.figures.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    canvas,
    legend_below,
    percent_axis,
)

LINES = {
    "paper": (BLUE, "-", "o"),
    "paper_merits": (GREEN, "--", "s"),
    "y1956_2014": (ORANGE, "-", "^"),
    "y1956_2014_merits": (PURPLE, "--", "D"),
}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    figure, panels = canvas(1, 3, height=5.0)
    for axes, (score, title) in zip(panels, SCORES.items(), strict=True):
        _panel(axes, data["rows"], score)
        axes.set_title(title, fontsize=12)
        axes.set_xlabel("Terms of history")
    percent_axis(panels[0].yaxis, decimals=1)
    legend_below(figure, panels[0], columns=2)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, score: str) -> None:
    for period, (colour, dash, marker) in LINES.items():
        chosen = rows[rows["period"] == period]
        if len(chosen):
            axes.plot(chosen["terms"], chosen[score], dash, marker=marker, color=colour,
                      label=chosen["label"].iloc[0])  # fmt: skip
    axes.tick_params(labelsize=11)
