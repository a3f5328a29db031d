"""What "reverse" means: the map from SCDB's dispositions, and other codings of the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Table, column
from scotus_forecast.reporting.sections.common import (
    ALWAYS,
    MAIN_BASELINE,
    ONE_TREE,
    PERIOD,
    PUBLICATION_RUN,
    TODAY,
    N,
    years,
)
from scotus_forecast.reporting.sources import ReportInputs

#: Dispositions that a row of the map takes together; 0 stands for a blank.
DISPOSITIONS = (
    ("Reversed, with or without a remand", (3, 4)),
    ("Vacated and remanded", (5,)),
    ("Affirmed in part, reversed in part, remanded", (7,)),
    ("Affirmed", (2,)),
    ("Affirmed in part, reversed in part", (6,)),
    ("Vacated, no remand", (8,)),
    ("Denied or dismissed", (9,)),
    ("Granted, certified, or none", (1, 10, 11, 0)),
)
EQUALLY_DIVIDED = 5

#: Who is rescored, in the order of the columns.
FORECASTERS = (
    (LEAD, None, "Ours"),
    ("paper", None, "Ours, paper’s columns"),
    ("paper", PUBLICATION_RUN, "Paper"),
    ("paper", ONE_TREE, "Paper, one-tree run"),
    ("none", MAIN_BASELINE, "Ten-term"),
    ("none", ALWAYS, "Always"),
)
SHOWN = (0, 2, 4, 5)


def disposition_table(inputs: ReportInputs) -> Table:
    """How many forecast cases ended how, and what that counts as."""
    first = inputs.params.evaluation.first_term
    cases = inputs.cases[inputs.cases["term"] >= first]
    code = cases["caseDisposition"].fillna(0).astype(int)
    rows = [
        {"label": label, "n": int(code.isin(codes).sum()), "counts": _counts(cases, code, codes)}
        for label, codes in DISPOSITIONS
    ]
    columns = (column("What the Court did", "text", "label"), column("Cases", "count", "n"),
               column("Counts as", "text", "counts"))  # fmt: skip
    caption = f"Cases by outcome, terms {wording.terms(first, inputs.last_term)}"
    return Table("dispositions", caption, pd.DataFrame(rows), columns)


def _counts(cases: pd.DataFrame, code: pd.Series, codes: tuple[int, ...]) -> str:
    """Read from the data what the map makes of these dispositions."""
    reversed_ = cases.loc[code.isin(codes), "reversed"]
    return labels.COUNTS_AS[bool(len(reversed_) and reversed_.mean() > 0)]


def equally_divided(inputs: ReportInputs) -> str:
    """How many forecast cases the Court divided equally on."""
    cases = inputs.cases[inputs.cases["term"] >= inputs.params.evaluation.first_term]
    return wording.count((cases["decisionType"] == EQUALLY_DIVIDED).fillna(False).sum())


def ranges(inputs: ReportInputs) -> Mapping[str, Any] | None:
    """Smallest and largest lead of ours over the best simple rule, over all codings of cases."""
    model = str(inputs.flagship(LEAD, "case"))
    rows = inputs.rows("codings", unit="case", horizon=LEAD, model=model)
    if rows.empty:
        return None
    today = rows[rows["period"] == TODAY]
    spans = {}
    for period in (PERIOD, TODAY):
        leads = rows.loc[rows["period"] == period, "lead"]
        ends = (leads.min(), leads.max())
        spans[period] = " to ".join(wording.points(end) for end in ends)
    return {
        "all": spans[PERIOD],
        "today": spans[TODAY],
        "today_terms": years(inputs, TODAY),
        "negative": [labels.CODINGS[c] for c in today.loc[today["lead"] < 0, "coding"]],
        "of": len(today),
    }


def coding_table(inputs: ReportInputs) -> tuple[Table, ...]:
    """The sensitivity of case accuracy to the coding, and the table of everything rescored."""
    rows = inputs.rows("codings")
    if rows.empty:
        return ()
    wide = [
        _wide(inputs, rows, period, coding)
        for period in (PERIOD, TODAY)
        for coding in labels.CODINGS
    ]
    named = [FORECASTERS[j][2] for j in SHOWN if any(f"accuracy_{j}" in row for row in wide)]
    places = {name: j for j, (_, _, name) in enumerate(FORECASTERS)}
    columns = (
        column("Terms and coding", "text", "label"),
        column("Cases", "count", "n"),
        *(column(name, "percent", f"accuracy_{places[name]}", group="Right") for name in named),
        column("Our lead", "lead", "lead", "lead_low", "lead_high"),
    )
    caption = (
        "The same forecasts of cases under other codings, nothing fitted again: ours at argument, "
        "the paper as stored, the ten-term rule, always reverse; our lead over the better rule"
    )
    keys = [key for shown in columns for key in shown.keys]
    shown = pd.DataFrame(wide).reindex(columns=keys)
    return Table("codings", caption, shown, columns), _everything(rows, inputs)


def _wide(inputs: ReportInputs, rows: pd.DataFrame, period: str, coding: str) -> dict[str, Any]:
    here = rows[(rows["unit"] == "case") & (rows["period"] == period) & (rows["coding"] == coding)]
    wide: dict[str, Any] = {"label": f"{years(inputs, period)}: {labels.CODINGS[coding]}"}
    for j, (horizon, model, _) in enumerate(FORECASTERS):
        who = model or str(inputs.flagship(horizon, "case"))
        found = here[(here["horizon"] == horizon) & (here["model"] == who)]
        if len(found):
            row = found.iloc[0]
            wide[f"accuracy_{j}"] = row["accuracy"]
            if j == 0:
                wide |= {key: row[key] for key in ("n", "share", "lead", "lead_low", "lead_high")}
    return wide


def _everything(rows: pd.DataFrame, inputs: ReportInputs) -> Table:
    named = rows.assign(
        forecaster=rows["model"].map(labels.model),
        label=rows["period"].map(labels.period),
        coded=rows["coding"].map(labels.CODINGS),
    )
    columns = (
        column("Unit", "text"),
        column("Period", "text", "label"),
        column("Coding", "text", "coded"),
        column("Forecaster", "text"),
        column("Knows", "text", "horizon"),
        N,
        column("Right", "share", "accuracy", "accuracy_low", "accuracy_high"),
        column("Lead over the best rule", "lead2", "lead", "lead_low", "lead_high"),
    )
    caption = f"Every coding, unit and period; {inputs.level} intervals, whole terms resampled"
    return Table("codings_all", caption, named, columns, limit=0)
