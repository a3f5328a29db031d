"""What a run costs, as last benchmarked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import plain_table


def build(inputs: Inputs) -> Section:
    """Show the committed benchmark, with the machine it was made on."""
    rows = [] if inputs.benchmarks is None else inputs.benchmarks.get("results", [])
    if not rows:
        return Section(absent="No benchmark has been committed yet.")
    # Counts stay counts where some rows have none.
    table = pd.DataFrame(rows).convert_dtypes()
    caption = "Time and memory as last benchmarked"
    return Section(
        values={"machine": _machine(inputs.benchmarks.get("machine", ""))},
        tables=(plain_table("cost", caption, table),),
    )


def _machine(described: Any) -> str:  # noqa: ANN401 - a sentence or a mapping
    if isinstance(described, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in described.items())
    return str(described)
