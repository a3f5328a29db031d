"""Leakage checks, and how close forecasts of the simulated Court come to the truth.

The simulated report shows every model. The real report shows the committed record of the last
simulated run, `reports/control.json`, and so reads nothing simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.metrics_json import plain
from scotus_forecast.reporting.sections.common import WHO, N, difference_columns
from scotus_forecast.reporting.sources import ReportInputs, matching
from scotus_forecast.reporting.style import canvas, differences

#: Where a column was looked at: in the file, or as the lead horizon shows it.
RAW, SHOWN = "raw", "shown"


def build_audit(inputs: ReportInputs) -> Section:
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


KEYS = ("horizon", "unit")


def control_record(inputs: ReportInputs) -> dict[str, Any] | None:
    """Last result on the simulated Court; None on the real one, whose truth nobody knows.

    Returns
    -------
    dict or None
        ``dataset, seed, confidence, cases, votes, first_term, last_term`` of the run, and
        ``results``: for each horizon and unit, the row of ``regret.parquet`` of its most accurate
        model.
    """
    regret = inputs.table("regret")
    if not inputs.simulated or regret is None:
        return None
    best = regret.loc[regret.groupby(list(KEYS))["accuracy"].idxmax()]
    return {
        "dataset": inputs.dataset,
        "seed": inputs.params.seed,
        "confidence": inputs.params.evaluation.confidence,
        "cases": len(inputs.cases),
        "votes": inputs.votes,
        "first_term": int(inputs.cases["term"].min()),
        "last_term": inputs.last_term,
        "results": [
            {name: plain(value) for name, value in row.items()} for row in best.to_dict("records")
        ],
    }


def build_control(inputs: ReportInputs) -> Section:
    """Collect the distance of models to the simulator's own probabilities."""
    regret = inputs.table("regret") if inputs.simulated else _recorded(inputs.control)
    if regret is None:
        return Section(absent="No result on the simulated Court has been recorded.")
    shown = _shown(regret)
    return Section(
        values={unit: _best(inputs, shown, unit) for unit in UNITS} | {"run": _run(inputs)},
        tables=(_table(shown, inputs),),
        figures=(_figure(shown),),
    )


def _recorded(record: Mapping[str, Any] | None) -> pd.DataFrame | None:
    return None if record is None else pd.DataFrame(record["results"])


def _run(inputs: ReportInputs) -> dict[str, Any] | None:
    """Which run the record is of; the simulated report is of its own."""
    record = inputs.control
    if inputs.simulated or record is None:
        return None
    counts = {name: wording.count(record[name]) for name in ("cases", "votes")}
    return counts | {name: record[name] for name in ("seed", "first_term", "last_term")}


def _shown(regret: pd.DataFrame) -> pd.DataFrame:
    shown = regret.assign(forecaster=regret["model"].map(labels.model))
    return shown.sort_values(["unit", "accuracy"], ascending=[True, False], ignore_index=True)


def _best(inputs: ReportInputs, regret: pd.DataFrame, unit: str) -> dict[str, str] | None:
    """Words on the most accurate model of the lead horizon."""
    rows = matching(regret, horizon=LEAD, unit=unit)
    if rows.empty:
        return None
    row = rows.iloc[0].to_dict() | {"p_value": None}
    confidence = inputs.params.evaluation.confidence
    return {
        "model": row["forecaster"],
        "accuracy": wording.percent(row["accuracy"]),
        "bayes": wording.percent(row["bayes_accuracy"]),
        "compared": str(wording.paired_statement(row, "the Bayes forecast", confidence)),
        "error": wording.decimal(100 * row["mean_absolute_error"], 1),
    }


def _table(regret: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = (
        *WHO,
        N,
        column("Right", "percent", "accuracy"),
        column("Bayes right", "percent", "bayes_accuracy"),
        *difference_columns("Difference, points", "difference", inputs.level),
        column("Mean distance from the true probability", "percent", "mean_absolute_error"),
        column("Kullback–Leibler divergence", "decimal4", "kl_divergence"),
    )
    which = "every model" if inputs.simulated else "the most accurate model of each horizon"
    caption = f"Simulated Court, {which}: distance to the true probabilities"
    return Table("simulated_control", caption, regret, columns, limit=60)


def _figure(regret: pd.DataFrame) -> Figure:
    return Figure(
        name="simulated_control",
        title="Simulated Court: distance to the Bayes forecast",
        alt="Dot plots, cases and votes, of each model's accuracy minus that of the Bayes "
        "forecast, with intervals. The numbers are those of the control table.",
        shows="Zero is the accuracy of the true probabilities. A dot to its left is how much a "
        "model falls short of the best that any forecaster could reach.",
        hides="What the best forecast of the real Court could reach: the simulator is a "
        "simplification of it.",
        data={"rows": regret},
    )


TITLES = {"case": "Cases", "vote": "Justice votes"}


def draw_simulated_control(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    rows = data["rows"]
    most = rows["unit"].value_counts().max()
    figure, panels = canvas(2, 1, height=1.6 + 0.66 * most, sharex=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, rows[rows["unit"] == unit])
        axes.set_title(title)
    panels[1].set_xlabel("Accuracy minus Bayes, percentage points")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    places = differences(axes, rows, "difference")
    names = rows["forecaster"] + " (" + rows["horizon"] + ")"
    axes.set_yticks(places, names, fontsize=10)
