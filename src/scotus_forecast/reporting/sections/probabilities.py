"""Whether the probabilities can be trusted: calibration of cases and votes, and vote splits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sections.common import (
    PERIOD,
    N,
    difference_columns,
    distinct_periods,
    flagship_rows,
    only,
    stacked_rows,
)
from scotus_forecast.reporting.sources import ReportInputs

MODERN = "since_1956"
SMALLER_SIDE = "smaller_side"
CALIBRATED = (PERIOD, MODERN, "roberts")


def build(inputs: ReportInputs) -> Section:
    """Collect calibration, reliability and the forecasts of vote splits."""
    frame = _calibrated(inputs)
    if frame.empty:
        return Section(absent="This run holds no calibration table.")
    return Section(
        values={unit: _words(inputs, unit) for unit in UNITS}
        | {
            "outside": {unit: _outside(frame, unit) for unit in UNITS},
            "modern": labels.period(MODERN).lower(),
            "splits": _splits(inputs),
            "unanimous": _unanimous(inputs),
        },
        tables=only(_table(frame), _split_table(inputs), _split_calibration(inputs)),
    )


def _words(inputs: ReportInputs, unit: str) -> dict[str, str] | None:
    model = str(inputs.flagship(LEAD, unit))
    row = inputs.row("calibration", horizon=LEAD, model=model, unit=unit, period=MODERN)
    if row is None:
        return None
    return {
        "slope": wording.decimal(row["slope"], 2),
        "ece": wording.percent(row["ece"]),
        "perfect": wording.percent(row["ece_perfect_95"]),
        "within": row["ece"] <= row["ece_perfect_95"],
    }


def _outside(frame: pd.DataFrame, unit: str) -> dict[str, Any]:
    """Periods of the lead flagship whose calibration error a perfect model would rarely have."""
    rows = frame[(frame["horizon"] == LEAD) & (frame["unit"] == unit)]
    rows = rows[rows["period"].isin(labels.PERIODS)]
    beyond = rows.loc[rows["ece"] > rows["ece_perfect_95"], "label"].tolist()
    return {"of": wording.count(len(rows)), "periods": beyond}


def _calibrated(inputs: ReportInputs) -> pd.DataFrame:
    found = [flagship_rows(inputs, "calibration", h, unit) for h in HORIZONS for unit in UNITS]
    table = distinct_periods(stacked_rows(found), inputs.last_term)
    return table.assign(label=table["period"].map(labels.period)) if len(table) else table


def _table(frame: pd.DataFrame) -> Table:
    columns = (
        column("Knows", "text", "horizon"),
        column("Unit", "text"),
        column("Period", "text", "label"),
        N,
        column("Slope", "decimal"),
        column("Intercept", "decimal"),
        column("found", "decimal4", "ece", group="Error"),
        column("perfect", "decimal4", "ece_perfect_95", group="Error"),
        column("Mis-calibration", "decimal4", "miscalibration", group="Brier"),
        column("Discrimi-nation", "decimal4", "discrimination", group="Brier"),
        column("Uncer-tainty", "decimal4", "uncertainty", group="Brier"),
    )
    caption = "Calibration of the flagships; Brier = miscalibration − discrimination + uncertainty"
    return Table("calibration", caption, frame, columns, limit=0)


def _splits(inputs: ReportInputs) -> dict[str, str] | None:
    row = inputs.row("splits", horizon=LEAD, period=MODERN)
    if row is None:
        return None
    ends = row["relative_improvement_low"], row["relative_improvement_high"]
    return {
        "n": wording.count(row["n"]),
        "relative": wording.percent(row["relative_improvement"]),
        "interval": wording.percent_interval(*ends),
    }


def _unanimous(inputs: ReportInputs) -> Mapping[str, str] | None:
    where = {"horizon": LEAD, "measure": SMALLER_SIDE}
    rows = inputs.rows("split_calibration", **where, period=MODERN)
    if rows.empty:
        return None
    row = rows[rows["value"] == 0].iloc[0]
    return {name: wording.percent(row[name]) for name in ("forecast", "observed", "historical")}


def _split_table(inputs: ReportInputs) -> Table | None:
    scored = inputs.table("splits")
    if scored is None:
        return None
    frame = distinct_periods(scored, inputs.last_term)
    frame = frame.assign(label=frame["period"].map(labels.period))
    whose = (("ours", ""), ("history", "_historical"), ("independent", "_independent"))
    columns = (
        column("Knows", "text", "horizon"),
        column("Period", "text", "label"),
        N,
        *(column(name, "decimal", f"log_score{end}", group="Log score") for name, end in whose),
        *(column(name, "decimal", f"crps{end}", group="CRPS") for name, end in whose),
        column("Gain over history", "share", "relative_improvement",
               "relative_improvement_low", "relative_improvement_high"),
    )  # fmt: skip
    caption = "Forecasts of the number of votes to reverse; a lower score is a closer forecast"
    return Table("splits", caption, frame, columns, limit=0)


def _split_calibration(inputs: ReportInputs) -> Table | None:
    rows = inputs.rows("split_calibration", horizon=LEAD, measure=SMALLER_SIDE)
    if rows.empty:
        return None
    rows = rows[rows["period"].isin(CALIBRATED) & (rows["observed"] + rows["forecast"] > 0)]
    rows = rows.assign(label=rows["period"].map(labels.period), value=rows["value"].map(str))
    columns = (
        column("Period", "text", "label"),
        column("Votes on the smaller side", "text", "value"),
        N,
        column("Forecast", "percent"),
        column("Observed", "percent"),
        difference_columns("difference"),
        column("History", "percent", "historical"),
    )
    caption = "How evenly benches divide, forecast and observed"
    return Table("split_calibration", caption, rows, columns, limit=40)
