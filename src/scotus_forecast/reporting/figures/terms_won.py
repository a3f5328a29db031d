"""Terms won less terms lost against the ten-term baseline, added up over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.reporting.figures.line_names import name_ends, named
from scotus_forecast.reporting.figures.series import (
    DASHES,
    MAIN_BASELINE,
    NAMES,
    PUBLICATION_RUN,
    by_term,
    ours_by_term,
    shade_after_the_paper,
    terms_after_the_paper,
    year_limits,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas

READING = (
    "A line rises by one in each term with more cases right than the ten-term baseline, and falls "
    "by one with fewer. One case more counts as much as fifty."
)

SHORT = {
    "katz": "Paper's\nstored run",
    "paper": "Ours, paper's\ncolumns",
    LEAD: "Ours at\nargument",
}


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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


def draw(tables: Tables, theme: Theme) -> Figure:
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
    lines = [named(won, SHORT[name], getattr(theme, name), "net") for name, won in curves.items()]
    name_ends(axes, lines)
    return figure


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [f"{NAMES[name]} won {won['won'].sum()} terms and lost {won['lost'].sum()}"
             for name, won in tables.items() if name in NAMES]  # fmt: skip
    return (
        "Line chart of terms won less terms lost against the ten-term baseline, cases, added up "
        f"over time. {'. '.join(parts)}."
    )
