"""Calibration: reliability diagrams and the parts of the Brier score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import PERIOD, distinct_periods
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import (
    BLUE,
    GREY,
    LINES,
    ORANGE,
    canvas,
    in_two,
    legend_below,
    percent_axis,
)

MODERN = "since_1956"
DRAWN_PERIODS = (PERIOD, MODERN)


def build(inputs: ReportInputs) -> Section:
    """Collect calibration tables, reliability curves and the decomposition."""
    frame = _rows(inputs)
    if frame.empty:
        return Section(absent="This run holds no calibration table.")
    curves = _curves(inputs)
    return Section(
        values={unit: _words(inputs, unit) for unit in UNITS}
        | {"period": labels.period(MODERN), "outside": _outside(frame)},
        tables=(_table(frame),),
        figures=(*((_reliability(curves),) if curves else ()), _decomposition(frame)),
    )


def _words(inputs: ReportInputs, unit: str) -> dict[str, str] | None:
    model = str(inputs.flagship(LEAD, unit))
    row = inputs.row("calibration", horizon=LEAD, model=model, unit=unit, period=MODERN)
    if row is None:
        return None
    within = row["ece"] <= row["ece_perfect_95"]
    return {
        "slope": wording.decimal(row["slope"], 2),
        "ece": wording.percent(row["ece"]),
        "perfect": wording.percent(row["ece_perfect_95"]),
        "place": "within" if within else "outside",
    }


def _outside(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Periods of the lead flagship whose calibration error a perfect model would rarely have."""
    lead = frame[(frame["horizon"] == LEAD) & frame["period"].isin(labels.PERIODS)]
    by_unit = dict(list(lead.groupby("unit", sort=False)))
    return {
        unit: {
            "of": wording.count(len(rows)),
            "periods": rows.loc[rows["ece"] > rows["ece_perfect_95"], "label"].tolist(),
        }
        for unit, rows in by_unit.items()
    }


def _rows(inputs: ReportInputs) -> pd.DataFrame:
    frames = [
        inputs.rows("calibration", horizon=h, model=str(inputs.flagship(h, unit)), unit=unit)
        for h in HORIZONS
        for unit in UNITS
    ]
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame()
    table = distinct_periods(pd.concat(filled, ignore_index=True), inputs.last_term)
    return table.assign(label=table["period"].map(labels.period))


def _table(frame: pd.DataFrame) -> Table:
    merits = frame["period"].str.endswith(labels.MERITS_SUFFIX)
    shown = frame[~merits | (frame["horizon"] == LEAD)]
    beyond = shown["ece"] > shown["ece_perfect_95"]
    shown = shown.assign(place=beyond.map({True: "outside", False: "within"}))
    columns = (
        column("Knows", "text", "horizon"),
        column("Unit", "text"),
        column("Period", "text", "label"),
        column("n", "count", "n"),
        column("Slope", "decimal"),
        column("Intercept", "decimal"),
        column("Calibration error", "decimal4", "ece"),
        column("Largest usual error of a perfect model", "decimal4", "ece_perfect_95"),
        column("Of that", "text", "place"),
        column("Miscalibration", "decimal4"),
        column("Discrimination", "decimal4"),
        column("Uncertainty", "decimal4"),
    )
    caption = "Calibration of the flagships; Brier = miscalibration − discrimination + uncertainty"
    return Table("calibration", caption, shown, columns, limit=len(shown))


def _curves(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    curves = {
        f"{unit}-{period}-{horizon}": inputs.rows(
            "reliability", horizon=horizon, model=str(inputs.flagship(horizon, unit)),
            unit=unit, period=period,
        )
        for unit in UNITS for period in DRAWN_PERIODS for horizon in HORIZONS
    }  # fmt: skip
    return {name: curve for name, curve in curves.items() if len(curve)}


def _reliability(curves: dict[str, pd.DataFrame]) -> Figure:
    return Figure(
        name="reliability",
        title="When the forecast says sixty per cent, how often does the Court reverse?",
        alt="Four reliability diagrams, cases and votes in two periods: share reversed against "
        "mean forecast in bins of equal size, for each horizon, with the diagonal of perfect "
        "calibration.",
        shows="On the diagonal, forecasts of a given probability came true that often. Above it, "
        "the Court reversed more often than was forecast.",
        hides="How sharp the forecasts are: a forecaster that always says the base rate lies on "
        "the diagonal too.",
        data=curves,
    )


def _decomposition(frame: pd.DataFrame) -> Figure:
    lead = frame[(frame["horizon"] == LEAD) & frame["period"].isin(labels.PERIODS)]
    return Figure(
        name="decomposition",
        title="Parts of the Brier score",
        alt="Paired bars by period and unit of discrimination and miscalibration of the lead "
        "flagship; the numbers are those of the calibration table.",
        shows="Discrimination is what the forecasts know beyond the base rate. Miscalibration is "
        "what they lose by stating it in wrong probabilities. Long blue and short orange is good.",
        hides="The uncertainty term, the difficulty of the period itself, which no "
        "forecaster can change.",
        data={"rows": lead},
    )


PANELS = [(unit, period) for period in ("paper", "since_1956") for unit in ("case", "vote")]
UNIT_TITLES = {"case": "Cases", "vote": "Votes"}


def draw_reliability(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, panels = canvas(2, 2, height=9.2, sharex=True, sharey=True)
    for axes, (unit, period) in zip(panels, PANELS, strict=True):
        _panel(axes, data, f"{unit}-{period}")
        axes.set_title(f"{UNIT_TITLES[unit]}, {_short(period)}", fontsize=13)
    for axes in panels[2:]:
        axes.set_xlabel("Forecast of reversal")
    for axes in panels[::2]:
        axes.set_ylabel("Share reversed")
    legend_below(figure, panels[0])
    return figure


def _panel(axes: Axes, data: Mapping[str, pd.DataFrame], panel: str) -> None:
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
    for horizon in HORIZONS:
        if f"{panel}-{horizon}" in data:
            curve = data[f"{panel}-{horizon}"]
            colour, dash, marker, label = LINES[horizon]
            axes.plot(curve["mean_forecast"], curve["share_reversed"], dash, marker=marker,
                      color=colour, label=label, markersize=5, linewidth=1.4)  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1))
    percent_axis(axes.xaxis)
    percent_axis(axes.yaxis)


def _short(period: str) -> str:
    return labels.period(period).split(", ")[-1].lower()


TITLES = {"case": "Cases", "vote": "Justice votes"}


def draw_decomposition(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    rows = data["rows"]
    rows = rows.sort_values("period", key=lambda p: p.map(list(labels.PERIODS).index))
    figure, panels = canvas(1, 2, height=1.9 + 0.32 * len(rows), sharey=True, sharex=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _decomposition_panel(axes, rows[rows["unit"] == unit])
        axes.set_title(title)
        axes.set_xlabel("Part of the Brier score")
    legend_below(figure, panels[0])
    return figure


def _decomposition_panel(axes: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))[::-1]
    axes.barh(places + 0.19, rows["discrimination"], 0.36, color=BLUE, label="Discrimination")
    axes.barh(places - 0.19, rows["miscalibration"], 0.36, color=ORANGE, label="Miscalibration")
    axes.set_yticks(places, [in_two(label) for label in rows["label"]])
    axes.tick_params(axis="x", labelsize=10)
    axes.grid(visible=False, axis="y")
