"""Terms after the paper: the sealed evaluation as recorded, and how much each term was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, published, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sections.common import (
    AFTER,
    ALWAYS,
    CHOSEN_ON,
    HINDSIGHT,
    NOT_CHOSEN_ON,
    QUALITY,
    RIGHT_BY_TERM,
    TODAY,
    N,
    comparison,
    distinct_periods,
    flagship_rows,
    flagship_scored,
    only,
    stacked_rows,
    years,
)
from scotus_forecast.reporting.sources import ReportInputs

#: Who is in the sealed table, in its order.
SEALED_ROWS = (
    ("paper", "stacked", "Ours, with the paper’s columns"),
    (LEAD, "stacked", "Ours, known before oral argument"),
    ("strict", "stacked", "Ours, no code that may leak"),
    ("paper", "katz_forest", "The paper’s method, adapted"),
    ("none", "justice_rate", "Each justice’s own past rate"),
    ("none", ALWAYS, "Always reverse"),
)


def build(inputs: ReportInputs) -> Section:
    """Collect the sealed evaluation and this run's scores of the same terms."""
    sealed = inputs.sealed
    return Section(
        values={
            "sealed": None if sealed is None else _words(sealed),
            "now": {unit: flagship_scored(inputs, LEAD, unit, AFTER) for unit in UNITS},
            "today": {unit: _stated(inputs, unit, TODAY) for unit in UNITS},
            "after": {unit: _stated(inputs, unit, AFTER) for unit in UNITS},
            "terms": years(inputs, AFTER) if inputs.last_term > labels.STORED_TERMS[1] else None,
            "today_terms": years(inputs, TODAY),
            "last_term": inputs.last_term,
            "evaluations": inputs.evaluations,
            "record": published.SEALED,
        },
        tables=only(_sealed_table(sealed), _seen(inputs), _periods(inputs)),
    )


def _stated(inputs: ReportInputs, unit: str, period: str) -> str | None:
    compared = comparison(inputs, unit, HINDSIGHT, period)
    return None if compared is None else compared.against(labels.BEST_RULE)


def _words(sealed: pd.DataFrame) -> Mapping[str, str]:
    """Leads over always reverse as recorded, all outcomes."""
    rows = sealed[(sealed["outcomes"] == "all") & (sealed["horizon"] == LEAD)].set_index("unit")
    return {
        unit: wording.Lead(
            rows.loc[unit, "lead"],
            rows.loc[unit, "lead_low"],
            rows.loc[unit, "lead_high"],
            published.SEALED_LEVEL,
        ).against(labels.ALWAYS_REVERSE, digits=1)
        for unit in UNITS
    }


def _sealed_table(sealed: pd.DataFrame | None) -> Table | None:
    if sealed is None:
        return None
    rows = [{"label": label} | _sealed_row(sealed, horizon, model)
            for horizon, model, label in SEALED_ROWS]  # fmt: skip
    columns = [column("As recorded", "text", "label")] + [
        column(name, "share", *(f"{outcomes}_{unit}_{end}" for end in ("accuracy", "low", "high")),
               group=group)
        for outcomes, group in (("all", "All outcomes"), ("merits", "On the merits"))
        for unit, name in (("case", "Cases"), ("vote", "Votes"))
    ]  # fmt: skip
    caption = published.SEALED_CAPTION
    return Table("sealed", caption, pd.DataFrame(rows), tuple(columns))


def _sealed_row(sealed: pd.DataFrame, horizon: str, model: str) -> dict[str, Any]:
    found = sealed[(sealed["horizon"] == horizon) & (sealed["model"] == model)]
    return {
        f"{row['outcomes']}_{row['unit']}_{key}": row[column]
        for row in found.to_dict("records")
        for key, column in (("accuracy", "accuracy"), ("low", "accuracy_low"),
                            ("high", "accuracy_high"))
    }  # fmt: skip


def _seen(inputs: ReportInputs) -> Table | None:
    """Which terms settings were chosen on, which were looked at, which were never seen."""
    if inputs.simulated:
        return None
    counts = inputs.cases["term"].value_counts()
    often = f"{inputs.evaluations} times" if inputs.evaluations else "often"
    rows = []
    for period, how in ((CHOSEN_ON, "chosen"), (NOT_CHOSEN_ON, "seen"), (AFTER, "sealed")):
        terms = years(inputs, period)
        first, last = (int(end) for end in terms.split("–"))
        inside = [term for term in counts.index if first <= term <= last]
        if inside:
            told = labels.TERMS_SEEN[how].format(often=often)
            rows.append({"terms": terms, "n": int(counts[inside].sum()), "how": told})
    columns = (column("Terms", "text"), column("Cases", "count", "n"),
               column("What they were used for", "text", "how"))  # fmt: skip
    return Table("terms_seen", "How much of each term was seen", pd.DataFrame(rows), columns)


def _periods(inputs: ReportInputs) -> Table:
    """The lead flagship by period, with its lead over the best baseline."""
    rows = stacked_rows([_unit_periods(inputs, unit) for unit in UNITS])
    columns = (
        column("Period", "text", "label"),
        column("Unit", "text"),
        N,
        RIGHT_BY_TERM,
        column("Always reverse", "percent", ALWAYS),
        column("Best rule in hindsight", "text", "best"),
        column("Lead over it", "lead2", "lead", "lead_low", "lead_high"),
        *QUALITY,
    )
    caption = f"Ours at argument by period; {inputs.level} intervals, whole terms resampled"
    return Table("by_period", caption, rows, columns, limit=60)


def _unit_periods(inputs: ReportInputs, unit: str) -> pd.DataFrame:
    rows = distinct_periods(flagship_rows(inputs, "scores", LEAD, unit), inputs.last_term)
    if rows.empty:
        return rows
    paired = flagship_rows(inputs, "paired", LEAD, unit)
    lead = pd.DataFrame(columns=["period", "best", "lead", "lead_low", "lead_high"])
    if len(paired):
        named = {"reference_model": "best", "difference": "lead", "term_ci_low": "lead_low",
                 "term_ci_high": "lead_high"}  # fmt: skip
        lead = paired[paired["reference"] == HINDSIGHT].rename(columns=named)[lead.columns]
        lead = lead.assign(best=lead["best"].map(labels.model))
    theirs = inputs.rows("scores", horizon="none", model=ALWAYS, unit=unit)
    always = dict(zip(theirs.get("period", ()), theirs.get("accuracy", ()), strict=True))
    rows = rows.merge(lead, on="period", how="left")
    rows[ALWAYS] = rows["period"].map(always).astype(float)
    order = [name + end for end in ("", labels.MERITS_SUFFIX) for name in labels.PERIODS]
    place = {name: at for at, name in enumerate(order)}
    rows = rows.sort_values("period", key=lambda p: p.map(place).fillna(len(order)))
    return rows.assign(label=rows["period"].map(labels.period)).reset_index(drop=True)
