"""Which groups of columns carry the forecasts, where the run measured it."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.reporting import labels
from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sections.common import (
    PERIOD,
    N,
    difference_columns,
    with_period_labels,
)
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import Table, column


def build(inputs: Inputs) -> Section:
    """Show grouped permutation importance on held-out terms."""
    rows = inputs.table("importance")
    if rows is None:
        return Section(absent="This run measured no importance of columns.")
    frame = with_period_labels(rows).assign(columns=rows["group"].map(labels.column_group))
    return Section(values={"unmoved": _unmoved(frame)}, tables=(_table(frame, inputs),))


def _unmoved(frame: pd.DataFrame) -> list[str]:
    """Groups that no shuffling within a term can reach."""
    fixed = frame[(frame["moved"] == 0) & (frame["period"] == PERIOD)]
    return [name.lower() for name in fixed["columns"]]


def _table(frame: pd.DataFrame, inputs: Inputs) -> Table:
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
        "What is lost when a group of columns is shuffled together among the cases of a term "
        "that the model had not seen; accuracy in points, logistic regression on cases"
    )
    shown = int((frame["period"] == PERIOD).sum())
    return Table("importance", caption, frame, columns, limit=shown)
