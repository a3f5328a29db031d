"""Whether probabilities mean what they say: reliability of forecasts, and of how votes divide."""

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

RELIABILITY_READING = (
    "A dot is a bin of equally many forecasts. On the diagonal, the Court reverses as often as "
    "forecast; above it, more often. Vertical bars are binomial intervals."
)
PERIODS = {"paper": "all terms of the paper", "since_1946": "since 1946"}
RELIABILITY_TITLES = {"case": "Cases", "vote": "Justice votes"}


def reliability_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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


def draw_reliability(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases on the left, votes on the right."""
    figure, panels = canvas(1, 2, height=3.35, sharey=True)
    for axes, (unit, title) in zip(panels, RELIABILITY_TITLES.items(), strict=True):
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


def describe_reliability(tables: Tables) -> str:
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


VOTE_SPLITS_READING = (
    "A dot at a bar's end means that such vote splits are forecast as often as they happen. Thin "
    "lines are intervals of the observed share."
)
PERIOD = "since_1946"


def vote_splits_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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


def draw_vote_splits(tables: Tables, theme: Theme) -> Figure:
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


def describe_vote_splits(tables: Tables) -> str:
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
