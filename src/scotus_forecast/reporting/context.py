"""The whole report as one dictionary for every renderer, and its few headline numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table
from scotus_forecast.reporting.figures.catalogue import FIGURES
from scotus_forecast.reporting.metrics_json import dataset_facts, metrics, plain
from scotus_forecast.reporting.sections import (
    first_screen,
    hindsight,
    oral_argument,
    paper,
    probabilities,
    recent,
    trust,
    where,
)
from scotus_forecast.reporting.sources import ReportInputs

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
    """A section of the report; its words are in `templates/section_<name>.md.j2`.

    Attributes
    ----------
    figures : mapping of str to str
        Titles of its figures by name.
    """

    name: str
    title: str
    build: Callable[[ReportInputs], Section]
    figures: Mapping[str, str] = field(default_factory=dict)

    def section(self, inputs: ReportInputs) -> Section:
        """Build the section, with those of its figures that the run has data for."""
        section = self.build(inputs)
        if section.absent is not None:
            return section
        drawn = (_figure(name, title, inputs) for name, title in self.figures.items())
        return replace(section, figures=tuple(f for f in drawn if f is not None))


def _figure(name: str, title: str, inputs: ReportInputs) -> Figure | None:
    drawing = FIGURES[name]
    data = drawing.tables(inputs)
    return Figure(name, title, drawing.alt(data), drawing.reading, data) if data else None


CHAPTERS = (
    Chapter("answer", "The answer", first_screen.build,
            {"accuracy_over_time": "Accuracy over time"}),
    Chapter("paper", "Against the paper", paper.build,
            {"headline": "Share right, by forecaster",
             "paper_curves": "The paper’s curves, redrawn with ours",
             "terms_won": "Terms won less terms lost against the ten-term rule"}),
    Chapter("recent", "The latest terms", recent.build),
    Chapter("where", "Where forecasts help, and where they fail", where.build,
            {"leads": "Lead over the best simple rule",
             "justice_heatmap": "Votes right beyond the ten-term rule, justice by justice"}),
    Chapter("probabilities", "Can the probabilities be trusted?", probabilities.build,
            {"reliability": "When the forecast says 60%, how often does the Court reverse?",
             "vote_splits": "How evenly the bench divides, forecast and observed"}),
    Chapter("hindsight", "What hindsight is worth", hindsight.build,
            {"hindsight": "What hindsight adds"}),
    Chapter("oral_argument", "What the oral argument tells", oral_argument.build,
            {"oral_argument": "What hearing the argument adds, by decade"}),
    Chapter("trust", "How far to trust this report", trust.build),
)  # fmt: skip


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
        "title": first_screen.title(inputs),
        "simulated": inputs.simulated,
        "level": inputs.level,
        "lead": LEAD,
        "horizons": {name: _split_label(labels.horizon(name)) for name in labels.HORIZONS},
        "cases": wording.count(len(inputs.cases)),
        "votes": wording.count(inputs.votes),
        "headline": head,
        "metrics": metrics(inputs, head),
        "control": trust.control_record(inputs),
        "sections": [
            {"name": chapter.name, "title": chapter.title, "section": chapter.section(inputs)}
            for chapter in CHAPTERS
        ],
    }


def tables_of(context: dict[str, Any]) -> dict[str, Table]:
    """Every table of a context by name."""
    return {t.name: t for part in context["sections"] for t in part["section"].tables}


def figures_of(context: dict[str, Any]) -> dict[str, Figure]:
    """Every figure of a context by name."""
    return {f.name: f for part in context["sections"] for f in part["section"].figures}


def _split_label(label: str) -> str:
    return label.split(": ", 1)[1]
