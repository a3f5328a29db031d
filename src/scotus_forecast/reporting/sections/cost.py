"""What a run costs, as last benchmarked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import Table, column

_MINUTE = 60


def build(inputs: Inputs) -> Section:
    """Show the committed benchmark, with the machine it was made on."""
    measured = inputs.benchmarks or {}
    rows = measured.get("results", [])
    if not rows:
        return Section(absent="No benchmark has been committed yet.")
    return Section(
        values={
            "machine": _machine(measured.get("machine", "")),
            "whole_job": _minutes(measured.get("whole_job_seconds")),
            "flagship": _minutes(measured.get("flagship_seconds")),
            "protocol": _protocol(measured.get("published_protocol")),
        },
        tables=(_table(rows),),
    )


def _table(rows: list[Mapping[str, Any]]) -> Table:
    # Counts stay counts where some rows have none.
    table = pd.DataFrame(rows).convert_dtypes()
    return Table(
        "cost",
        "Time and memory by kind of stage, as last benchmarked",
        table,
        (
            column("Court", "text", "dataset"),
            column("Stage", "text"),
            column("Runs", "count"),
            column("Seconds", "count"),
            column("CPU seconds", "count", "cpu_seconds"),
            column("Peak memory, MB", "count", "peak_rss_mb"),
            column("Models fitted", "count", "fits"),
        ),
    )


def _minutes(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds / _MINUTE:.1f}"


def _protocol(estimate: Mapping[str, float] | None) -> dict[str, str] | None:
    if not estimate or estimate.get("ratio") is None:
        return None
    return {
        "model": labels.model("katz_forest"),
        "core_hours": wording.count(estimate["core_hours"]),
        "core_minutes": f"{estimate['katz_forest_core_seconds'] / _MINUTE:.1f}",
        "ratio": wording.count(estimate["ratio"]),
    }


def _machine(described: Any) -> str:  # noqa: ANN401 - a sentence or a mapping
    if isinstance(described, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in described.items())
    return str(described)
