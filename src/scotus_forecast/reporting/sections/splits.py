"""The distribution of the votes of a case, where the run forecasts it."""

from __future__ import annotations

from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import plain_table


def build(inputs: Inputs) -> Section:
    """Show the splits table as it was scored."""
    table = inputs.table("splits")
    if table is None:
        return Section(absent="This run forecasts no vote splits, so there is nothing to score.")
    caption = "Forecasts of the whole distribution of the split"
    return Section(tables=(plain_table("splits", caption, table),))
