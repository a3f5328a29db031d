"""Discrimination and miscalibration of the lead flagship by period."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting import labels
from scotus_forecast.reporting.figures.style import BLUE, ORANGE, canvas, in_two, legend_below

TITLES = {"case": "Cases", "vote": "Justice votes"}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    rows = data["rows"]
    rows = rows.sort_values("period", key=lambda p: p.map(list(labels.PERIODS).index))
    figure, panels = canvas(1, 2, height=1.9 + 0.32 * len(rows), sharey=True, sharex=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, rows[rows["unit"] == unit])
        axes.set_title(title)
        axes.set_xlabel("Part of the Brier score")
    legend_below(figure, panels[0])
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))[::-1]
    axes.barh(places + 0.19, rows["discrimination"], 0.36, color=BLUE, label="Discrimination")
    axes.barh(places - 0.19, rows["miscalibration"], 0.36, color=ORANGE, label="Miscalibration")
    axes.set_yticks(places, [in_two(label) for label in rows["label"]])
    axes.tick_params(axis="x", labelsize=10)
    axes.grid(visible=False, axis="y")
