"""How evenly benches divide: observed, forecast, and expected from history alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.reporting import wording
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

READING = (
    "A dot at a bar's end means that such vote splits are forecast as often as they happen. Thin "
    "lines are intervals of the observed share."
)
PERIOD = "since_1946"


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Shares of cases by votes on the smaller side, terms since 1946.

    Returns
    -------
    dict of str to pd.DataFrame
        ``rows``: ``votes, n, observed, forecast, historical, low, high``; the interval is that of
        ``observed``. Empty where no vote splits are forecast.
    """
    rows = inputs.rows("split_calibration", horizon=LEAD, period=PERIOD, measure="smaller_side")
    if rows.empty:
        return {}
    rows = rows[rows["observed"] + rows["forecast"] > 0.0005]
    ends = {end: rows["forecast"] + rows[f"ci_{end}"] for end in ("low", "high")}
    kept = rows[["n", "observed", "forecast", "historical"]].assign(**ends)
    kept.insert(0, "votes", rows["value"].astype(int))
    return {"rows": kept.sort_values("votes", ignore_index=True)}


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    rows = tables["rows"]
    figure, (axes,) = canvas(height=3.6)
    at = np.arange(len(rows))
    axes.bar(at, rows["observed"], 0.62, color=theme.bar, label="Observed")
    axes.vlines(at, rows["low"], rows["high"], color=theme.quiet, linewidth=1.4)
    axes.plot(at - 0.15, rows["forecast"], "o", color=theme.argument, label="Forecast at argument",
              markersize=7)  # fmt: skip
    axes.plot(at + 0.15, rows["historical"], "D", color=theme.ink, markersize=6,
              markerfacecolor=theme.page, markeredgewidth=1.6, label="History alone")  # fmt: skip
    axes.set_xticks(at, [str(votes) for votes in rows["votes"]])
    axes.set_xlabel("Votes on the smaller side (0: unanimous)")
    axes.set_title("Share of cases, terms since 1946")
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper right")
    percent_axis(axes.yaxis)
    return figure


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [
        f"{row.votes}: observed {wording.percent(row.observed)}, forecast "
        f"{wording.percent(row.forecast)}, history {wording.percent(row.historical)}"
        for row in tables["rows"].itertuples()
    ]
    return (
        "Bar chart of the share of cases by votes on the smaller side, terms since 1946. "
        f"{'. '.join(parts)}."
    )
