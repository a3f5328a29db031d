"""The question and its answer in a few lines, with the headline figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
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
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import BLACK, BLUE, GREY, canvas, percent_axis

#: The paper's later terms, on which other systems are scored as well.
LATE = "y1956_2014"


def build(inputs: ReportInputs) -> Section:
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
            "paper_last_term": labels.STORED_TERMS[1],
        }
    )


def _both_units(inputs: ReportInputs, horizon: str) -> Mapping[str, Any] | None:
    units = {unit: flagship_scored(inputs, horizon, unit) for unit in UNITS}
    return units if all(units.values()) else None


def _stored_runs(inputs: ReportInputs, horizon: str) -> list[Mapping[str, Any]]:
    compared = ((run, flagship_compared(inputs, horizon, "case", run)) for run in STORED_RUNS)
    return [
        {"compared": words, "over_terms": flagship_over_terms(inputs, horizon, "case", run)}
        for run, words in compared
        if words
    ]


def _after_choice(inputs: ReportInputs) -> Mapping[str, Any] | None:
    """Scores and comparisons on the terms that no setting was searched on."""
    units = {unit: flagship_scored(inputs, LEAD, unit, NOT_CHOSEN_ON) for unit in UNITS}
    if not all(units.values()):
        return None
    references = (MAIN_BASELINE, *STORED_RUNS)
    return units | {"compared": _compared(inputs, references, NOT_CHOSEN_ON)}


def _compared(
    inputs: ReportInputs, references: Sequence[str], period: str
) -> list[wording.PairedStatement]:
    """Comparisons of the lead flagship's cases that could be made."""
    found = (flagship_compared(inputs, LEAD, "case", r, period) for r in references)
    return [words for words in found if words]


def _without_lead(inputs: ReportInputs) -> dict[str, list[str]]:
    """Periods in which the lead flagship does not clearly beat the best baseline in hindsight."""
    found = {labels.UNITS[unit]: _level_periods(inputs, unit) for unit in UNITS}
    return {unit: periods for unit, periods in found.items() if periods}


def _level_periods(inputs: ReportInputs, unit: str) -> list[str]:
    keys = {"horizon": LEAD, "model": str(inputs.flagship(LEAD, unit)), "unit": unit}
    rows = distinct_periods(inputs.rows("paired", **keys, reference=HINDSIGHT), inputs.last_term)
    if rows.empty:
        return []
    return rows.loc[~(rows["ci_low"] > 0), "period"].map(labels.short_period).tolist()


def _printed(inputs: ReportInputs, unit: str) -> Mapping[str, str] | None:
    score = flagship_scored(inputs, LEAD, unit)
    if inputs.simulated or score is None:
        return None
    figure = labels.PRINTED_ACCURACY[unit]
    place = wording.position(figure, score["low"], score["high"], inputs.level)
    return {"figure": wording.percent(figure), "place": place}


def _since_paper(inputs: ReportInputs) -> Mapping[str, Any] | None:
    case = flagship_scored(inputs, LEAD, "case", "since_paper")
    if case is None:
        return None
    return {
        "case": case,
        "vote": flagship_scored(inputs, LEAD, "vote", "since_paper"),
        "baseline": flagship_compared(inputs, LEAD, "case", MAIN_BASELINE, "since_paper"),
    }


TITLES = {"case": "Cases", "vote": "Justice votes"}


def draw_headline(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    rows = data["rows"]
    figure, panels = canvas(1, 2, height=1.6 + 0.42 * len(rows), sharey=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, rows, unit)
        axes.set_title(title)
    places = np.arange(len(rows))[::-1]
    panels[0].set_yticks(places, [_label(row) for row in rows.to_dict("records")], fontsize=11)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, unit: str) -> None:
    places = np.arange(len(rows))[::-1]
    accuracy = rows[f"{unit}_accuracy"]
    labels = rows["source"].isin(["paper, printed", "paper, stored"]).to_numpy()
    low = rows.get(f"{unit}_accuracy_low", pd.Series(np.nan, index=rows.index))
    high = rows.get(f"{unit}_accuracy_high", pd.Series(np.nan, index=rows.index))
    flagship = rows["source"].str.startswith("flagship").to_numpy()
    colours = np.where(flagship, BLUE, GREY)
    axes.hlines(places, low, high, color=colours)
    axes.scatter(accuracy[~labels], places[~labels], s=60, color=colours[~labels], zorder=3)
    axes.scatter(accuracy[labels], places[labels], s=70, marker="D", facecolors="white",
                 edgecolors=BLACK, zorder=3)  # fmt: skip
    percent_axis(axes.xaxis)
    axes.margins(y=0.04)


def _label(row: Mapping[str, object]) -> str:
    if str(row["source"]).startswith("flagship"):
        return f"Ours, {row['knows']} ({row['forecaster']})"
    tail = {"paper, printed": ": printed", "paper, stored": "", "baseline": ""}
    rescored = ", rescored" if "rescored" in str(row["source"]) else ""
    return f"{row['forecaster']}{rescored}{tail.get(str(row['source']), '')}"
