"""What several sections ask of the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.evaluation.periods import PERIODS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Table, TableColumn, column
from scotus_forecast.reporting.sources import ReportInputs

PERIOD, TODAY, AFTER = "paper", "roberts", "since_paper"
ALWAYS, MAIN_BASELINE = "always_reverse", "most_frequent_10"
PUBLICATION_RUN, ONE_TREE = STORED_RUNS = ("katz_publication_run", "katz_one_tree")
HINDSIGHT = "best_baseline_in_hindsight"

#: Settings were chosen on the first's terms (`docs/decisions/001`), not on the second's.
CHOSEN_ON, NOT_CHOSEN_ON = "y1816_1945", "y1946_2014"

#: Spans that end with the paper's last term and have an open twin.
CLOSED_TWINS = ("y1946_2014", "y1956_2014")

REFERENCES = {
    PUBLICATION_RUN: "the paper’s publication run",
    ONE_TREE: "the paper’s one-tree run",
    ALWAYS: "always guessing “reverse”",
    MAIN_BASELINE: "the most frequent outcome of the last ten terms",
    "most_frequent_20": "the most frequent outcome of the last twenty terms",
    "most_frequent_all": "the most frequent outcome of all earlier terms",
    "justice_rate": "each justice’s own past rate",
    "bayes": "the true probabilities",
}

N = column("n", "count", "n")
WHO = (column("Forecaster", "text"), column("Knows", "text", "horizon"), column("Unit", "text"))
QUALITY = (column("Brier", "decimal", "brier"), column("AUC", "decimal", "auc"))
RIGHT = column("Right", "share", "accuracy", "accuracy_low", "accuracy_high")
RIGHT_BY_TERM = column("Right", "share", "accuracy", "accuracy_term_low", "accuracy_term_high")


def difference_columns(key: str) -> TableColumn:
    """Return the column of a paired difference in points with its interval."""
    return column("Difference", "lead2", key, "ci_low", "ci_high")


def reference(name: str) -> str:
    """Name of a reference inside a sentence."""
    return REFERENCES.get(name, labels.model(name))


#: Periods by name.
_PERIODS = {period.name: period for period in PERIODS}


def years(inputs: ReportInputs, name: str) -> str:
    """Terms of a period, an open end closed by the last term of the data."""
    period = _PERIODS[name.removesuffix(labels.MERITS_SUFFIX)]
    return wording.terms(period.first_term, period.last_term or inputs.last_term)


def only(*found: Table | None) -> tuple[Table, ...]:
    """Keep the tables that have rows."""
    return tuple(table for table in found if table is not None and len(table.frame))


def flagship_row(
    inputs: ReportInputs, horizon: str, unit: str, period: str = PERIOD
) -> Mapping[str, Any] | None:
    """Scores of a horizon's flagship, or None where it was not scored."""
    model = str(inputs.flagship(horizon, unit))
    return inputs.row("scores", horizon=horizon, model=model, unit=unit, period=period)


def scored(row: Mapping[str, Any] | None) -> Mapping[str, str] | None:
    """Return one row of scores as text for a sentence; intervals resample whole terms."""
    if row is None:
        return None
    ends = row["accuracy_term_low"], row["accuracy_term_high"]
    return {
        "n": wording.count(row["n"]),
        "accuracy": wording.percent(row["accuracy"]),
        "interval": wording.percent_interval(*ends),
        "brier": wording.decimal(row["brier"]),
        "auc": wording.decimal(row["auc"]),
    }


def flagship_scored(
    inputs: ReportInputs, horizon: str, unit: str, period: str = PERIOD
) -> Mapping[str, str] | None:
    """Score of a horizon's flagship as text."""
    return scored(flagship_row(inputs, horizon, unit, period))


def paired_row(
    inputs: ReportInputs, unit: str, against: str, period: str, horizon: str = LEAD
) -> Mapping[str, Any] | None:
    """How a flagship compares with a reference in a period, or None."""
    keys = {"horizon": horizon, "model": str(inputs.flagship(horizon, unit)), "unit": unit}
    return inputs.row("paired", **keys, period=period, reference=against)


def comparison(
    inputs: ReportInputs, unit: str, against: str, period: str, horizon: str = LEAD
) -> wording.Lead | None:
    """The same with whole terms resampled, for a sentence."""
    row = paired_row(inputs, unit, against, period, horizon)
    if row is None:
        return None
    ends = row["term_ci_low"], row["term_ci_high"]
    return wording.Lead(row["difference"], *ends, inputs.level)


def distinct_periods(rows: pd.DataFrame, last_term: int) -> pd.DataFrame:
    """Leave out spans that end with the paper where the data end there too."""
    if rows.empty or last_term > labels.STORED_TERMS[1]:
        return rows
    return rows[~rows["period"].str.startswith(CLOSED_TWINS)].reset_index(drop=True)


def with_period_labels(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows renumbered, each with the readable name of its period as ``label``."""
    return rows.assign(label=rows["period"].map(labels.period)).reset_index(drop=True)


def flagship_rows(inputs: ReportInputs, table: str, horizon: str, unit: str) -> pd.DataFrame:
    """Rows of a table of scores that are of a horizon's flagship."""
    return inputs.rows(table, horizon=horizon, model=str(inputs.flagship(horizon, unit)), unit=unit)


def stacked_rows(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the frames that have rows one below the other."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def heard_row(inputs: ReportInputs, unit: str, model: str) -> Mapping[str, Any] | None:
    """Scores of one forecaster on the cases heard, or None."""
    return inputs.row("oral_scores", unit=unit, model=model, period=labels.ARGUED_TERMS)
