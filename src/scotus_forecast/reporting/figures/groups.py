"""Pairs of groupings as dot plots, one above the other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.dots import dots
from scotus_forecast.reporting.figures.style import canvas, legend_below

#: Rows of one grouping that a figure shows; the table has them all.
SHOWN = 24


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    tables = {title: table.head(SHOWN) for title, table in data.items()}
    sizes = [len(table) + 1 for table in tables.values()]
    figure, panels = canvas(
        2, 1, height=1.8 + 0.34 * sum(sizes), gridspec_kw={"height_ratios": sizes}, sharex=True
    )
    for axes, (title, table) in zip(panels, tables.items(), strict=True):
        dots(axes, table, prefix="accuracy_")
        axes.set_title(title)
    legend_below(figure, panels[0])
    return figure
