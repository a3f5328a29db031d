"""The question and its answer in a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scotus_forecast.project.frame import UNITS
from scotus_forecast.reporting import labels, published, wording
from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sections.common import (
    CHOSEN_ON,
    HINDSIGHT,
    MAIN_BASELINE,
    NOT_CHOSEN_ON,
    STORED_RUNS,
    distinct_periods,
    flagship_compared,
    flagship_over_terms,
    flagship_scored,
)
from scotus_forecast.reporting.sources import LEAD, Inputs

#: The paper's later terms, on which other systems are scored as well.
LATE = "y1956_2014"


def build(inputs: Inputs) -> Section:
    """Collect the numbers of the opening lines."""
    return Section(
        values={
            "lead": {unit: flagship_scored(inputs, LEAD, unit) for unit in UNITS},
            "others": {h: _both_units(inputs, h) for h in ("paper", "strict")},
            "stored_runs": _stored_runs(inputs, LEAD),
            "stored_runs_alike": _stored_runs(inputs, "paper"),
            "chosen_on": flagship_scored(inputs, LEAD, "case", CHOSEN_ON),
            "spans": {
                "chosen": labels.span(CHOSEN_ON),
                "after": labels.span(NOT_CHOSEN_ON),
                "late": labels.span(LATE),
            },
            "after": _after_choice(inputs),
            "late": _compared(inputs, STORED_RUNS, LATE),
            "no_lead": _without_lead(inputs),
            "printed": {unit: _printed(inputs, unit) for unit in UNITS},
            "baseline": {u: flagship_compared(inputs, LEAD, u, MAIN_BASELINE) for u in UNITS},
            "since_paper": _since_paper(inputs),
            "first_term": inputs.params.evaluation.first_term,
            "paper_last_term": published.STORED_TERMS[1],
        }
    )


def _both_units(inputs: Inputs, horizon: str) -> Mapping[str, Any] | None:
    units = {unit: flagship_scored(inputs, horizon, unit) for unit in UNITS}
    return units if all(units.values()) else None


def _stored_runs(inputs: Inputs, horizon: str) -> list[Mapping[str, Any]]:
    compared = ((run, flagship_compared(inputs, horizon, "case", run)) for run in STORED_RUNS)
    return [
        {"compared": words, "by_term": flagship_over_terms(inputs, horizon, "case", run)}
        for run, words in compared
        if words
    ]


def _after_choice(inputs: Inputs) -> Mapping[str, Any] | None:
    """Scores and comparisons on the terms that no setting was searched on."""
    units = {unit: flagship_scored(inputs, LEAD, unit, NOT_CHOSEN_ON) for unit in UNITS}
    if not all(units.values()):
        return None
    references = (MAIN_BASELINE, *STORED_RUNS)
    return units | {"compared": _compared(inputs, references, NOT_CHOSEN_ON)}


def _compared(inputs: Inputs, references: Sequence[str], period: str) -> list[wording.Comparison]:
    """Comparisons of the lead flagship's cases that could be made."""
    found = (flagship_compared(inputs, LEAD, "case", r, period) for r in references)
    return [words for words in found if words]


def _without_lead(inputs: Inputs) -> dict[str, list[str]]:
    """Periods in which the lead flagship does not clearly beat the best baseline in hindsight."""
    found = {labels.UNITS[unit]: _level_periods(inputs, unit) for unit in UNITS}
    return {unit: periods for unit, periods in found.items() if periods}


def _level_periods(inputs: Inputs, unit: str) -> list[str]:
    keys = {"horizon": LEAD, "model": str(inputs.flagship(LEAD, unit)), "unit": unit}
    rows = distinct_periods(inputs.rows("paired", **keys, reference=HINDSIGHT), inputs.last_term)
    if rows.empty:
        return []
    return rows.loc[~(rows["ci_low"] > 0), "period"].map(labels.short_period).tolist()


def _printed(inputs: Inputs, unit: str) -> Mapping[str, str] | None:
    score = flagship_scored(inputs, LEAD, unit)
    if inputs.simulated or score is None:
        return None
    figure = published.PRINTED_ACCURACY[unit]
    place = wording.position(figure, score["low"], score["high"], inputs.level)
    return {"figure": wording.percent(figure), "place": place}


def _since_paper(inputs: Inputs) -> Mapping[str, Any] | None:
    case = flagship_scored(inputs, LEAD, "case", "since_paper")
    if case is None:
        return None
    return {
        "case": case,
        "vote": flagship_scored(inputs, LEAD, "vote", "since_paper"),
        "baseline": flagship_compared(inputs, LEAD, "case", MAIN_BASELINE, "since_paper"),
    }
