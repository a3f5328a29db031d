"""One model on three horizons: accuracy, Brier score, area under the curve."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    canvas,
    legend_below,
    percent_axis,
)

ORDER = ("strict", "argument", "paper")
SCORES = {"accuracy": "Share right", "brier": "Brier (low is good)", "auc": "Area under the curve"}
LINES = {
    ("case", "paper"): (BLUE, "-", "o", "Cases, all"),
    ("case", "paper_merits"): (GREEN, "--", "s", "Cases, merits only"),
    ("vote", "paper"): (ORANGE, "-", "^", "Votes, all"),
    ("vote", "paper_merits"): (PURPLE, "--", "D", "Votes, merits only"),
}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    figure, panels = canvas(1, 3, height=4.8)
    for axes, (score, title) in zip(panels, SCORES.items(), strict=True):
        _panel(axes, data["rows"], score)
        axes.set_title(title, fontsize=12)
    percent_axis(panels[0].yaxis, decimals=1)
    legend_below(figure, panels[0], columns=4)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, score: str) -> None:
    for (unit, period), (colour, dash, marker, label) in LINES.items():
        chosen = rows[(rows["unit"] == unit) & (rows["period"] == period)].set_index("horizon")
        if len(chosen):
            axes.plot(ORDER, chosen.loc[list(ORDER), score], dash, marker=marker, color=colour,
                      label=label)  # fmt: skip
    axes.margins(x=0.12)
    axes.tick_params(labelsize=11)
