"""Leakage checks, and how close forecasts of the simulated Court come to the truth."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import MAIN_BASELINE, WHO, N, difference_columns
from scotus_forecast.reporting.sources import LEAD, Inputs, matching
from scotus_forecast.reporting.style import canvas, differences

#: Where a column was looked at, in the probe and in the table.
RAW, SHOWN = "raw", "folded"


def build_audit(inputs: Inputs) -> Section:
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
    raw, shown = (
        probe[probe["where"] == where].set_index("column").drop(columns="where")
        for where in (RAW, SHOWN)
    )
    wide = raw.join(shown, how="outer", lsuffix=f"_{RAW}", rsuffix=f"_{SHOWN}")
    wide = wide.assign(apart=(wide[f"auc_blank_{RAW}"] - 0.5).abs())
    rows = wide.sort_values(["apart", f"auc_value_{RAW}"], ascending=False).drop(columns="apart")
    columns = (
        column("Column", "text"),
        column("Blank in the file", "percent", f"blank_share_{RAW}"),
        column("AUC of its value", "decimal", f"auc_value_{RAW}"),
        column("AUC of its blank", "decimal", f"auc_blank_{RAW}"),
        column("Blank on argument", "percent", f"blank_share_{SHOWN}"),
        column("AUC of its value there", "decimal", f"auc_value_{SHOWN}"),
        column("AUC of its blank there", "decimal", f"auc_blank_{SHOWN}"),
    )
    caption = "How well each column alone tells that a case ends as other, before and after folding"
    return Table("probe", caption, rows.reset_index(), columns, limit=len(rows))


def build_control(inputs: Inputs) -> Section:
    """Collect the distance of every model to the simulator's own probabilities."""
    control = inputs.tables if inputs.simulated else inputs.control
    if control is None or "regret" not in control:
        return Section(
            absent="The simulated control has not been scored beside this run, so there is no "
            "known truth to hold the models against."
        )
    regret = _regret(control["regret"])
    return Section(
        values={unit: _lead(inputs, regret, unit) for unit in UNITS},
        tables=(_table(regret, inputs),),
        figures=(_figure(regret),),
    )


def _regret(regret: pd.DataFrame) -> pd.DataFrame:
    shown = regret.assign(forecaster=regret["model"].map(labels.model))
    return shown.sort_values(["unit", "accuracy"], ascending=[True, False], ignore_index=True)


def _lead(inputs: Inputs, regret: pd.DataFrame, unit: str) -> dict | None:
    model = str(inputs.flagship(LEAD, unit))
    rows = matching(regret, horizon=LEAD, model=model, unit=unit)
    if rows.empty:
        return None
    row = rows.iloc[0].to_dict() | {"p_value": None}
    baseline = matching(regret, model=MAIN_BASELINE, unit=unit)
    return {
        "model": labels.model(model),
        "accuracy": wording.percent(row["accuracy"]),
        "bayes": wording.percent(row["bayes_accuracy"]),
        "baseline": wording.percent(baseline["accuracy"].iloc[0] if len(baseline) else None),
        "compared": wording.compare(
            row, "the simulator's own probabilities", inputs.params.evaluation.confidence
        ),
        "error": wording.decimal(100 * row["mean_absolute_error"], 1),
    }


def _table(regret: pd.DataFrame, inputs: Inputs) -> Table:
    columns = (
        *WHO,
        N,
        column("Right", "percent", "accuracy"),
        column("Bayes right", "percent", "bayes_accuracy"),
        *difference_columns("Difference, points", "difference", inputs.level),
        column("Mean distance from the true probability", "percent", "mean_absolute_error"),
        column("Kullback–Leibler divergence", "decimal4", "kl_divergence"),
    )
    caption = "Simulated Court: distance to the true probabilities"
    return Table("simulated_control", caption, regret, columns, limit=60)


def _figure(regret: pd.DataFrame) -> Figure:
    return Figure(
        name="simulated_control",
        title="Simulated Court: distance to the ceiling",
        alt="Dot plots, cases and votes, of each model's accuracy minus that of the simulator's "
        "own probabilities, with intervals; the zero line is the ceiling. The numbers are those "
        "of the control table.",
        shows="On the simulated Court the true probability of every outcome is known, so the "
        "distance of each model to the best that anyone could do is measured, not guessed.",
        hides="The real Court's ceiling: the simulator is our own simplification of it.",
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
