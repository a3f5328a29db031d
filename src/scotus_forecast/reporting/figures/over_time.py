"""Figures over time: accuracy, the paper's own curves redrawn with ours, and terms won."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import wording
from scotus_forecast.reporting.figures.curves import (
    BASELINE,
    DASHES,
    KATZ,
    MAIN_BASELINE,
    NAMES,
    OURS,
    PUBLICATION_RUN,
    by_term,
    name_ends,
    name_lines,
    named,
    ours_by_term,
    shade_after_the_paper,
    smooth_interval,
    terms_after_the_paper,
    year_limits,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

_STREAM = "accuracy_over_time"
ACCURACY_OVER_TIME_READING = (
    "Lines are means of nine terms. The band is the interval of ours, the nine terms resampled "
    "whole."
)
_LINES = {"baseline": BASELINE, "katz": KATZ, "argument": OURS}
_DASHES = {"baseline": (0, (1, 1.2)), "katz": (0, (4, 1.6)), "argument": "-"}


def accuracy_over_time_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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
    rng = np.random.default_rng([inputs.params.seed, *_STREAM.encode()])
    ends = smooth_interval(ours, evaluation.bootstrap_samples, evaluation.confidence, rng)
    return {
        "argument": ours.join(ends),
        "katz": by_term(inputs, "paper", PUBLICATION_RUN, "case"),
        "baseline": by_term(inputs, "none", MAIN_BASELINE, "case"),
        "after": terms_after_the_paper(inputs),
    }


def draw_accuracy_over_time(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    figure, (axes,) = canvas(height=3.7)
    ours = tables["argument"]
    axes.fill_between(ours["term"], ours["low"], ours["high"], color=theme.argument, alpha=0.2,
                      linewidth=0)  # fmt: skip
    drawn = {name: tables[name] for name in _LINES if len(tables[name])}
    for name, curve in drawn.items():
        axes.plot(curve["term"], curve["smooth"], linestyle=_DASHES[name],
                  color=getattr(theme, name))  # fmt: skip
    shade_after_the_paper(axes, tables["after"], theme)
    axes.set_title("Cases forecast right\n(mean of nine terms)")
    axes.set_xlabel("October Term")
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    percent_axis(axes.yaxis)
    year_limits(axes, *drawn.values())
    axes.margins(y=0.09)
    lines = [named(curve, _LINES[name], getattr(theme, name)) for name, curve in drawn.items()]
    name_lines(axes, lines, theme)
    return figure


def describe_accuracy_over_time(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    drawn = {name: tables[name] for name in _LINES if len(tables[name])}
    ours = tables["argument"]
    first, last = ours["term"].iloc[0], ours["term"].iloc[-1]
    ranges = ". ".join(
        _range(_LINES[name].replace("\n", " "), curve) for name, curve in drawn.items()
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


PAPER_CURVES_READING = "Lines are means of nine terms. The paper stored no votes term by term."
_TITLES = {"case": "Cases forecast right", "vote": "Justice votes forecast right"}


def paper_curves_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Moving means by term.

    Returns
    -------
    dict of str to pd.DataFrame
        ``<name>-<unit>`` as `by_term`, of ``katz`` (cases only), ``paper`` and ``argument``; and
        ``after``, the terms after the paper. Empty without scores.
    """
    curves = {"katz-case": by_term(inputs, "paper", PUBLICATION_RUN, "case")}
    for horizon in ("paper", LEAD):
        curves |= {f"{horizon}-{unit}": ours_by_term(inputs, unit, horizon) for unit in UNITS}
    found = {name: curve for name, curve in curves.items() if len(curve)}
    return found | {"after": terms_after_the_paper(inputs)} if found else {}


def draw_paper_curves(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases above, votes below, on one scale."""
    figure, panels = canvas(2, 1, height=6.0, sharex=True, sharey=True)
    for axes, (unit, title) in zip(panels, _TITLES.items(), strict=True):
        _panel(axes, _curves(tables, unit), theme)
        axes.set_title(title)
        shade_after_the_paper(axes, tables["after"], theme, named=unit == "case")
    panels[-1].set_xlabel("October Term")
    panels[0].yaxis.set_major_locator(MultipleLocator(0.05))
    percent_axis(panels[0].yaxis)
    year_limits(panels[0], *(curve for name, curve in tables.items() if name != "after"))
    for axes, unit in zip(panels, _TITLES, strict=True):
        lines = [named(curve, NAMES[name], getattr(theme, name))
                 for name, curve in _curves(tables, unit).items()]  # fmt: skip
        name_lines(axes, lines, theme)
    return figure


def _curves(tables: Tables, unit: str) -> dict[str, pd.DataFrame]:
    return {name: tables[f"{name}-{unit}"] for name in NAMES if f"{name}-{unit}" in tables}


def _panel(axes: Axes, curves: dict[str, pd.DataFrame], theme: Theme) -> None:
    for name, curve in curves.items():
        axes.plot(curve["term"], curve["smooth"], linestyle=DASHES[name],
                  color=getattr(theme, name))  # fmt: skip


def describe_paper_curves(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [
        f"{NAMES[name]}, {title.split()[-3].lower()} {_ends(curve)}"
        for unit, title in _TITLES.items()
        for name, curve in _curves(tables, unit).items()
    ]
    return (
        "Two line charts of accuracy by term, means of nine terms, cases above and votes below. "
        f"{'. '.join(parts)}."
    )


def _ends(curve: pd.DataFrame) -> str:
    low, high = wording.percent(curve["smooth"].min()), wording.percent(curve["smooth"].max())
    return f"from {low} to {high}"


TERMS_WON_READING = (
    "A line rises by one in each term with more cases right than the ten-term baseline, and falls "
    "by one with fewer. One case more counts as much as fifty."
)

_SHORT = {
    "katz": "Paper's\nstored run",
    "paper": "Ours, paper's\ncolumns",
    LEAD: "Ours at\nargument",
}


def terms_won_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Running counts on cases.

    Returns
    -------
    dict of str to pd.DataFrame
        ``katz``, ``paper`` and ``argument``: ``term, won, lost, net``; and ``after``, the terms
        after the paper. Empty without scores.
    """
    curves = {
        "katz": by_term(inputs, "paper", PUBLICATION_RUN, "case"),
        "paper": ours_by_term(inputs, "case", "paper"),
        LEAD: ours_by_term(inputs, "case"),
    }
    found = {name: counted(curve) for name, curve in curves.items() if len(curve)}
    return found | {"after": terms_after_the_paper(inputs)} if found else {}


def counted(curve: pd.DataFrame) -> pd.DataFrame:
    """Whether each term was won or lost, and the running difference ``net``."""
    sign = np.sign(curve["accuracy"] - curve[f"accuracy_{MAIN_BASELINE}"])
    return curve[["term"]].assign(won=sign.eq(1), lost=sign.eq(-1), net=sign.cumsum())


def draw_terms_won(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    figure, (axes,) = canvas(height=3.5)
    curves = {name: tables[name] for name in NAMES if name in tables}
    for name, won in curves.items():
        axes.plot(won["term"], won["net"], linestyle=DASHES[name],
                  color=getattr(theme, name))  # fmt: skip
    axes.axhline(0, color=theme.ink, linewidth=1)
    shade_after_the_paper(axes, tables["after"], theme)
    axes.set_title("Terms won less terms lost\nagainst the ten-term baseline")
    axes.set_xlabel("October Term")
    year_limits(axes, *curves.values())
    lines = [named(won, _SHORT[name], getattr(theme, name), "net") for name, won in curves.items()]
    name_ends(axes, lines)
    return figure


def describe_terms_won(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [f"{NAMES[name]} won {won['won'].sum()} terms and lost {won['lost'].sum()}"
             for name, won in tables.items() if name in NAMES]  # fmt: skip
    return (
        "Line chart of terms won less terms lost against the ten-term baseline, cases, added up "
        f"over time. {'. '.join(parts)}."
    )
