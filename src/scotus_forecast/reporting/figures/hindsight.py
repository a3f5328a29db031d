"""What columns coded after the fact add: one model on the same cases, three horizons."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from scotus_forecast.core.project.horizons import LEAD, NARROWEST_FIRST
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

READING = (
    "One model sees more columns from left to right. Bars are intervals with whole terms "
    "resampled; steps within one line compare the same cases, so they are surer than the bars say."
)
HORIZONS = tuple(NARROWEST_FIRST)
PERIODS = {
    "paper": "All outcomes, 1816–2014",
    "paper_merits": "Merits only, 1816–2014",
    "since_1946": "All outcomes, since 1946",
}
STYLES = {"paper": ("o", "-"), "paper_merits": ("s", "--"), "since_1946": ("D", ":")}
TITLES = {"case": "Cases forecast right", "vote": "Votes forecast right"}


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Accuracy of the model named for `argument`, on every horizon.

    Returns
    -------
    dict of str to pd.DataFrame
        ``rows``: ``unit, period, horizon, accuracy, low, high``, only of units and periods with
        all three horizons. Empty without any.
    """
    frames = [_rows(inputs, unit, period) for unit in UNITS for period in PERIODS]
    frames = [frame for frame in frames if len(frame) == len(HORIZONS)]
    return {"rows": pd.concat(frames, ignore_index=True)} if frames else {}


def _rows(inputs: ReportInputs, unit: str, period: str) -> pd.DataFrame:
    model = str(inputs.flagship(LEAD, unit))
    rows = inputs.rows("scores", unit=unit, model=model, period=period)
    if rows.empty:
        return rows
    rows = rows[rows["horizon"].isin(HORIZONS)].set_index("horizon")
    rows = rows.reindex([name for name in HORIZONS if name in rows.index]).reset_index()
    names = {"accuracy_term_low": "low", "accuracy_term_high": "high"}
    return rows.rename(columns=names)[["unit", "period", "horizon", "accuracy", "low", "high"]]


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases on the left, votes on the right, on one scale."""
    rows = tables["rows"]
    figure, panels = canvas(1, 2, height=4.0, sharey=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, rows[rows["unit"] == unit], theme)
        axes.set_title(title)
        axes.set_xlabel("Horizon")
    panels[0].yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    percent_axis(panels[0].yaxis)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=1, handlelength=3.2)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, theme: Theme) -> None:
    colours = dict(zip(PERIODS, (theme.argument, theme.baseline, theme.ink), strict=True))
    for step, (period, label) in enumerate(PERIODS.items()):
        chosen = rows[rows["period"] == period]
        if len(chosen):
            marker, dash = STYLES[period]
            at = np.arange(len(chosen)) + 0.09 * (step - 1)
            axes.vlines(at, chosen["low"], chosen["high"], color=colours[period], linewidth=1.4)
            axes.plot(at, chosen["accuracy"], dash, marker=marker, markersize=5,
                      color=colours[period], label=label)  # fmt: skip
    axes.set_xticks(np.arange(len(HORIZONS)), HORIZONS)
    axes.set_xlim(-0.35, len(HORIZONS) - 0.65)
    axes.grid(visible=False, axis="x")


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [
        f"{labels.UNITS[unit]}, {PERIODS[period].lower()}: "
        + ", ".join(
            f"{h} {wording.percent(a)}"
            for h, a in zip(part["horizon"], part["accuracy"], strict=True)
        )
        for (unit, period), part in tables["rows"].groupby(["unit", "period"], sort=False)
    ]
    return f"Accuracy of one model on three horizons. {'. '.join(parts)}."
