"""Every figure of the report by name, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scotus_forecast.reporting.figures import (
    accuracy_over_time,
    headline,
    hindsight,
    justice_heatmap,
    leads,
    oral_argument,
    paper_curves,
    reliability,
    terms_won,
    vote_splits,
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
    name: Drawing(module.tables, module.draw, module.alt, module.READING)
    for name, module in {
        "accuracy_over_time": accuracy_over_time,
        "headline": headline,
        "paper_curves": paper_curves,
        "terms_won": terms_won,
        "reliability": reliability,
        "hindsight": hindsight,
        "justice_heatmap": justice_heatmap,
        "leads": leads,
        "oral_argument": oral_argument,
        "vote_splits": vote_splits,
    }.items()
}
