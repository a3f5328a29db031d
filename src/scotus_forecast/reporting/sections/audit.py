"""Leakage checks, and what each column alone tells of the outcome."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sources import ReportInputs

#: Where a column was looked at: in the file, or as the lead horizon shows it.
RAW, SHOWN = "raw", "shown"


def build(inputs: ReportInputs) -> Section:
    """Show every check of the audit with its status, and the probe of columns."""
    table = inputs.table("audit")
    if table is None:
        return Section(absent="The leakage audit has not been run on this data.")
    counts = table["status"].value_counts()
    probe = inputs.table("probe")
    return Section(
        values={
            status: int(counts.get(status, 0)) for status in ("pass", "warn", "fail", "skipped")
        }
        | {"checks": len(table)},
        tables=(_checks(table), *([] if probe is None else [_probe(probe)])),
    )


def _checks(table: pd.DataFrame) -> Table:
    columns = (
        column("Check", "text", "code"),
        column("What it asks", "text", "title"),
        column("Status", "text"),
        column("Found", "text", "detail"),
    )
    return Table("audit", "Leakage checks", table, columns, limit=60)


def _probe(probe: pd.DataFrame) -> Table:
    """One row a column: what it tells as in the file, and as the argument horizon shows it."""
    in_file = probe["where"] == RAW
    raw, shown = (
        probe[where].set_index("column").drop(columns="where") for where in (in_file, ~in_file)
    )
    wide = raw.join(shown, how="outer", lsuffix=f"_{RAW}", rsuffix=f"_{SHOWN}")
    wide = wide.assign(distance=(wide[f"auc_blank_{RAW}"] - 0.5).abs())
    rows = wide.sort_values(["distance", f"auc_value_{RAW}"], ascending=False).drop(
        columns="distance"
    )
    columns = (
        column("Column", "text"),
        column("Blank in the file", "percent", f"blank_share_{RAW}"),
        column("AUC of its value", "decimal", f"auc_value_{RAW}"),
        column("AUC of its blank", "decimal", f"auc_blank_{RAW}"),
        column("Blank on argument", "percent", f"blank_share_{SHOWN}"),
        column("AUC of its value there", "decimal", f"auc_value_{SHOWN}"),
        column("AUC of its blank there", "decimal", f"auc_blank_{SHOWN}"),
    )
    caption = (
        "How well each column alone tells that the outcome is other, before and after masking "
        "and imputation"
    )
    return Table("probe", caption, rows.reset_index(), columns, limit=len(rows))
