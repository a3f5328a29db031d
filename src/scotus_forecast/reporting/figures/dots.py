"""Dot plots with intervals and baselines, shared by several figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scotus_forecast.reporting.figures.style import BLUE, GREY, ORANGE, in_two, percent_axis

MARKS = (
    ("most_frequent_10", "X", ORANGE, "Most frequent, last 10 terms", 70),
    ("always_reverse", "|", GREY, "Always reverse", 160),
)


def differences(axes: Axes, rows: pd.DataFrame, value: str) -> np.ndarray:
    """Draw differences with their intervals, in points, beside the zero line; return the places.

    Parameters
    ----------
    rows : pd.DataFrame
        `value`, ``ci_low`` and ``ci_high``, as shares.
    """
    places = np.arange(len(rows))[::-1]
    axes.axvline(0, color="black", linewidth=1.4)
    axes.hlines(places, 100 * rows["ci_low"], 100 * rows["ci_high"], color=BLUE)
    axes.scatter(100 * rows[value], places, s=50, color=BLUE, zorder=3)
    return places


def dots(axes: Axes, rows: pd.DataFrame, prefix: str = "", colour: str = BLUE) -> None:
    """Draw accuracy with its interval and the baselines beside it, one row a label.

    Parameters
    ----------
    rows : pd.DataFrame
        ``label``, ``accuracy``, optionally ``accuracy_low`` and ``accuracy_high``, and
        baselines under ``<prefix><name>``.
    """
    places = np.arange(len(rows))[::-1]
    if {"accuracy_low", "accuracy_high"} <= set(rows.columns):
        axes.hlines(places, rows["accuracy_low"], rows["accuracy_high"], color=colour)
    axes.scatter(rows["accuracy"], places, s=60, color=colour, label="Lead flagship", zorder=3)
    for name, marker, shade, label, size in MARKS:
        if prefix + name in rows:
            axes.scatter(rows[prefix + name], places, marker=marker, s=size, color=shade,
                         label=label, zorder=2)  # fmt: skip
    axes.set_yticks(places, [in_two(label) for label in rows["label"]])
    percent_axis(axes.xaxis)
    axes.margins(y=0.6 / max(len(rows), 1))
