"""Lead on each justice's votes in each term, recent justices first."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.figures.curves import MAIN_BASELINE
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas

JUSTICE_HEATMAP_READING = (
    "Blue cells are justices' terms with more votes forecast right than by the ten-term baseline, "
    "orange cells fewer; the scale ends at 30 points. Empty: fewer than ten votes."
    ""
)
#: Settings were chosen on earlier terms.
FIRST_TERM = 1946
CUT = 30
#: Votes below which a cell would show chance.
FEWEST_VOTES = 10


def justice_heatmap_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Share of votes right, ours at argument less the ten-term baseline.

    Returns
    -------
    dict of str to pd.DataFrame
        ``cells``: ``justice, term, n, gain, name`` from `FIRST_TERM` on. Empty where a forecast is
        missing.
    """
    model = str(inputs.flagship(LEAD, "vote"))
    frames = [inputs.forecast(LEAD, model), inputs.forecast("none", MAIN_BASELINE)]
    right = [_right(frame) for frame in frames if frame is not None]
    if len(right) < len(frames):
        return {}
    both = right[0].merge(right[1], on=["case_id", "justice", "term"], suffixes=("", "_baseline"))
    both["gain"] = both["right"] - both["right_baseline"]
    cells = both.groupby(["justice", "term"], as_index=False).agg(
        n=("gain", "size"), gain=("gain", "mean")
    )
    cells = cells[cells["n"] >= FEWEST_VOTES].reset_index(drop=True)
    if cells.empty:
        return {}
    return {"cells": cells.assign(name=cells["justice"].map(lambda code: _name(inputs, code)))}


def _right(frame: pd.DataFrame) -> pd.DataFrame:
    votes = frame[(frame["unit"] == "vote") & (frame["term"] >= FIRST_TERM)]
    right = predicted_reverse(votes["p_reverse"]) == (votes["reversed"] == 1)
    keys = votes[["case_id", "justice", "term"]].astype({"justice": int})
    return keys.assign(right=right.astype(float))


def _name(inputs: ReportInputs, code: int) -> str:
    return labels.justice(inputs.justices.get(str(code), str(code)))


def draw_justice_heatmap(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    grid = recent_first(tables["cells"])
    figure, (axes,) = canvas(height=1.6 + 0.19 * len(grid))
    colours = LinearSegmentedColormap.from_list("gain", [theme.paper, theme.even, theme.argument],
                                                N=31)  # fmt: skip
    mesh = axes.pcolormesh(grid.columns, np.arange(len(grid)), 100 * grid.to_numpy(), cmap=colours,
                           vmin=-CUT, vmax=CUT, shading="nearest")  # fmt: skip
    axes.set_yticks(np.arange(len(grid)), grid.index.get_level_values("name"))
    axes.invert_yaxis()
    axes.grid(visible=False, axis="x")
    axes.set_xlabel("October Term")
    bar = figure.colorbar(mesh, ax=axes, location="top", shrink=0.75, aspect=40,
                          extend="both", pad=0.015, ticks=[-CUT, -15, 0, 15, CUT])  # fmt: skip
    bar.ax.xaxis.set_major_formatter(
        lambda points, _: wording.points(points / 100, 0) if points else "0"
    )
    bar.outline.set_visible(False)
    bar.set_label("Votes forecast right over the ten-term baseline, points", color=theme.ink)
    return figure


def recent_first(cells: pd.DataFrame) -> pd.DataFrame:
    """Gain with a row a justice, the last to take the bench on top, and a column a term."""
    grid = cells.pivot_table(index=["justice", "name"], columns="term", values="gain")
    first = cells.groupby("justice")["term"].min()
    order = sorted(grid.index, key=lambda key: (first[key[0]], key[0]), reverse=True)
    return grid.loc[order].reindex(columns=range(grid.columns.min(), grid.columns.max() + 1))


def describe_justice_heatmap(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    cells = tables["cells"]
    total = (cells["gain"] * cells["n"]).groupby(cells["name"]).sum()
    mean = total / cells.groupby("name")["n"].sum()
    best, worst = mean.idxmax(), mean.idxmin()
    return (
        f"Heat map of {cells['name'].nunique()} justices, recent first, by term from "
        f"{cells['term'].min()} to {cells['term'].max()}: share of votes forecast right over the "
        f"ten-term baseline. Over all terms shown the largest lead is "
        f"{wording.points(mean[best])} points ({best}), the smallest "
        f"{wording.points(mean[worst])} ({worst}). {int((cells['gain'] > 0).sum())} of "
        f"{len(cells)} cells are above zero."
    )
