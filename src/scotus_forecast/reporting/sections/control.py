"""The simulated control: how close the models come to the true probabilities."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.project.frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section
from scotus_forecast.reporting.sections.common import MAIN_BASELINE, WHO, N, difference_columns
from scotus_forecast.reporting.sources import LEAD, Inputs, matching
from scotus_forecast.reporting.tables import Table, column


def build(inputs: Inputs) -> Section:
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
