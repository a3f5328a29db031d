"""Gain of the argument's transcript over `argument`, by decade."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.figures.intervals import draw_intervals
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas

READING = (
    "Merits cases with a transcript, scored with it and without it. Grey: settings were chosen "
    "on some of these terms. Bars are intervals with whole terms resampled."
)
TITLES = {"case": "Cases", "vote": "Justice votes"}
#: Last term on which settings of `transcript` were chosen.
CHOSEN_UNTIL = 1994
#: Spans drawn above the decades.
WHOLE = {labels.ARGUED_TERMS: "1995–2014", "since 2015": "Since 2015"}


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases on the left, votes on the right, on one scale."""
    gains = tables["gains"]
    periods = list(dict.fromkeys(gains["period"]))
    figure, panels = canvas(1, 2, height=1.3 + 0.32 * len(periods), sharey=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        rows = gains[gains["unit"] == unit].set_index("period").reindex(periods).reset_index()
        axes.axvline(0, color=theme.ink, linewidth=1, zorder=1)
        draw_intervals(axes, _points(rows, theme), _limits(gains), theme)
        axes.set_title(title)
        axes.xaxis.set_major_locator(MultipleLocator(5))
        axes.xaxis.set_major_formatter(_signed)
    figure.supxlabel("Accuracy gained over ours at argument, percentage points", fontsize=11)
    return figure


def _points(rows: pd.DataFrame, theme: Theme) -> pd.DataFrame:
    points = 100 * rows[["gain", "low", "high"]].rename(columns={"gain": "value"})
    colours = rows["chosen"].eq(True).map({True: theme.baseline, False: theme.argument})
    names = rows["period"].map(lambda period: WHOLE.get(period, period))
    return points.assign(label=names, colour=colours, hollow=False)


def _limits(gains: pd.DataFrame) -> tuple[float, float]:
    return 100 * min(gains["low"].min(), 0) - 1, 100 * gains["high"].max() + 1


def _signed(points: float, _: float) -> str:
    return wording.points(points / 100, 0) if points else "0"


def alt(tables: Tables) -> str:
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
