"""Which groups of columns carry the forecasts, where the run measured it."""

from __future__ import annotations

from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import plain_table


def build(inputs: Inputs) -> Section:
    """Show grouped permutation importance on held-out terms."""
    table = inputs.table("importance")
    if table is None:
        return Section(absent="This run measured no importance of columns.")
    caption = "What is lost when a group of columns is shuffled together, on held-out terms"
    return Section(tables=(plain_table("importance", caption, table),))
