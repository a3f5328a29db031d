"""Leakage checks and their status."""

from __future__ import annotations

from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import Table, column


def build(inputs: Inputs) -> Section:
    """Show every check of the audit with its status."""
    table = inputs.table("audit")
    if table is None:
        return Section(absent="The leakage audit has not been run on this data.")
    columns = (
        column("Check", "text", "code"),
        column("What it asks", "text", "title"),
        column("Status", "text"),
        column("Found", "text", "detail"),
    )
    counts = table["status"].value_counts()
    return Section(
        values={
            status: int(counts.get(status, 0)) for status in ("pass", "warn", "fail", "skipped")
        }
        | {"checks": len(table)},
        tables=(Table("audit", "Leakage checks", table, columns, limit=60),),
    )
