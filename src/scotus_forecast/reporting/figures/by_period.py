"""Accuracy by period with intervals and baselines."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.dots import dots
from scotus_forecast.reporting.figures.style import canvas, legend_below


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    rows = data["rows"]
    figure, panels = canvas(1, 2, height=1.8 + 0.32 * len(rows), sharey=True)
    for axes, unit, title in zip(panels, ("case", "vote"), ("Cases", "Justice votes"), strict=True):
        dots(axes, rows[rows["unit"] == unit])
        axes.set_title(title)
    legend_below(figure, panels[0])
    return figure
