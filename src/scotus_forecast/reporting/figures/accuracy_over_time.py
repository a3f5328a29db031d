"""Accuracy over time: ours, the paper's stored run and the best simple baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.reporting import wording
from scotus_forecast.reporting.figures.line_names import name_lines, named
from scotus_forecast.reporting.figures.series import (
    BASELINE,
    KATZ,
    MAIN_BASELINE,
    OURS,
    PUBLICATION_RUN,
    by_term,
    ours_by_term,
    shade_after_the_paper,
    smooth_interval,
    terms_after_the_paper,
    year_limits,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

NAME = "accuracy_over_time"
READING = (
    "Lines are means of nine terms. The band is the interval of ours, the nine terms resampled "
    "whole."
)
LINES = {"baseline": BASELINE, "katz": KATZ, "argument": OURS}
DASHES = {"baseline": (0, (1, 1.2)), "katz": (0, (4, 1.6)), "argument": "-"}


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Moving means by term.

    Returns
    -------
    dict of str to pd.DataFrame
        ``argument`` (as `by_term`, with ``low, high``), ``katz`` and ``baseline`` (as `by_term`),
        and ``after`` (``first, last`` of the terms after the paper). Empty without scores.
    """
    ours = ours_by_term(inputs, "case")
    if ours.empty:
        return {}
    evaluation = inputs.params.evaluation
    rng = np.random.default_rng([inputs.params.seed, *NAME.encode()])
    ends = smooth_interval(ours, evaluation.bootstrap_samples, evaluation.confidence, rng)
    return {
        "argument": ours.join(ends),
        "katz": by_term(inputs, "paper", PUBLICATION_RUN, "case"),
        "baseline": by_term(inputs, "none", MAIN_BASELINE, "case"),
        "after": terms_after_the_paper(inputs),
    }


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    figure, (axes,) = canvas(height=3.7)
    ours = tables["argument"]
    axes.fill_between(ours["term"], ours["low"], ours["high"], color=theme.argument, alpha=0.2,
                      linewidth=0)  # fmt: skip
    drawn = {name: tables[name] for name in LINES if len(tables[name])}
    for name, curve in drawn.items():
        axes.plot(curve["term"], curve["smooth"], linestyle=DASHES[name],
                  color=getattr(theme, name))  # fmt: skip
    shade_after_the_paper(axes, tables["after"], theme)
    axes.set_title("Cases forecast right\n(mean of nine terms)")
    axes.set_xlabel("October Term")
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    percent_axis(axes.yaxis)
    year_limits(axes, *drawn.values())
    axes.margins(y=0.09)
    lines = [named(curve, LINES[name], getattr(theme, name)) for name, curve in drawn.items()]
    name_lines(axes, lines, theme)
    return figure


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    drawn = {name: tables[name] for name in LINES if len(tables[name])}
    ours = tables["argument"]
    first, last = ours["term"].iloc[0], ours["term"].iloc[-1]
    ranges = ". ".join(
        _range(LINES[name].replace("\n", " "), curve) for name, curve in drawn.items()
    )
    return (
        f"Line chart of the share of cases forecast right, terms {first} to {last}, as means of "
        f"nine terms. {ranges}. A band shows the interval of ours."
    )


def _range(name: str, curve: pd.DataFrame) -> str:
    low, high = curve.loc[curve["smooth"].idxmin()], curve.loc[curve["smooth"].idxmax()]
    last = curve.iloc[-1]
    return (
        f"{name}: lowest {wording.percent(low['smooth'])} around {low['term']:.0f}, highest "
        f"{wording.percent(high['smooth'])} around {high['term']:.0f}, "
        f"{wording.percent(last['smooth'])} at the end in {last['term']:.0f}"
    )
