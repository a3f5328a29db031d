"""What knowing more adds: columns coded after the decision, and the argument's transcript."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from scotus_forecast.core.project.horizons import LEAD, NARROWEST_FIRST
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.figures.interval_plots import draw_intervals
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

HINDSIGHT_READING = (
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
HINDSIGHT_TITLES = {"case": "Cases forecast right", "vote": "Votes forecast right"}


def hindsight_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Accuracy of the model named for `argument`, on every horizon.

    Returns
    -------
    dict of str to pd.DataFrame
        ``rows``: ``unit, period, horizon, accuracy, low, high``, only of units and periods with
        all three horizons. Empty without any.
    """
    frames = [_hindsight_rows(inputs, unit, period) for unit in UNITS for period in PERIODS]
    frames = [frame for frame in frames if len(frame) == len(HORIZONS)]
    return {"rows": pd.concat(frames, ignore_index=True)} if frames else {}


def _hindsight_rows(inputs: ReportInputs, unit: str, period: str) -> pd.DataFrame:
    model = str(inputs.flagship(LEAD, unit))
    rows = inputs.rows("scores", unit=unit, model=model, period=period)
    if rows.empty:
        return rows
    rows = rows[rows["horizon"].isin(HORIZONS)].set_index("horizon")
    rows = rows.reindex([name for name in HORIZONS if name in rows.index]).reset_index()
    names = {"accuracy_term_low": "low", "accuracy_term_high": "high"}
    return rows.rename(columns=names)[["unit", "period", "horizon", "accuracy", "low", "high"]]


def draw_hindsight(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases on the left, votes on the right, on one scale."""
    rows = tables["rows"]
    figure, panels = canvas(1, 2, height=4.0, sharey=True)
    for axes, (unit, title) in zip(panels, HINDSIGHT_TITLES.items(), strict=True):
        _hindsight_panel(axes, rows[rows["unit"] == unit], theme)
        axes.set_title(title)
        axes.set_xlabel("Horizon")
    panels[0].yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    percent_axis(panels[0].yaxis)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=1, handlelength=3.2)
    return figure


def _hindsight_panel(axes: Axes, rows: pd.DataFrame, theme: Theme) -> None:
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


def describe_hindsight(tables: Tables) -> str:
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


ORAL_ARGUMENT_READING = (
    "Merits cases with a transcript, scored with it and without it. Grey: settings were chosen "
    "on some of these terms. Bars are intervals with whole terms resampled."
)
ARGUMENT_TITLES = {"case": "Cases", "vote": "Justice votes"}
#: Last term on which settings of `transcript` were chosen.
CHOSEN_UNTIL = 1994
#: Spans drawn above the decades.
WHOLE = {labels.ARGUED_TERMS: "1995–2014", "since 2015": "Since 2015"}


def oral_argument_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Paired gains in accuracy.

    Returns
    -------
    dict of str to pd.DataFrame
        ``gains``: ``unit, period, n, gain, low, high, chosen``, decades and the reported terms
        together. ``chosen`` says that settings were chosen on some of these terms. Empty without
        transcripts.
    """
    rows = inputs.rows("oral_gains", reference="argument")
    if rows.empty:
        return {}
    shown = rows["period"].str.endswith("s") | rows["period"].isin(WHOLE)
    names = {f"accuracy_gain{end}": f"gain{end}".removeprefix("gain_") for end in
             ("", "_low", "_high")}  # fmt: skip
    kept = rows[shown].rename(columns=names)[["unit", "period", "n", "gain", "low", "high"]]
    year = kept["period"].str.extract(r"(\d{4})")[0].astype(int)
    kept = kept.assign(chosen=year <= CHOSEN_UNTIL, whole=kept["period"].isin(WHOLE), year=year)
    kept = kept.sort_values(["whole", "year"], ascending=[False, False], ignore_index=True)
    return {"gains": kept.drop(columns=["whole", "year"])}


def draw_oral_argument(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases on the left, votes on the right, on one scale."""
    gains = tables["gains"]
    periods = list(dict.fromkeys(gains["period"]))
    figure, panels = canvas(1, 2, height=1.3 + 0.32 * len(periods), sharey=True)
    for axes, (unit, title) in zip(panels, ARGUMENT_TITLES.items(), strict=True):
        rows = gains[gains["unit"] == unit].set_index("period").reindex(periods).reset_index()
        axes.axvline(0, color=theme.ink, linewidth=1, zorder=1)
        draw_intervals(axes, _gain_points(rows, theme), _gain_limits(gains), theme)
        axes.set_title(title)
        axes.xaxis.set_major_locator(MultipleLocator(5))
        axes.xaxis.set_major_formatter(_signed)
    figure.supxlabel("Accuracy gained over ours at argument, percentage points", fontsize=11)
    return figure


def _gain_points(rows: pd.DataFrame, theme: Theme) -> pd.DataFrame:
    points = 100 * rows[["gain", "low", "high"]].rename(columns={"gain": "value"})
    colours = rows["chosen"].eq(True).map({True: theme.baseline, False: theme.argument})
    names = rows["period"].map(lambda period: WHOLE.get(period, period))
    return points.assign(label=names, colour=colours, hollow=False)


def _gain_limits(gains: pd.DataFrame) -> tuple[float, float]:
    return 100 * min(gains["low"].min(), 0) - 1, 100 * gains["high"].max() + 1


def _signed(points: float, _: float) -> str:
    return wording.points(points / 100, 0) if points else "0"


def describe_oral_argument(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [
        f"{labels.UNITS[row.unit]} {WHOLE.get(row.period, row.period).lower()} "
        f"{wording.points(row.gain)} ({wording.points_interval(row.low, row.high)})"
        for row in tables["gains"].itertuples()
        if row.period in WHOLE
    ]
    return (
        "Dot plots with intervals of the accuracy that the transcript adds to ours at argument, "
        f"in points: {'. '.join(parts)}."
    )
