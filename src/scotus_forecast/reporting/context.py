"""The whole report as one dictionary for every renderer, and its few headline numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table
from scotus_forecast.reporting.metrics_json import dataset_facts, metrics, plain
from scotus_forecast.reporting.sections import (
    answer,
    by_period,
    by_term,
    calibration,
    checks,
    failures,
    groups,
    hindsight,
    learning,
    oral_argument,
    paper_figures,
    provenance,
    vote_splits,
)
from scotus_forecast.reporting.sections import headline as headline_section
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import png, styled

PERIOD = "paper"
FIELDS = ("n", "accuracy", "accuracy_low", "accuracy_high", "brier")


def headline(inputs: ReportInputs) -> dict[str, Any]:
    """Flagship scores by horizon and unit on the paper's terms; a missing one is left out."""
    entries = {horizon: _by_unit(inputs, horizon) for horizon in HORIZONS}
    return {horizon: units for horizon, units in entries.items() if units}


def _by_unit(inputs: ReportInputs, horizon: str) -> dict[str, Any]:
    entries = {unit: _entry(inputs, horizon, unit) for unit in UNITS}
    return {unit: entry for unit, entry in entries.items() if entry}


def _entry(inputs: ReportInputs, horizon: str, unit: str) -> dict[str, Any] | None:
    model = inputs.flagship(horizon, unit)
    row = inputs.row("scores", horizon=horizon, model=str(model), unit=unit, period=PERIOD)
    return {"model": model} | {key: plain(row[key]) for key in FIELDS} if row else None


@dataclass(frozen=True)
class Chapter:
    """A section of the report; its words are in `templates/section_<name>.md.j2`."""

    name: str
    title: str
    build: Callable[[ReportInputs], Section]


CHAPTERS = (
    Chapter("answer", "The question and the answer", answer.build),
    Chapter("headline", "The headline table", headline_section.build),
    Chapter("by_term", "Accuracy by term", by_term.build),
    Chapter("paper_figures", "The paper's figures, redrawn", paper_figures.build),
    Chapter("by_period", "By period", by_period.build),
    Chapter(
        "groups", "By era, Chief Justice, issue, court below, justice and margin", groups.build
    ),
    Chapter("calibration", "Calibration and score decomposition", calibration.build),
    Chapter("hindsight", "What after-the-fact columns add", hindsight.build),
    Chapter("splits", "Vote splits", vote_splits.build),
    Chapter("oral_argument", "What the argument told", oral_argument.build),
    Chapter("failures", "Where it fails", failures.build),
    Chapter("importance", "Importance of groups of columns", learning.build_importance),
    Chapter("learning", "How much history is needed", learning.build_learning),
    Chapter("control", "The simulated control", checks.build_control),
    Chapter("audit", "Leakage checks", checks.build_audit),
    Chapter("provenance", "The data", provenance.build_provenance),
    Chapter("cost", "What a run costs", provenance.build_cost),
    Chapter("reproduce", "How to reproduce this report", provenance.reproduce),
    Chapter("citations", "Citations", provenance.citations),
    Chapter("responsible", "Responsible use", provenance.responsible),
)


def build_context(inputs: ReportInputs) -> dict[str, Any]:
    """Collect everything any renderer may say.

    Returns
    -------
    dict
        ``dataset``, ``title``, ``simulated``, ``level``, ``horizons``, ``lead``; ``headline``,
        ``metrics`` and ``control``, the JSON files; and ``sections``, a list of
        ``{name, title, section}``.
    """
    head = headline(inputs)
    return {
        "dataset": dataset_facts(inputs),
        "title": _title(inputs),
        "simulated": inputs.simulated,
        "level": inputs.level,
        "lead": LEAD,
        "horizons": {name: _split_label(labels.horizon(name)) for name in labels.HORIZONS},
        "cases": wording.count(len(inputs.cases)),
        "votes": wording.count(inputs.votes),
        "headline": head,
        "metrics": metrics(inputs, head),
        "control": checks.control_record(inputs),
        "sections": [
            {"name": chapter.name, "title": chapter.title, "section": chapter.build(inputs)}
            for chapter in CHAPTERS
        ],
    }


def tables_of(context: dict[str, Any]) -> dict[str, Table]:
    """Every table of a context by name."""
    return {t.name: t for part in context["sections"] for t in part["section"].tables}


def figures_of(context: dict[str, Any]) -> dict[str, Figure]:
    """Every figure of a context by name."""
    return {f.name: f for part in context["sections"] for f in part["section"].figures}


def _title(inputs: ReportInputs) -> str:
    if inputs.simulated:
        return "SIMULATED Court: forecasts of invented cases with known truth"
    return "Forecasting the Supreme Court of the United States"


def _split_label(label: str) -> str:
    return label.split(": ", 1)[1]


DRAW: dict[str, Callable[[Mapping[str, pd.DataFrame]], Picture]] = {
    "headline": answer.draw_headline,
    "accuracy_by_term": by_term.draw_accuracy_by_term,
    "paper_terms": paper_figures.draw_paper_terms,
    "reversal_by_decade": by_term.draw_reversal_by_decade,
    "over_baselines": by_period.draw_over_baselines,
    "terms_won": by_term.draw_terms_won,
    "justice_heatmap": by_term.draw_justice_heatmap,
    "by_period": by_period.draw_by_period,
    "groups_courts": groups.draw_groups,
    "groups_votes": groups.draw_groups,
    "groups_circuits": groups.draw_groups,
    "reliability": calibration.draw_reliability,
    "decomposition": calibration.draw_decomposition,
    "hindsight": hindsight.draw_hindsight,
    "hindsight_steps": hindsight.draw_hindsight_steps,
    "learning_curve": learning.draw_learning_curve,
    "splits": vote_splits.draw_vote_splits,
    "split_calibration": vote_splits.draw_vote_split_calibration,
    "simulated_control": checks.draw_simulated_control,
}


def render(figure: Figure) -> bytes:
    """Draw a figure of the report as PNG bytes."""
    with styled():
        return png(DRAW[figure.name](figure.data))
