"""The distribution of the votes of a case, where the run forecasts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.calibration import MODERN
from scotus_forecast.reporting.sections.common import PERIOD, difference_columns, distinct_periods
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import (
    BLUE,
    GREY,
    ORANGE,
    canvas,
    in_two,
    legend_below,
    percent_axis,
)

SMALLER_SIDE = "smaller_side"
CALIBRATED = (PERIOD, MODERN, "roberts")


def build(inputs: ReportInputs) -> Section:
    """Compare the coupling model with history and with independent votes."""
    scored = inputs.table("splits")
    if scored is None:
        return Section(absent="This run forecasts no vote splits, so there is nothing to score.")
    frame = distinct_periods(scored, inputs.last_term)
    frame = frame.assign(label=frame["period"].map(labels.period))
    row = inputs.row("splits", horizon=LEAD, period=MODERN)
    return Section(
        values={"modern": _words(row) if row else None, "unanimous": _unanimous(inputs)},
        tables=(_table(frame), *_calibration_tables(inputs)),
        figures=(_figure(frame), *_calibration_figures(inputs)),
    )


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    gain = row["improvement_over_historical"], row["ci_low"], row["ci_high"]
    return {
        "period": labels.period(row["period"]).lower(),
        "verdict": wording.verdict(*gain),
        "n": wording.count(row["n"]),
        "ours": wording.decimal(row["log_score"]),
        "historical": wording.decimal(row["log_score_historical"]),
        "independent": wording.decimal(row["log_score_independent"]),
        **dict(zip(("difference", "low", "high"), map(wording.decimal, gain), strict=True)),
        "relative": wording.percent(row["relative_improvement"]),
    }


def _unanimous(inputs: ReportInputs) -> Mapping[str, Any] | None:
    where = {"horizon": LEAD, "measure": SMALLER_SIDE}
    rows = inputs.rows("split_calibration", **where, period=MODERN)
    if rows.empty:
        return None
    row = rows[rows["value"] == 0].iloc[0]
    shares = {name: wording.percent(row[name]) for name in ("forecast", "observed", "historical")}
    return shares | {
        "difference": wording.points(row["difference"]),
        "interval": wording.points_interval(row["ci_low"], row["ci_high"]),
    }


def _calibration_tables(inputs: ReportInputs) -> tuple[Table, ...]:
    rows = inputs.rows("split_calibration", horizon=LEAD, measure=SMALLER_SIDE)
    if rows.empty:
        return ()
    rows = rows[rows["period"].isin(CALIBRATED) & (rows["observed"] + rows["forecast"] > 0)]
    rows = rows.assign(label=rows["period"].map(labels.period), value=rows["value"].map(str))
    columns = (
        column("Period", "text", "label"),
        column("Votes on the smaller side", "text", "value"),
        column("n", "count", "n"),
        column("Forecast", "percent"),
        column("Observed", "percent"),
        *difference_columns("Observed less forecast, points", "difference", inputs.level),
        column("Forecast by history", "percent", "historical"),
    )
    caption = "How evenly benches divide, forecast by the lead flagship and observed"
    return (Table("split_calibration", caption, rows, columns),)


def _calibration_figures(inputs: ReportInputs) -> tuple[Figure, ...]:
    rows = inputs.rows("split_calibration", horizon=LEAD, period=MODERN)
    if rows.empty:
        return ()
    figure = Figure(
        name="split_calibration",
        title="Do vote splits come true as often as forecast?",
        alt="Two bar charts: share of cases by votes on the smaller side, observed, "
        "forecast and by history; and the histogram of the probability integral transform with "
        "the even line of a calibrated forecaster. The numbers of the first are in the table.",
        shows="Left, bars of equal height mean that a vote split is forecast as often as it "
        "happens. Right, bars at the line mean the same for the number of votes to reverse.",
        hides="Whether the right cases are called divided. History alone, which knows none of "
        "them, may be as well calibrated.",
        data={"rows": rows},
    )
    return (figure,)


def _table(frame: pd.DataFrame) -> Table:
    columns = (
        column("Knows", "text", "horizon"),
        column("Period", "text", "label"),
        column("n", "count", "n"),
        column("Log score", "decimal"),
        column("of history", "decimal", "log_score_historical"),
        column("of independent votes", "decimal", "log_score_independent"),
        column("Gain over history", "percent", "relative_improvement"),
        column(
            "Its interval", "percent_interval",
            "relative_improvement_low", "relative_improvement_high",
        ),
        column("CRPS", "decimal"),
        column("of history", "decimal", "crps_historical"),
        column("of independent votes", "decimal", "crps_independent"),
        column("Case accuracy", "percent"),
    )  # fmt: skip
    caption = "Forecasts of the number of votes to reverse; a lower score is a closer forecast"
    return Table("splits", caption, frame, columns)


def _figure(frame: pd.DataFrame) -> Figure:
    lead = frame[(frame["horizon"] == LEAD) & frame["period"].isin(labels.PERIODS)]
    return Figure(
        name="splits",
        title="How the votes will divide",
        alt="Log score by period of the coupling model, of frequencies of earlier terms and of "
        "votes taken as independent. The numbers are those of the table.",
        shows="A lower score is a closer forecast. The gain over history is what the case tells "
        "of the vote split. The distance to independent votes is how far justices vote together.",
        hides="Which vote splits are hard: most of the score comes from divided cases, and every "
        "forecaster scores well on a case without dissent.",
        data={"rows": lead},
    )


MARKS = (
    ("log_score", "o", BLUE, "Coalition model"),
    ("log_score_historical", "X", ORANGE, "History, given the bench"),
    ("log_score_independent", "|", GREY, "Independent votes"),
)


def draw_vote_splits(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    rows = data["rows"]
    figure, (axes,) = canvas(height=1.8 + 0.42 * len(rows))
    places = np.arange(len(rows))[::-1]
    for name, marker, colour, label in MARKS:
        axes.scatter(rows[name], places, s=70, marker=marker, color=colour, label=label, zorder=2)
    axes.set_yticks(places, [in_two(label) for label in rows["label"]])
    axes.set_xlabel("Mean log score, nats; lower is closer")
    legend_below(figure, axes)
    return figure


BARS = (("observed", GREY, "Observed"), ("forecast", BLUE, "Coalition model"),
        ("historical", ORANGE, "History, given the bench"))  # fmt: skip


def draw_vote_split_calibration(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    rows = data["rows"]
    figure, (left, right) = canvas(1, 2, height=4.8)
    _sides(left, rows[rows["measure"] == "smaller_side"])
    _transform(right, rows[rows["measure"] == "pit"])
    legend_below(figure, left)
    return figure


def _sides(axes: Axes, rows: pd.DataFrame) -> None:
    place, width = rows["value"].to_numpy(float), 0.27
    for step, (name, colour, label) in enumerate(BARS):
        axes.bar(place + (step - 1) * width, rows[name], width, color=colour, label=label)
    axes.set_xticks(place)
    axes.set_xlabel("Votes on the smaller side")
    axes.set_ylabel("Share of cases")
    percent_axis(axes.yaxis)


def _transform(axes: Axes, rows: pd.DataFrame) -> None:
    width = 1 / len(rows)
    centre = (rows["value"].to_numpy(float) + 0.5) * width
    error = np.abs(rows[["ci_low", "ci_high"]].to_numpy() - rows[["difference"]].to_numpy()).T
    axes.bar(centre, rows["observed"], 0.9 * width, yerr=error, color=BLUE, ecolor=GREY)
    axes.axhline(width, color=GREY, linestyle=":")
    axes.set_xlabel("Probability integral transform")
    percent_axis(axes.yaxis)
