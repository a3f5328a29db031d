"""What several sections ask of the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import TableColumn, column
from scotus_forecast.reporting.sources import ReportInputs

PERIOD = "paper"
MAIN_BASELINE = "most_frequent_10"
PUBLICATION_RUN = "katz_publication_run"
STORED_RUNS = (PUBLICATION_RUN, "katz_one_tree")
HINDSIGHT = "best_baseline_in_hindsight"

#: Settings were chosen on the first's terms (`docs/decisions/001`), not on the second's.
CHOSEN_ON, NOT_CHOSEN_ON = "y1816_1945", "y1946_2014"
TESTS = {"case": "exact McNemar"}

#: Spans that end with the paper's last term and have an open twin.
CLOSED_TWINS = ("y1946_2014", "y1956_2014")

REFERENCES = {
    "katz_publication_run": "the paper's stored publication run",
    "katz_one_tree": "the paper's stored one-tree run",
    "always_reverse": "always saying reverse",
    "most_frequent_10": "the most frequent outcome of the last ten terms",
    "most_frequent_20": "the most frequent outcome of the last twenty terms",
    "most_frequent_all": "the most frequent outcome of all earlier terms",
    "justice_rate": "each justice's own past rate",
    "best_baseline_in_hindsight": "the best baseline chosen in hindsight",
}


#: Who forecast, as most tables begin.
WHO = (column("Forecaster", "text"), column("Knows", "text", "horizon"), column("Unit", "text"))
N = column("n", "count", "n")
QUALITY = (column("Brier", "decimal", "brier"), column("AUC", "decimal", "auc"))
BASELINE_COLUMNS = (
    column("Ten-term baseline", "percent", "accuracy_most_frequent_10"),
    column("Always reverse", "percent", "accuracy_always_reverse"),
)


def accuracy_columns(level: str, style: str = "percent") -> tuple[TableColumn, TableColumn]:
    """Share right and its interval, which no table of accuracies leaves out."""
    return (
        column("Right", style, "accuracy"),
        column(f"{level} interval", "percent_interval", "accuracy_low", "accuracy_high"),
    )


def difference_columns(heading: str, key: str, level: str) -> tuple[TableColumn, TableColumn]:
    """Return the columns of a paired difference in points and of its interval."""
    return (
        column(heading, "points2", key),
        column(f"{level} interval of that", "points2_interval", "ci_low", "ci_high"),
    )


def reference(name: str) -> str:
    """Name of a reference inside a sentence."""
    return REFERENCES.get(name, labels.model(name))


def scored(
    inputs: ReportInputs, horizon: str, model: str | None, unit: str, period: str = PERIOD
) -> Mapping[str, Any] | None:
    """Return one score as text for a sentence, or None where it was not computed."""
    row = inputs.row("scores", horizon=horizon, model=str(model), unit=unit, period=period)
    if row is None:
        return None
    return {
        "model": labels.model(str(model)),
        "n": wording.count(row["n"]),
        "accuracy": wording.percent(row["accuracy"]),
        "interval": wording.percent_interval(row["accuracy_low"], row["accuracy_high"]),
        "term_interval": wording.percent_interval(
            row["accuracy_term_low"], row["accuracy_term_high"]
        ),
        "brier": wording.decimal(row["brier"]),
        "auc": wording.decimal(row["auc"]),
        "low": row["accuracy_low"],
        "high": row["accuracy_high"],
    }


def flagship_scored(
    inputs: ReportInputs, horizon: str, unit: str, period: str = PERIOD
) -> Mapping[str, Any] | None:
    """Score of a horizon's flagship as text."""
    return scored(inputs, horizon, inputs.flagship(horizon, unit), unit, period)


def flagship_compared(
    inputs: ReportInputs, horizon: str, unit: str, against: str, period: str = PERIOD
) -> wording.PairedStatement | None:
    """Paired comparison of a horizon's flagship with a reference, or None."""
    row = _paired_row(inputs, horizon, unit, against, period)
    if row is None:
        return None
    confidence = inputs.params.evaluation.confidence
    return wording.paired_statement(row, reference(against), confidence, TESTS.get(unit, ""))


def flagship_over_terms(
    inputs: ReportInputs, horizon: str, unit: str, against: str, period: str = PERIOD
) -> wording.PairedStatement | None:
    """The same comparison with whole terms resampled, which no test goes with, or None."""
    row = _paired_row(inputs, horizon, unit, against, period)
    if row is None:
        return None
    ends = {"ci_low": row["term_ci_low"], "ci_high": row["term_ci_high"]}
    confidence = inputs.params.evaluation.confidence
    return wording.paired_statement({**row, **ends}, "that run", confidence)


def _paired_row(
    inputs: ReportInputs, horizon: str, unit: str, against: str, period: str
) -> Mapping[str, Any] | None:
    model = str(inputs.flagship(horizon, unit))
    keys = {"horizon": horizon, "model": model, "unit": unit, "period": period}
    return inputs.row("paired", **keys, reference=against)


def groups(
    inputs: ReportInputs, horizon: str, model: str | None, unit: str, group: str
) -> pd.DataFrame:
    """Rows of the `groups` table for one forecaster and grouping."""
    return inputs.rows("groups", horizon=horizon, model=str(model), unit=unit, group=group)


def distinct_periods(rows: pd.DataFrame, last_term: int) -> pd.DataFrame:
    """Leave out spans that end with the paper where the data end there too."""
    if rows.empty or last_term > labels.STORED_TERMS[1]:
        return rows
    return rows[~rows["period"].str.startswith(CLOSED_TWINS)].reset_index(drop=True)


def with_period_labels(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows renumbered, each with the readable name of its period as ``label``."""
    return rows.assign(label=rows["period"].map(labels.period)).reset_index(drop=True)


def by_term(inputs: ReportInputs, horizon: str, model: str | None, unit: str) -> pd.DataFrame:
    """Accuracy by term of one forecaster, in the order of the terms."""
    table = groups(inputs, horizon, model, unit, "term")
    if table.empty:
        return table
    return table.assign(term=table["value"].astype(int)).sort_values("term", ignore_index=True)


def smoothed(table: pd.DataFrame, column: str = "accuracy", window: int = 9) -> pd.Series:
    """Centred moving mean over terms, weighted by the number of forecasts."""
    weight = table["n"].rolling(window, center=True, min_periods=1).sum()
    total = (table["n"] * table[column]).rolling(window, center=True, min_periods=1).sum()
    return total / weight
