"""Stage field_worth: what each field of a docket file adds to the forecasts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.core.project.files import read_table, write_csv
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import Execution, execution_of
from scotus_forecast.core.walk_forward.inputs import ForecastInputs
from scotus_forecast.docket.accuracy import PERIODS
from scotus_forecast.docket.fit import Recipe, walk_docket, walk_of
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.tables import DocketTables, docket_inputs, past_tables
from scotus_forecast.evaluation.metrics import brier, decision_metrics

LAG = 2

#: Fields and their columns, by the level that has them first.
FIELDS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "came_by": ("jurisdiction",),
        "petitioner": ("petitioner", "petitionerState"),
        "respondent": ("respondent", "respondentState"),
        "court_below": ("caseSource", "caseSourceState"),
    },
    2: {
        "issue_area": ("issueArea",),
        "disposition_below": ("lcDisposition",),
        "direction_below": ("lcDispositionDirection",),
    },
}


def run(layout: Layout, params: Params, execution: Execution | None = None) -> None:
    """Walk forward without each field in turn, as if no user ever gave it.

    Tables
    ------
    fields.csv : one row a field and period
        field : str
            Left blank in all cases; ``none`` for the whole level.
        level : int
            At which it was left out.
        period : str
            First and last term.
        accuracy, brier : float
            Of cases, without the field.
    """
    past = past_tables(read_table(layout.cases), read_table(layout.votes), params)
    where = execution or execution_of(params)
    rows = []
    for level, fields in FIELDS.items():
        for field, columns in {"none": (), **fields}.items():
            inputs = docket_inputs(_without(past, columns), LEVELS[level], LAG, params)
            walk = walk_of(layout.dataset, params, level, LAG, where)
            p = walk_docket(inputs, Recipe.of(params), walk).final.case
            rows += [{"field": field, "level": level, **row} for row in _scores(inputs, p)]
    write_csv(layout.docket / "fields.csv", pd.DataFrame(rows))


def _without(past: DocketTables, columns: tuple[str, ...]) -> DocketTables:
    blank = {name: past.shown[name].mask(np.ones(len(past.shown), dtype=bool)) for name in columns}
    return replace(past, shown=past.shown.assign(**blank))


def _scores(inputs: ForecastInputs, p: np.ndarray) -> list[dict[str, float | str]]:
    rows: list[dict[str, float | str]] = []
    for period, (first, last) in PERIODS.items():
        here = (inputs.case.term >= first) & (inputs.case.term <= last) & ~np.isnan(p)
        if here.any():
            y = inputs.case.reversed[here]
            accuracy = decision_metrics(y, p[here])["accuracy"]
            rows.append({"period": period, "accuracy": accuracy, "brier": brier(y, p[here])})
    return rows
