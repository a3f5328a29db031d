"""Accuracy by years of history, where the run measured it."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.reporting.document import Figure, Section
from scotus_forecast.reporting.sections.common import N, accuracy_columns, with_period_labels
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import Table, column


def build(inputs: Inputs) -> Section:
    """Show the learning curve as it was scored."""
    rows = inputs.table("learning_curve")
    if rows is None:
        return Section(absent="This run measured no learning curve.")
    frame = with_period_labels(rows).assign(terms=rows["case_window"].map(_terms).to_numpy())
    return Section(tables=(_table(frame, inputs),), figures=(_figure(frame),))


def _terms(window: int | None) -> str:
    return "all" if pd.isna(window) else str(int(window))


def _table(frame: pd.DataFrame, inputs: Inputs) -> Table:
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
        "outcomes and merits only; the numbers are those of the table.",
        shows="Where a line is flat, more terms of the same kind of data would not change "
        "the forecasts much.",
        hides="What more could be learned of each case: the histories behind the features "
        "always reach back to the first term, whatever the window.",
        data={"rows": frame},
    )
