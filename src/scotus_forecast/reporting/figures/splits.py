"""Log scores of vote splits by period."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    canvas,
    in_two,
    legend_below,
)

MARKS = (
    ("log_score", "o", BLUE, "Coalition model"),
    ("log_score_historical", "X", ORANGE, "History, given the bench"),
    ("log_score_independent", "|", GREY, "Independent votes"),
)


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the figure."""
    rows = data["rows"]
    figure, (axes,) = canvas(height=1.8 + 0.42 * len(rows))
    places = np.arange(len(rows))[::-1]
    for name, marker, colour, label in MARKS:
        axes.scatter(rows[name], places, s=70, marker=marker, color=colour, label=label, zorder=2)
    axes.set_yticks(places, [in_two(label) for label in rows["label"]])
    axes.set_xlabel("Mean log score, nats; the lower the closer")
    legend_below(figure, axes)
    return figure
