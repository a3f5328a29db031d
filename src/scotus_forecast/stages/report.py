"""Stage report: scores to Markdown, HTML, JSON, CSV, model card and REFORMS checklist."""

from __future__ import annotations

import logging
from typing import Any

from scotus_forecast.core.project import files
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.reporting.context import build_context, figures_of, tables_of
from scotus_forecast.reporting.figures.catalogue import FIGURES
from scotus_forecast.reporting.metrics_json import as_text
from scotus_forecast.reporting.reforms import checklist
from scotus_forecast.reporting.rendering import (
    render_html,
    render_markdown,
    render_model_card,
    render_reforms,
)
from scotus_forecast.reporting.sources import read_inputs
from scotus_forecast.reporting.style import write_figure

logger = logging.getLogger(__name__)


def run(layout: Layout, params: Params) -> None:
    """Render the report of one dataset.

    Raises
    ------
    UserError
        When the score stage has not run, or the disk refuses to write.

    Tables
    ------
    headline.json : one entry a horizon and unit
        model : str
            The flagship.
        n, accuracy, accuracy_low, accuracy_high, brier : int, float
            Its scores on the paper's terms.
    metrics.json : one object
        dataset : object
            Name, files and size of the data.
        headline : object
            As in ``headline.json``.
        results : object
            Scores by horizon, model, unit and period.
        paired : object
            Comparisons of the flagships, by the same keys and the reference.
        splits, audit : list
            Scores of the vote splits, and the checks of leakage.
        transcript : object
            Scores on the cases heard by unit, model and period, and gains of hearing them by unit,
            reference and period; blank without transcripts.
    control.json : simulated Court only, one object; ``make control`` copies it to ``reports/``
        dataset, seed, confidence : str, int, float
            Settings of the run.
        cases, votes, first_term, last_term : int
            Size of the data.
        results : list
            Rows of ``regret.parquet``: the most accurate model of each horizon and unit.
    """
    inputs = read_inputs(layout, params)
    context = build_context(inputs)
    pictures = _write_figures(layout, context)
    _write_tables(layout, context)
    for name, page in render_markdown(context).items():
        files.write_text(layout.report / name, page)
    files.write_text(layout.report / "report.html", render_html(context, pictures))
    files.write_text(layout.report / "model_card.md", render_model_card(context))
    files.write_text(layout.report / "reforms.md", render_reforms(context, checklist(inputs)))
    files.write_text(layout.report / "metrics.json", as_text(context["metrics"]) + "\n")
    files.write_json(layout.report / "headline.json", context["headline"])
    if context["control"] is not None:
        files.write_json(layout.report / layout.control.name, context["control"])
    logger.info("report: %s/report.html, %d figures", layout.report, len(pictures))


def _write_figures(layout: Layout, context: dict[str, Any]) -> dict[str, dict[str, bytes]]:
    folder = layout.report / "figures"
    return {
        name: write_figure(FIGURES[name].draw, figure.data, name, folder)
        for name, figure in figures_of(context).items()
    }


def _write_tables(layout: Layout, context: dict[str, Any]) -> None:
    for name, table in tables_of(context).items():
        if table.csv:
            files.write_csv(layout.report / "tables" / f"{name}.csv", table.frame)
