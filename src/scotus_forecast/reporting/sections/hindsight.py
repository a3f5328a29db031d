"""What columns coded after the fact add, which columns matter, and how much history is needed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sections.common import (
    PERIOD,
    RIGHT,
    N,
    difference_columns,
    only,
    stacked_rows,
    with_period_labels,
)
from scotus_forecast.reporting.sources import ReportInputs

PERIODS = (PERIOD, PERIOD + labels.MERITS_SUFFIX)
STEPS = {"base": "the whole of", "added": "added to", "removed": "removed from"}
STEPS_TABLES = {"case": "hindsight_steps", "vote": "hindsight_steps_votes"}
#: Groups that the sentence on importance names.
MOST = 3


def build(inputs: ReportInputs) -> Section:
    """Collect one model's scores on the three horizons, and the worth of groups of columns."""
    steps, widened = column_steps(inputs), _widened(inputs)
    if steps.empty and widened.empty:
        return Section(absent="No model of this run was scored on all three horizons.")
    return Section(
        values={unit: _words(inputs, unit) for unit in UNITS}
        | {"most": _most(inputs), "windows": _windows(inputs)},
        tables=only(
            _widening(widened, inputs),
            *(_steps_table(steps, unit) for unit in UNITS),
            _importance(inputs),
            _learning(inputs),
        ),
    )


def _words(inputs: ReportInputs, unit: str) -> Mapping[str, str] | None:
    """Accuracy of the lead flagship's model on each horizon, and the gain from end to end."""
    model = str(inputs.flagship(LEAD, unit))
    keys = {"model": model, "unit": unit, "period": PERIOD}
    rows = {horizon: inputs.row("scores", horizon=horizon, **keys) for horizon in HORIZONS}
    step = inputs.row("horizon_steps", horizon="paper", narrower="strict", **keys)
    if step is None or not all(rows.values()):
        return None
    shares = {h: wording.percent(row["accuracy"]) for h, row in rows.items() if row}
    ends = wording.points_interval(step["term_ci_low"], step["term_ci_high"], 2)
    return shares | {"step": wording.points(step["difference"], 2).lstrip("+"), "interval": ends}


def _most(inputs: ReportInputs) -> list[str]:
    """Groups of columns whose shuffling costs most."""
    rows = inputs.rows("importance", unit="case", period=PERIOD)
    if rows.empty:
        return []
    most = rows.sort_values("accuracy_loss", ascending=False).head(MOST)
    return [
        f"{labels.column_group(row['group']).lower()} "
        f"({wording.points(row['accuracy_loss']).lstrip('+')} points)"
        for row in most.to_dict("records")
    ]


def _windows(inputs: ReportInputs) -> Mapping[str, str] | None:
    rows = inputs.rows("learning_curve", unit="case", period=PERIOD)
    if rows.empty:
        return None
    first, last = rows.iloc[0], rows[rows["case_window"].isna()]
    whole = last.iloc[0] if len(last) else rows.iloc[-1]
    return {
        "terms": _terms(first["case_window"]),
        "short": wording.percent(first["accuracy"]),
        "all": wording.percent(whole["accuracy"]),
    }


def column_steps(inputs: ReportInputs) -> pd.DataFrame:
    """Groups of columns added to a horizon or removed from it; no rows where not measured."""
    rows = inputs.table("hindsight")
    if rows is None:
        return pd.DataFrame()
    steps = with_period_labels(rows)
    how = steps["step"].map(STEPS) + " " + steps["base_horizon"]
    return steps.assign(columns=steps["group"].map(labels.column_group), how=how)


def _widened(inputs: ReportInputs) -> pd.DataFrame:
    """The lead flagship's model on each horizon against itself on each narrower one."""
    rows = stacked_rows(
        [inputs.rows("horizon_steps", unit=u, model=str(inputs.flagship(LEAD, u))) for u in UNITS]
    )
    if rows.empty:
        return rows
    rows = with_period_labels(rows[rows["period"].isin(PERIODS)])
    return rows.assign(how=rows["narrower"] + " → " + rows["horizon"])


def _widening(rows: pd.DataFrame, inputs: ReportInputs) -> Table | None:
    if rows.empty:
        return None
    columns = (
        column("Unit", "text"),
        column("Population", "text", "label"),
        column("Step", "text", "how"),
        N,
        difference_columns("difference"),
        column("Over terms", "points2_interval", "term_ci_low", "term_ci_high"),
        column("p", "mark", "p_value"),
    )
    caption = f"From one horizon to a wider one, on the same cases; {inputs.level} intervals"
    return Table("horizon_steps", caption, rows, columns)


def _steps_table(steps: pd.DataFrame, unit: str) -> Table | None:
    rows = steps[steps["unit"] == unit] if len(steps) else steps
    if rows.empty:
        return None
    columns = (
        column("Columns", "text"),
        column("Step", "text", "how"),
        column("Population", "text", "label"),
        N,
        column("Right", "percent2", "accuracy"),
        difference_columns("accuracy_difference"),
        column("Brier", "decimal4"),
        column("change", "decimal4", "brier_difference"),
        column("AUC", "decimal"),
    )
    caption = f"Each group of columns added or removed: logistic regression on {unit}s, refitted"
    return Table(STEPS_TABLES[unit], caption, rows, columns, limit=0)


def _importance(inputs: ReportInputs) -> Table | None:
    rows = inputs.table("importance")
    if rows is None:
        return None
    frame = with_period_labels(rows).assign(columns=rows["group"].map(labels.column_group))
    columns = (
        column("Columns", "text"),
        column("Period", "text", "label"),
        N,
        column("Features", "count"),
        column("Can move", "percent", "moved"),
        column("Accuracy lost", "lead2", "accuracy_loss", "ci_low", "ci_high"),
        column("Brier lost", "decimal4", "brier_loss"),
    )
    caption = "Loss when a group of columns is shuffled among the cases of a held-out term"
    return Table("importance", caption, frame, columns, limit=0)


def _learning(inputs: ReportInputs) -> Table | None:
    rows = inputs.table("learning_curve")
    if rows is None:
        return None
    frame = with_period_labels(rows).assign(terms=rows["case_window"].map(_terms).to_numpy())
    columns = (
        column("Terms of history", "text", "terms"),
        column("Period", "text", "label"),
        N,
        RIGHT,
        column("Brier", "decimal4"),
        column("AUC", "decimal"),
    )
    caption = "Logistic regression on cases, trained on fewer or more terms"
    return Table("learning_curve", caption, frame, columns)


def _terms(window: float | None) -> str:
    return "all" if window is None or pd.isna(window) else str(int(window))
