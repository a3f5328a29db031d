"""Share of cases reversed, by decade."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import BLUE, canvas, percent_axis


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    table = data["decades"]
    figure, (axes,) = canvas(height=4.2)
    axes.bar(table["decade"] + 5, table["share"], width=8.4, color=BLUE)
    axes.axhline(0.5, color="black", linewidth=1, linestyle=":")
    axes.set(ylabel="Cases reversed", xlabel="Decade of the term", ylim=(0, 1))
    axes.grid(visible=False, axis="x")
    percent_axis(axes.yaxis)
    return figure
