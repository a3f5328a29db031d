"""Drawings of the paper's own figures: reversals, terms won, justices by term."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Picture

from scotus_forecast.reporting.style import BLUE, LINES, VERMILLION, canvas, percent_axis


def draw_reversal_by_decade(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    table = data["decades"]
    figure, (axes,) = canvas(height=4.2)
    axes.bar(table["decade"] + 5, table["share"], width=8.4, color=BLUE)
    axes.axhline(0.5, color="black", linewidth=1, linestyle=":")
    axes.set(ylabel="Cases reversed", xlabel="Decade of the term", ylim=(0, 1))
    axes.grid(visible=False, axis="x")
    percent_axis(axes.yaxis)
    return figure


def draw_terms_won(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, (axes,) = canvas(height=4.6)
    for name, won in data.items():
        colour, dash, _, label = LINES[name.removesuffix("-case")]
        axes.step(won["term"], won["net"], dash, where="post", color=colour, label=label)
    axes.axhline(0, color="black", linewidth=1)
    axes.set(ylabel="Terms won less lost", xlabel="October Term")
    axes.legend(loc="upper left")
    return figure


CUT = 30
COLOURS = LinearSegmentedColormap.from_list("gain", [VERMILLION, "#FFFFFF", BLUE], N=61)


def draw_justice_heatmap(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    grid = _grid(data["cells"])
    figure, (axes,) = canvas(height=2.0 + 0.235 * len(grid))
    mesh = axes.pcolormesh(grid.columns, np.arange(len(grid)), grid.to_numpy(), cmap=COLOURS,
                           vmin=-CUT, vmax=CUT, shading="nearest")  # fmt: skip
    axes.set_facecolor("#E4E4E4")
    _name_rows(axes, grid, data["cells"])
    axes.set_xlabel("October Term")
    bar = figure.colorbar(mesh, ax=axes, location="top", shrink=0.6, extend="both", aspect=40)
    bar.set_label("Percentage points over the ten-term baseline")
    return figure


def _grid(cells: pd.DataFrame) -> pd.DataFrame:
    grid = cells.pivot_table(index="justice", columns="term", values="gain") * 100
    first = cells.groupby("justice")["term"].min()
    order = first.reset_index().sort_values(["term", "justice"])["justice"]
    return grid.loc[order]


def _name_rows(axes: Axes, grid: pd.DataFrame, cells: pd.DataFrame) -> None:
    names = cells.drop_duplicates("justice").set_index("justice")["name"]
    axes.set_yticks(np.arange(len(grid)), [names[code] for code in grid.index], fontsize=10)
    axes.invert_yaxis()
    axes.grid(visible=False)
