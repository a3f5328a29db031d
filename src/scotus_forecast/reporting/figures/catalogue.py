"""Every figure of the report by name, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scotus_forecast.reporting.figures import (
    interval_plots,
    justice_heatmap,
    later_columns,
    over_time,
    probabilities,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Draw, Tables


@dataclass(frozen=True)
class Drawing:
    """One figure.

    Attributes
    ----------
    tables : callable
        What is drawn, from the inputs of the report; empty where the run lacks it.
    draw : callable
        The figure, from its tables and a theme.
    alt : callable
        What a reader who cannot see the figure needs of it, from its tables.
    reading : str
        How its marks are read, for the caption.
    """

    tables: Callable[[ReportInputs], Tables]
    draw: Draw
    alt: Callable[[Tables], str]
    reading: str


FIGURES = {
    "accuracy_over_time": Drawing(
        over_time.accuracy_over_time_tables,
        over_time.draw_accuracy_over_time,
        over_time.describe_accuracy_over_time,
        over_time.ACCURACY_OVER_TIME_READING,
    ),
    "headline": Drawing(
        interval_plots.headline_tables,
        interval_plots.draw_headline,
        interval_plots.describe_headline,
        interval_plots.HEADLINE_READING,
    ),
    "paper_curves": Drawing(
        over_time.paper_curves_tables,
        over_time.draw_paper_curves,
        over_time.describe_paper_curves,
        over_time.PAPER_CURVES_READING,
    ),
    "terms_won": Drawing(
        over_time.terms_won_tables,
        over_time.draw_terms_won,
        over_time.describe_terms_won,
        over_time.TERMS_WON_READING,
    ),
    "reliability": Drawing(
        probabilities.reliability_tables,
        probabilities.draw_reliability,
        probabilities.describe_reliability,
        probabilities.RELIABILITY_READING,
    ),
    "hindsight": Drawing(
        later_columns.hindsight_tables,
        later_columns.draw_hindsight,
        later_columns.describe_hindsight,
        later_columns.HINDSIGHT_READING,
    ),
    "justice_heatmap": Drawing(
        justice_heatmap.justice_heatmap_tables,
        justice_heatmap.draw_justice_heatmap,
        justice_heatmap.describe_justice_heatmap,
        justice_heatmap.JUSTICE_HEATMAP_READING,
    ),
    "leads": Drawing(
        interval_plots.leads_tables,
        interval_plots.draw_leads,
        interval_plots.describe_leads,
        interval_plots.LEADS_READING,
    ),
    "oral_argument": Drawing(
        later_columns.oral_argument_tables,
        later_columns.draw_oral_argument,
        later_columns.describe_oral_argument,
        later_columns.ORAL_ARGUMENT_READING,
    ),
    "vote_splits": Drawing(
        probabilities.vote_splits_tables,
        probabilities.draw_vote_splits,
        probabilities.describe_vote_splits,
        probabilities.VOTE_SPLITS_READING,
    ),
}
