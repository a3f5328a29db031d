"""Accuracy by years of history, where the run measured it."""

from __future__ import annotations

from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import plain_table


def build(inputs: Inputs) -> Section:
    """Show the learning curve as it was scored."""
    table = inputs.table("learning_curve")
    if table is None:
        return Section(absent="This run measured no learning curve.")
    caption = "The lead flagship trained on fewer years of history"
    return Section(tables=(plain_table("learning_curve", caption, table),))
