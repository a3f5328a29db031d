"""The paper's own curves, redrawn with ours: accuracy on cases and on votes by term."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import wording
from scotus_forecast.reporting.figures.line_names import name_lines, named
from scotus_forecast.reporting.figures.series import (
    DASHES,
    NAMES,
    PUBLICATION_RUN,
    by_term,
    ours_by_term,
    shade_after_the_paper,
    terms_after_the_paper,
    year_limits,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

READING = "Lines are means of nine terms. The paper stored no votes term by term."
TITLES = {"case": "Cases forecast right", "vote": "Justice votes forecast right"}


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: cases above, votes below, on one scale."""
    figure, panels = canvas(2, 1, height=6.0, sharex=True, sharey=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, _curves(tables, unit), theme)
        axes.set_title(title)
        shade_after_the_paper(axes, tables["after"], theme, named=unit == "case")
    panels[-1].set_xlabel("October Term")
    panels[0].yaxis.set_major_locator(MultipleLocator(0.05))
    percent_axis(panels[0].yaxis)
    year_limits(panels[0], *(curve for name, curve in tables.items() if name != "after"))
    for axes, unit in zip(panels, TITLES, strict=True):
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


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [
        f"{NAMES[name]}, {title.split()[-3].lower()} {_ends(curve)}"
        for unit, title in TITLES.items()
        for name, curve in _curves(tables, unit).items()
    ]
    return (
        "Two line charts of accuracy by term, means of nine terms, cases above and votes below. "
        f"{'. '.join(parts)}."
    )


def _ends(curve: pd.DataFrame) -> str:
    low, high = wording.percent(curve["smooth"].min()), wording.percent(curve["smooth"].max())
    return f"from {low} to {high}"
