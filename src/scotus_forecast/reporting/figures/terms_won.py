"""Running count of terms won less terms lost against the ten-term baseline."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import LINES, canvas


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    figure, (axes,) = canvas(height=4.6)
    for name, won in data.items():
        colour, dash, _, label = LINES[name.removesuffix("-case")]
        axes.step(won["term"], won["net"], dash, where="post", color=colour, label=label)
    axes.axhline(0, color="black", linewidth=1)
    axes.set(ylabel="Terms won less lost", xlabel="October Term")
    axes.legend(loc="upper left")
    return figure
