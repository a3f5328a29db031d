"""What each group of columns adds to a horizon or takes from it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.dots import differences
from scotus_forecast.reporting.figures.style import WIDTH


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    steps = dict(list(data["rows"].groupby("how", sort=False)))
    sizes = [len(rows) for rows in steps.values()]
    figure = Figure(figsize=(WIDTH, 1.2 + 0.8 * len(sizes) + 0.34 * sum(sizes)))
    panels = figure.subplots(len(sizes), 1, sharex=True, squeeze=False, height_ratios=sizes)
    for axes, (how, rows) in zip(panels.flat, steps.items(), strict=True):
        _panel(axes, rows)
        axes.set_title(how.capitalize())
    panels.flat[-1].set_xlabel("Change in accuracy, percentage points")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    places = differences(axes, rows, "accuracy_difference")
    axes.set_yticks(places, rows["columns"], fontsize=11)
    axes.margins(y=0.6 / len(rows))
