"""Votes on the smaller side, and the probability integral transform of splits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    canvas,
    legend_below,
    percent_axis,
)

BARS = (("observed", GREY, "Observed"), ("forecast", BLUE, "Coalition model"),
        ("historical", ORANGE, "History, given the bench"))  # fmt: skip


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    rows = data["rows"]
    figure, (left, right) = canvas(1, 2, height=4.8)
    _sides(left, rows[rows["measure"] == "smaller_side"])
    _transform(right, rows[rows["measure"] == "pit"])
    legend_below(figure, left)
    return figure


def _sides(axes: Axes, rows: pd.DataFrame) -> None:
    place, width = rows["value"].to_numpy(float), 0.27
    for step, (name, colour, label) in enumerate(BARS):
        axes.bar(place + (step - 1) * width, rows[name], width, color=colour, label=label)
    axes.set_xticks(place)
    axes.set_xlabel("Votes on the smaller side")
    axes.set_ylabel("Share of cases")
    percent_axis(axes.yaxis)


def _transform(axes: Axes, rows: pd.DataFrame) -> None:
    width = 1 / len(rows)
    centre = (rows["value"].to_numpy(float) + 0.5) * width
    error = np.abs(rows[["ci_low", "ci_high"]].to_numpy() - rows[["difference"]].to_numpy()).T
    axes.bar(centre, rows["observed"], 0.9 * width, yerr=error, color=BLUE, ecolor=GREY)
    axes.axhline(width, color=GREY, linestyle=":")
    axes.set_xlabel("Probability integral transform")
    percent_axis(axes.yaxis)
