"""Justice-by-term heat map of accuracy over the ten-term baseline."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from scotus_forecast.reporting.figures.style import BLUE, VERMILLION, canvas

CUT = 30
COLOURS = LinearSegmentedColormap.from_list("gain", [VERMILLION, "#FFFFFF", BLUE], N=61)


def draw(data: Mapping[str, pd.DataFrame]) -> Figure:
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
