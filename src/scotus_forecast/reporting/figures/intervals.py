"""Dots with intervals, one row a label, on a scale that far values do not stretch."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scotus_forecast.reporting.style import SMALL, Theme


def draw_intervals(
    axes: Axes, rows: pd.DataFrame, limits: tuple[float, float], theme: Theme, mark: str = "{:.0%}"
) -> None:
    """Draw a dot and its interval for each row, the first on top.

    A value beyond `limits` becomes a number with an arrow at the edge.

    Parameters
    ----------
    rows : pd.DataFrame
        ``value, low, high, label, colour, hollow``; ends may be missing.
    mark : str
        Format of a number at the edge.
    """
    low, high = limits
    places = np.arange(len(rows))[::-1]
    inside = rows["value"].between(low, high).to_numpy()
    shown, at = rows[inside], places[inside]
    axes.hlines(at, shown["low"].clip(low, high), shown["high"].clip(low, high),
                color=shown["colour"], linewidth=2.2)  # fmt: skip
    faces = np.where(shown["hollow"], theme.page, shown["colour"])
    axes.scatter(shown["value"], at, s=38, facecolors=list(faces), edgecolors=list(shown["colour"]),
                 linewidths=1.6, zorder=3)  # fmt: skip
    _cut_ends(axes, at, shown, limits)
    for place, row in zip(places[~inside], rows[~inside].itertuples(), strict=True):
        _beyond(axes, place, row.value, row.colour, limits, mark)
    axes.set_xlim(low, high)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_yticks(places, rows["label"])
    axes.grid(visible=False, axis="y")


def _cut_ends(
    axes: Axes, places: np.ndarray, rows: pd.DataFrame, limits: tuple[float, float]
) -> None:
    """Mark intervals that go on beyond the limits."""
    low, high = limits
    for end, marker, beyond in ((low, "<", rows["low"] < low), (high, ">", rows["high"] > high)):
        axes.scatter(np.full(beyond.sum(), end), places[beyond.to_numpy()], marker=marker, s=22,
                     color=list(rows["colour"][beyond]), clip_on=False)  # fmt: skip


def _beyond(
    axes: Axes, place: float, value: float, colour: str, limits: tuple[float, float], mark: str
) -> None:
    left = value < limits[0]
    number = mark.format(value)
    axes.annotate(
        f"◂ {number}" if left else f"{number} ▸", (limits[0] if left else limits[1], place),
        xytext=(2 if left else -2, 0), textcoords="offset points", va="center",
        ha="left" if left else "right", fontsize=SMALL, color=colour,
    )  # fmt: skip
