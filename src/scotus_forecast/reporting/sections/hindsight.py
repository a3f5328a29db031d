"""What columns coded after the fact add: one model, the same cases, three horizons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import HORIZONS, LEAD, NARROWEST_FIRST
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import (
    PERIOD,
    N,
    accuracy_columns,
    difference_columns,
    with_period_labels,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    WIDTH,
    canvas,
    differences,
    legend_below,
    percent_axis,
)

PERIODS = (PERIOD, PERIOD + labels.MERITS_SUFFIX)

STEPS = {"base": "the whole of", "added": "added to", "removed": "removed from"}
STEPS_TABLES = {"case": "hindsight_steps", "vote": "hindsight_steps_votes"}


def build(inputs: ReportInputs) -> Section:
    """Collect one model's scores on the three horizons, and the difference at each step."""
    frame, steps = same_model(inputs), column_steps(inputs)
    if frame.empty and steps.empty:
        return Section(absent="No model of this run was scored on all three horizons.")
    widened = _widened(inputs)
    ranges = {unit: _range(inputs, frame, unit) if len(frame) else None for unit in UNITS}
    return Section(
        values=ranges | {"steps": [STEPS_TABLES[unit] for unit, _ in _by_unit(steps)]},
        tables=(
            *([_table(frame, inputs)] if len(frame) else []),
            *([_widening(widened, inputs)] if len(widened) else []),
            *(_steps_table(rows, unit, inputs) for unit, rows in _by_unit(steps)),
        ),
        figures=(
            *([_figure(frame)] if len(frame) else []),
            *([_steps_figure(steps)] if len(steps) else []),
        ),
    )


def column_steps(inputs: ReportInputs) -> pd.DataFrame:
    """Groups of columns added to a horizon or removed from it; no rows where not measured."""
    rows = inputs.table("hindsight")
    if rows is None:
        return pd.DataFrame()
    steps = with_period_labels(rows)
    how = steps["step"].map(STEPS) + " " + steps["base_horizon"]
    return steps.assign(columns=steps["group"].map(labels.column_group), how=how)


def _by_unit(steps: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if steps.empty:
        return []
    found = [(unit, steps[steps["unit"] == unit]) for unit in UNITS]
    return [(unit, rows) for unit, rows in found if len(rows)]


def same_model(inputs: ReportInputs) -> pd.DataFrame:
    """Scores of the lead flagship's model on every horizon, where all three have it."""
    frames = [_unit_rows(inputs, unit) for unit in UNITS]
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _unit_rows(inputs: ReportInputs, unit: str) -> pd.DataFrame:
    rows = inputs.rows("scores", unit=unit, model=str(inputs.flagship(LEAD, unit)))
    rows = rows[rows["period"].isin(PERIODS) & rows["horizon"].isin(HORIZONS)]
    if rows["horizon"].nunique() < len(HORIZONS):
        return rows.head(0)
    place = rows["horizon"].map({name: index for index, name in enumerate(NARROWEST_FIRST)})
    rows = rows.assign(place=place, label=rows["period"].map(labels.period))
    return rows.sort_values(["period", "place"], ignore_index=True).drop(columns="place")


def _range(inputs: ReportInputs, frame: pd.DataFrame, unit: str) -> Mapping[str, Any] | None:
    rows = frame[(frame["unit"] == unit) & (frame["period"] == PERIOD)].set_index("horizon")
    if rows.empty:
        return None
    accuracy, brier = rows["accuracy"], rows["brier"]
    return {
        "model": labels.model(rows["model"].iloc[0]),
        "strict": wording.percent(accuracy["strict"]),
        "argument": wording.percent(accuracy["argument"]),
        "paper": wording.percent(accuracy["paper"]),
        "step": _end_to_end(inputs, rows["model"].iloc[0], unit),
        "brier_step": wording.decimal(brier["paper"] - brier["strict"], 4),
    }


def _end_to_end(inputs: ReportInputs, model: str, unit: str) -> Mapping[str, str] | None:
    keys = {"model": model, "unit": unit, "period": PERIOD}
    row = inputs.row("horizon_steps", horizon="paper", narrower="strict", **keys)
    if row is None:
        return None
    return {
        "points": wording.points(row["difference"], 2),
        "interval": wording.points_interval(row["ci_low"], row["ci_high"], 2),
        "term_interval": wording.points_interval(row["term_ci_low"], row["term_ci_high"], 2),
    }


def _table(frame: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = (
        column("Unit", "text"),
        column("Population", "text", "label"),
        column("Knows", "text", "horizon"),
        N,
        *accuracy_columns(inputs.level, "percent2"),
        column("Brier", "decimal4", "brier"),
        column("AUC", "decimal", "auc"),
    )
    return Table("hindsight", "One model, the same cases, three horizons", frame, columns)


def _widened(inputs: ReportInputs) -> pd.DataFrame:
    """The lead flagship's model on each horizon against itself on each narrower one."""
    frames = [
        inputs.rows("horizon_steps", unit=unit, model=str(inputs.flagship(LEAD, unit)))
        for unit in UNITS
    ]
    filled = [frame[frame["period"].isin(PERIODS)] for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame()
    rows = with_period_labels(pd.concat(filled, ignore_index=True))
    return rows.assign(how=rows["narrower"] + " → " + rows["horizon"])


def _widening(rows: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = (
        column("Unit", "text"),
        column("Population", "text", "label"),
        column("Step", "text", "how"),
        N,
        *difference_columns("Difference, points", "difference", inputs.level),
        column("with whole terms resampled", "points2_interval", "term_ci_low", "term_ci_high"),
        column("p", "p", "p_value"),
    )
    caption = "Difference at each step from one horizon to a wider one, on the same cases"
    return Table("horizon_steps", caption, rows, columns)


def _figure(frame: pd.DataFrame) -> Figure:
    return Figure(
        name="hindsight",
        title="What after-the-fact columns add",
        alt="Three dot plots, accuracy, Brier score and area under the curve, of one model on "
        "the strict, argument and paper horizons, cases and votes, all outcomes and merits only. "
        "The numbers are those of the hindsight table.",
        shows="From strict to argument to paper the same model sees more columns coded after the "
        "decision. The slope of a line is their net effect and that of what the wider horizon "
        "lacks.",
        hides="Which part of a later-coded column a careful coder could have known before the "
        "decision.",
        data={"rows": frame},
    )


def _steps_table(steps: pd.DataFrame, unit: str, inputs: ReportInputs) -> Table:
    columns = (
        column("Columns", "text"),
        column("Step", "text", "how"),
        column("Population", "text", "label"),
        N,
        column("Right", "percent2", "accuracy"),
        *difference_columns("Difference", "accuracy_difference", inputs.level),
        column("Brier", "decimal4"),
        column("Its difference", "decimal4", "brier_difference"),
        column("AUC", "decimal"),
    )
    caption = (
        f"Effect of each group of columns: logistic regression on {unit}s, fitted again with one "
        "group added or removed; differences are from the whole horizon, in points"
    )
    shown = int(steps["period"].isin(PERIODS).sum())
    return Table(STEPS_TABLES[unit], caption, steps, columns, limit=shown)


def _steps_figure(steps: pd.DataFrame) -> Figure:
    return Figure(
        name="hindsight_steps",
        title="Effect of each group of columns",
        alt="Dot plots of the change in accuracy on cases and on votes, with intervals, when a "
        "group of columns is added to a horizon or removed from it, over the paper's terms. The "
        "numbers are those of the tables of groups.",
        shows="A dot right of the line is a gain in accuracy, one left of it a loss, when that "
        "group alone is added or removed and the model is fitted again.",
        hides="The joint effect of groups that carry the same information: each can be missed "
        "while the other is there.",
        data={"rows": steps[(steps["period"] == PERIOD) & (steps["step"] != "base")]},
    )


SCORES = {"accuracy": "Share right", "brier": "Brier (low is good)", "auc": "Area under the curve"}
LINES = {
    ("case", "paper"): (BLUE, "-", "o", "Cases, all"),
    ("case", "paper_merits"): (GREEN, "--", "s", "Cases, merits only"),
    ("vote", "paper"): (ORANGE, "-", "^", "Votes, all"),
    ("vote", "paper_merits"): (PURPLE, "--", "D", "Votes, merits only"),
}


def draw_hindsight(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, panels = canvas(1, 3, height=4.8)
    for axes, (score, title) in zip(panels, SCORES.items(), strict=True):
        _panel(axes, data["rows"], score)
        axes.set_title(title, fontsize=12)
    percent_axis(panels[0].yaxis, decimals=1)
    legend_below(figure, panels[0], columns=4)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, score: str) -> None:
    for (unit, period), (colour, dash, marker, label) in LINES.items():
        chosen = rows[(rows["unit"] == unit) & (rows["period"] == period)].set_index("horizon")
        if len(chosen):
            values = chosen.loc[list(NARROWEST_FIRST), score]
            axes.plot(NARROWEST_FIRST, values, dash, marker=marker, color=colour, label=label)
    axes.margins(x=0.12)
    axes.tick_params(labelsize=11)


def draw_hindsight_steps(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure: a row of panels a step, a column a unit."""
    steps = dict(list(data["rows"].groupby("how", sort=False)))
    units = list(data["rows"]["unit"].unique())
    sizes = [rows["columns"].nunique() for rows in steps.values()]
    figure = Picture(figsize=(1.25 * WIDTH, 1.2 + 0.8 * len(sizes) + 0.34 * sum(sizes)))
    panels = figure.subplots(
        len(sizes), len(units), sharex=True, squeeze=False, height_ratios=sizes
    )
    for line, (how, rows) in zip(panels, steps.items(), strict=True):
        for axes, unit in zip(line, units, strict=True):
            _step_panel(axes, rows[rows["unit"] == unit], named=unit == units[0])
            axes.set_title(f"{how.capitalize()}, {unit}s")
    for axes in panels[-1]:
        axes.set_xlabel("Change in accuracy, points")
    return figure


def _step_panel(axes: Axes, rows: pd.DataFrame, *, named: bool) -> None:
    places = differences(axes, rows, "accuracy_difference")
    axes.set_yticks(places, rows["columns"] if named else [""] * len(rows), fontsize=11)
    axes.margins(y=0.6 / len(rows))
