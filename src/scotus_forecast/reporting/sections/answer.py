"""The question and its answer in five lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scotus_forecast.project.frame import UNITS
from scotus_forecast.reporting import published, wording
from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sections.common import (
    MAIN_BASELINE,
    PUBLICATION_RUN,
    flagship_compared,
    flagship_scored,
)
from scotus_forecast.reporting.sources import LEAD, Inputs


def build(inputs: Inputs) -> Section:
    """Collect the numbers of the opening lines."""
    return Section(
        values={
            "lead": {unit: flagship_scored(inputs, LEAD, unit) for unit in UNITS},
            "others": {h: _both_units(inputs, h) for h in ("paper", "strict")},
            "publication_run": flagship_compared(inputs, LEAD, "case", PUBLICATION_RUN),
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
