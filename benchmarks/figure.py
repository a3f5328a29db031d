"""Seconds against votes, both on log scales."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator, StrMethodFormatter

from benchmarks.growth import Series
from scotus_forecast.reporting import style

#: What is drawn, told apart by colour (Okabe & Ito 2008), dash and marker.
LINES = {
    "prepare": ("#767676", ":", "P", "prepare"),
    "featurize argument": ("#56B4E9", "-", "v", "featurize, argument"),
    "forecast argument-logistic": ("#0072B2", "-", "o", "logistic, argument"),
    "forecast argument-boosted": ("#009E73", "-", "^", "boosted, argument"),
    "forecast paper-katz_forest": ("#D55E00", "-", "s", "katz_forest, paper"),
    "score": ("#E69F00", "--", "X", "score"),
    "audit": ("#000000", "--", "D", "audit"),
    "diagnose": ("#CC79A7", "-.", "*", "diagnose"),
}
TITLES = {"scdb": "Shares of the real Court", "simulated": "Larger simulated Courts"}


def draw(series: Iterable[Series]) -> Figure:
    """Draw one panel a Court; every stage must be one of `LINES`."""
    drawn = list(series)
    courts = [court for court in TITLES if any(one.court == court for one in drawn)]
    with style.styled():
        figure, panels = style.canvas(1, len(courts), height=5.6, sharey=True)
        for axes, court in zip(panels, courts, strict=True):
            _panel(axes, court, [one for one in drawn if one.court == court])
        panels[0].set_ylabel("Seconds")
        panels[0].yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        panels[0].yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        panels[0].yaxis.set_minor_formatter(NullFormatter())
        _legend(figure, panels)
    return figure


def _panel(axes: Axes, court: str, series: list[Series]) -> None:
    for one in series:
        colour, dash, marker, label = LINES[one.stage]
        votes, seconds = zip(*((row["votes"], row["seconds"]) for row in one.rows), strict=True)
        axes.plot(votes, seconds, dash, color=colour, marker=marker, label=label)
    axes.set(xscale="log", yscale="log", xlabel="Votes", title=TITLES[court])
    sizes = sorted({row["votes"] for one in series for row in one.rows})
    axes.set_xticks(sizes, [f"{votes:,}" for votes in sizes], minor=False)
    axes.xaxis.set_minor_locator(NullLocator())


def _legend(figure: Figure, panels: list[Axes]) -> None:
    """Name every line once, whichever panel it is in."""
    named = {
        label: line
        for axes in panels
        for line, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(list(named.values()), list(named), loc="outside lower center", ncols=3)
