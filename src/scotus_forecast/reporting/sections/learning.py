"""Accuracy by years of history, and the importance of groups of columns."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.reporting import labels
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import (
    PERIOD,
    N,
    accuracy_columns,
    difference_columns,
    with_period_labels,
)
from scotus_forecast.reporting.sections.hindsight import SCORES
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    canvas,
    legend_below,
    percent_axis,
)


def build_learning(inputs: ReportInputs) -> Section:
    """Show the learning curve as it was scored."""
    rows = inputs.table("learning_curve")
    if rows is None:
        return Section(absent="This run measured no learning curve.")
    frame = with_period_labels(rows).assign(terms=rows["case_window"].map(_terms).to_numpy())
    return Section(tables=(_table(frame, inputs),), figures=(_figure(frame),))


def _terms(window: int | None) -> str:
    return "all" if window is None or pd.isna(window) else str(int(window))


def _table(frame: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = (
        column("Terms of history", "text", "terms"),
        column("Period", "text", "label"),
        N,
        *accuracy_columns(inputs.level, "percent2"),
        column("Brier", "decimal4"),
        column("AUC", "decimal"),
    )
    caption = "Logistic regression on cases, trained on fewer or more terms before the forecast"
    return Table("learning_curve", caption, frame, columns)


def _figure(frame: pd.DataFrame) -> Figure:
    return Figure(
        name="learning_curve",
        title="How many terms of history a forecast needs",
        alt="Three line plots, accuracy, Brier score and area under the curve, of one model by "
        "the number of terms it was trained on, over the paper's terms and over recent ones, all "
        "outcomes and merits only. The numbers are those of the table.",
        shows="Where a line is flat, more terms of such data would change the forecasts little.",
        hides="The part of the past in the features: their histories reach back to the first "
        "term, whatever the window.",
        data={"rows": frame},
    )


LINES = {
    "paper": (BLUE, "-", "o"),
    "paper_merits": (GREEN, "--", "s"),
    "y1956_2014": (ORANGE, "-", "^"),
    "y1956_2014_merits": (PURPLE, "--", "D"),
}


def draw_learning_curve(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, panels = canvas(1, 3, height=5.0)
    for axes, (score, title) in zip(panels, SCORES.items(), strict=True):
        _panel(axes, data["rows"], score)
        axes.set_title(title, fontsize=12)
        axes.set_xlabel("Terms of history")
    percent_axis(panels[0].yaxis, decimals=1)
    legend_below(figure, panels[0], columns=2)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, score: str) -> None:
    for period, (colour, dash, marker) in LINES.items():
        chosen = rows[rows["period"] == period]
        if len(chosen):
            axes.plot(chosen["terms"], chosen[score], dash, marker=marker, color=colour,
                      label=chosen["label"].iloc[0])  # fmt: skip
    axes.tick_params(labelsize=11)


def build_importance(inputs: ReportInputs) -> Section:
    """Show grouped permutation importance on held-out terms."""
    rows = inputs.table("importance")
    if rows is None:
        return Section(absent="This run measured no importance of columns.")
    frame = with_period_labels(rows).assign(columns=rows["group"].map(labels.column_group))
    return Section(values={"unmoved": _unmoved(frame)}, tables=(_importance_table(frame, inputs),))


def _unmoved(frame: pd.DataFrame) -> list[str]:
    """Groups that no shuffling within a term can change."""
    fixed = frame[(frame["moved"] == 0) & (frame["period"] == PERIOD)]
    return [name.lower() for name in fixed["columns"]]


def _importance_table(frame: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = (
        column("Columns", "text"),
        column("Period", "text", "label"),
        N,
        column("Features", "count"),
        column("Can move", "percent", "moved"),
        *difference_columns("Accuracy lost", "accuracy_loss", inputs.level),
        column("Brier lost", "decimal4", "brier_loss"),
        column("from", "decimal4", "brier_ci_low"),
        column("to", "decimal4", "brier_ci_high"),
    )
    caption = (
        "Loss when a group of columns is shuffled among the cases of a term that the model has "
        "not seen; accuracy in points, logistic regression on cases"
    )
    shown = int((frame["period"] == PERIOD).sum())
    return Table("importance", caption, frame, columns, limit=shown)
