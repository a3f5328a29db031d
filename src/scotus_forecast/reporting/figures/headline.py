"""Forecasters side by side, with intervals; printed and stored figures as diamonds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import BLACK, BLUE, GREY, canvas, percent_axis

TITLES = {"case": "Cases", "vote": "Justice votes"}


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    rows = data["rows"]
    figure, panels = canvas(1, 2, height=1.6 + 0.42 * len(rows), sharey=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, rows, unit)
        axes.set_title(title)
    places = np.arange(len(rows))[::-1]
    panels[0].set_yticks(places, [_label(row) for row in rows.to_dict("records")], fontsize=11)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, unit: str) -> None:
    places = np.arange(len(rows))[::-1]
    accuracy = rows[f"{unit}_accuracy"]
    published = rows["source"].isin(["paper, printed", "paper, stored"]).to_numpy()
    low = rows.get(f"{unit}_accuracy_low", pd.Series(np.nan, index=rows.index))
    high = rows.get(f"{unit}_accuracy_high", pd.Series(np.nan, index=rows.index))
    flagship = rows["source"].str.startswith("flagship").to_numpy()
    colours = np.where(flagship, BLUE, GREY)
    axes.hlines(places, low, high, color=colours)
    axes.scatter(
        accuracy[~published], places[~published], s=60, color=colours[~published], zorder=3
    )
    axes.scatter(accuracy[published], places[published], s=70, marker="D", facecolors="white",
                 edgecolors=BLACK, zorder=3)  # fmt: skip
    percent_axis(axes.xaxis)
    axes.margins(y=0.04)


def _label(row: Mapping[str, object]) -> str:
    if str(row["source"]).startswith("flagship"):
        return f"Ours, {row['knows']} ({row['forecaster']})"
    tail = {"paper, printed": ": printed", "paper, stored": "", "baseline": ""}
    rescored = ", rescored" if "rescored" in str(row["source"]) else ""
    return f"{row['forecaster']}{rescored}{tail.get(str(row['source']), '')}"
