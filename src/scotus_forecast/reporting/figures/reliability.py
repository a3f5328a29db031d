"""How often the Court reverses when the forecast says so with a given probability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import norm

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

READING = (
    "A dot is a bin of equally many forecasts. On the diagonal, the Court reverses as often as "
    "forecast; above it, more often. Vertical bars are binomial intervals."
)
PERIODS = {"paper": "all terms of the paper", "since_1946": "since 1946"}
TITLES = {"case": "Cases", "vote": "Justice votes"}


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Reliability of ours at argument.

    Returns
    -------
    dict of str to pd.DataFrame
        ``<unit>-<period>``: ``n, mean_forecast, share_reversed, low, high``, a row a bin. Empty
        without forecasts.
    """
    found = {f"{unit}-{period}": _bins(inputs, unit, period)
             for unit in UNITS for period in PERIODS}  # fmt: skip
    return {name: bins for name, bins in found.items() if len(bins)}


def _bins(inputs: ReportInputs, unit: str, period: str) -> pd.DataFrame:
    keys = {"horizon": LEAD, "model": str(inputs.flagship(LEAD, unit)), "unit": unit}
    rows = inputs.rows("reliability", **keys, period=period)
    if rows.empty:
        return rows
    low, high = wilson(rows["share_reversed"], rows["n"], inputs.params.evaluation.confidence)
    return rows[["n", "mean_forecast", "share_reversed"]].assign(low=low, high=high)


def wilson(share: pd.Series, n: pd.Series, confidence: float) -> tuple[pd.Series, pd.Series]:
    """Score interval of a binomial share (Wilson 1927, doi 10.1080/01621459.1927.10502953)."""
    z = norm.ppf((1 + confidence) / 2)
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases on the left, votes on the right."""
    figure, panels = canvas(1, 2, height=3.35, sharey=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        axes.plot([0, 1], [0, 1], color=theme.quiet, linewidth=1, linestyle=":")
        for period, colour, hollow in zip(PERIODS, (theme.baseline, theme.argument), (True, False),
                                          strict=True):  # fmt: skip
            if f"{unit}-{period}" in tables:
                _bin_dots(axes, tables[f"{unit}-{period}"], period, colour, theme, hollow)
        axes.set_title(title)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="Forecast of reversal", aspect="equal")
        axes.set_xticks([0, 0.5, 1])
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
        percent_axis(axes.xaxis)
        percent_axis(axes.yaxis)
    panels[0].set_ylabel("Share reversed")
    panels[0].legend(loc="upper left", handletextpad=0.1, borderaxespad=0.1)
    return figure


def _bin_dots(
    axes: Axes, bins: pd.DataFrame, period: str, colour: str, theme: Theme, hollow: bool
) -> None:
    axes.vlines(bins["mean_forecast"], bins["low"], bins["high"], color=colour, linewidth=1.2)
    axes.plot(bins["mean_forecast"], bins["share_reversed"], "s" if hollow else "o", color=colour,
              markersize=4.5, markerfacecolor=theme.page if hollow else colour,
              markeredgewidth=1.2, label=PERIODS[period].capitalize())  # fmt: skip


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [
        f"{labels.UNITS[unit]}, {words}: mean distance from the diagonal "
        f"{wording.percent(_distance(tables[f'{unit}-{period}']))}"
        for unit in UNITS
        for period, words in PERIODS.items()
        if f"{unit}-{period}" in tables
    ]
    return (
        "Two reliability diagrams, cases and votes: share reversed against forecast, in bins of "
        f"equal size, ours at argument. {'. '.join(parts)}."
    )


def _distance(bins: pd.DataFrame) -> float:
    distance = (bins["mean_forecast"] - bins["share_reversed"]).abs()
    return float(np.average(distance, weights=bins["n"]))
