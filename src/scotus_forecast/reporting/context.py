"""The one dictionary that every renderer reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section
from scotus_forecast.reporting.headline import headline
from scotus_forecast.reporting.metrics_json import dataset_facts, metrics
from scotus_forecast.reporting.sections import (
    answer,
    audit,
    by_period,
    by_term,
    calibration,
    closing,
    control,
    cost,
    failures,
    groups,
    hindsight,
    importance,
    learning,
    paper_figures,
    provenance,
    splits,
)
from scotus_forecast.reporting.sections import headline as headline_section
from scotus_forecast.reporting.sources import LEAD, Inputs
from scotus_forecast.reporting.tables import Table


@dataclass(frozen=True)
class Chapter:
    """A section's place in the report; its words are in `templates/section_<name>.md.j2`."""

    name: str
    title: str
    build: Callable[[Inputs], Section]


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
    Chapter("hindsight", "The price of hindsight", hindsight.build),
    Chapter("splits", "Vote splits", splits.build),
    Chapter("failures", "Where it fails", failures.build),
    Chapter("importance", "What the forecasts rest on", importance.build),
    Chapter("learning", "How much history is needed", learning.build),
    Chapter("control", "The simulated control", control.build),
    Chapter("audit", "Leakage checks", audit.build),
    Chapter("provenance", "The data", provenance.build),
    Chapter("cost", "What a run costs", cost.build),
    Chapter("reproduce", "How to reproduce this report", closing.reproduce),
    Chapter("citations", "Citations", closing.citations),
    Chapter("responsible", "Responsible use", closing.responsible),
)


def build_context(inputs: Inputs) -> dict[str, Any]:
    """Collect everything any renderer may say.

    Returns
    -------
    dict
        ``dataset``, ``title``, ``simulated``, ``level``, ``horizons``, ``lead``, ``headline`` and
        ``metrics`` (the JSON files) and ``sections``, a list of ``{name, title, section}``.
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


def _title(inputs: Inputs) -> str:
    if inputs.simulated:
        return "SIMULATED Court: forecasts of invented cases with known truth"
    return "Forecasting the Supreme Court of the United States"


def _split_label(label: str) -> str:
    return label.split(": ", 1)[1]
