"""The main figure: case accuracy by term, baselines, Chief Justices, natural courts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import (
    BLUE,
    GREY,
    LINES,
    canvas,
    legend_below,
    percent_axis,
    shade_chiefs,
)


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    figure, (axes,) = canvas(height=5.6)
    _baselines(axes, data)
    _flagship(axes, data["flagship"])
    _courts(axes, data)
    axes.set(ylabel="Cases forecast right", xlabel="October Term", ylim=(0, 1.24))
    axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    percent_axis(axes.yaxis)
    legend_below(figure, axes, columns=2)
    return figure


def _flagship(axes: Axes, curve: pd.DataFrame) -> None:
    axes.scatter(curve["term"], curve["accuracy"], s=9, color=BLUE, alpha=0.45, linewidths=0)
    axes.plot(curve["term"], curve["smooth"], color=BLUE, linewidth=3,
              label="Flagship, argument (nine-term mean; dots: single terms)")  # fmt: skip


def _baselines(axes: Axes, data: Mapping[str, pd.DataFrame]) -> None:
    for name in ("most_frequent_10", "always_reverse"):
        if len(data[name]):
            colour, dash, _, label = LINES[name]
            curve = data[name]
            axes.plot(curve["term"], curve["smooth"], dash, color=colour, label=label)


def _courts(axes: Axes, data: Mapping[str, pd.DataFrame]) -> None:
    shade_chiefs(axes, data["chiefs"].to_dict("records"), foot=1.03)
    axes.plot(data["natural_courts"]["term"], [0.012] * len(data["natural_courts"]), "|",
              color=GREY, markersize=9, label="First term of a natural court")  # fmt: skip
    curve = data["flagship"]
    axes.set_xlim(curve["term"].min() - 1, curve["term"].max() + 1)
