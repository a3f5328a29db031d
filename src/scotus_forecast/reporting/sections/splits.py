"""The distribution of the votes of a case, where the run forecasts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section
from scotus_forecast.reporting.sections.calibration import MODERN
from scotus_forecast.reporting.sections.common import distinct_periods
from scotus_forecast.reporting.sources import LEAD, Inputs
from scotus_forecast.reporting.tables import Table, column


def build(inputs: Inputs) -> Section:
    """Compare the coalition model with history and with independent votes."""
    scored = inputs.table("splits")
    if scored is None:
        return Section(absent="This run forecasts no vote splits, so there is nothing to score.")
    frame = distinct_periods(scored, inputs.last_term)
    frame = frame.assign(label=frame["period"].map(labels.period))
    row = inputs.row("splits", horizon=LEAD, period=MODERN)
    return Section(
        values={"modern": _words(row) if row else None},
        tables=(_table(frame),),
        figures=(_figure(frame),),
    )


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    gain = row["improvement_over_historical"], row["ci_low"], row["ci_high"]
    return {
        "period": labels.period(row["period"]).lower(),
        "verdict": wording.verdict(*gain),
        "n": wording.count(row["n"]),
        "ours": wording.decimal(row["log_score"]),
        "historical": wording.decimal(row["log_score_historical"]),
        "independent": wording.decimal(row["log_score_independent"]),
        **dict(zip(("difference", "low", "high"), map(wording.decimal, gain), strict=True)),
        "relative": wording.percent(row["relative_improvement"]),
    }


def _table(frame: pd.DataFrame) -> Table:
    columns = (
        column("Knows", "text", "horizon"),
        column("Period", "text", "label"),
        column("n", "count", "n"),
        column("Log score", "decimal"),
        column("of history", "decimal", "log_score_historical"),
        column("of independent votes", "decimal", "log_score_independent"),
        column("Gain over history", "percent", "relative_improvement"),
        column(
            "Its interval", "percent_interval",
            "relative_improvement_low", "relative_improvement_high",
        ),
        column("CRPS", "decimal"),
        column("of history", "decimal", "crps_historical"),
        column("of independent votes", "decimal", "crps_independent"),
        column("Case accuracy", "percent"),
    )  # fmt: skip
    caption = (
        "Forecasts of the number of votes to reverse; the lower a score, the closer the forecast"
    )
    return Table("splits", caption, frame, columns)


def _figure(frame: pd.DataFrame) -> Figure:
    lead = frame[(frame["horizon"] == LEAD) & frame["period"].isin(labels.PERIODS)]
    return Figure(
        name="splits",
        title="How the votes will divide",
        alt="Log score by period of the coalition model, of frequencies of earlier terms and of "
        "votes taken as independent; the numbers are those of the table.",
        shows="The lower the closer: what is gained over history is what the case tells of the "
        "split, and the distance to independent votes is how far the justices move together.",
        hides="Which splits are hard: most of the score comes from divided cases, and a case "
        "without dissent is cheap for every forecaster.",
        data={"rows": lead},
    )
