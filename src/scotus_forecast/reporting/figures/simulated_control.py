"""Distance of each model to the simulator's own probabilities."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.dots import differences
from scotus_forecast.reporting.figures.style import canvas

TITLES = {"case": "Cases", "vote": "Justice votes"}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    rows = data["rows"]
    most = rows["unit"].value_counts().max()
    figure, panels = canvas(2, 1, height=1.6 + 0.66 * most, sharex=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, rows[rows["unit"] == unit])
        axes.set_title(title)
    panels[1].set_xlabel("Accuracy minus Bayes, percentage points")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    places = differences(axes, rows, "difference")
    names = rows["forecaster"] + " (" + rows["horizon"] + ")"
    axes.set_yticks(places, names, fontsize=10)
