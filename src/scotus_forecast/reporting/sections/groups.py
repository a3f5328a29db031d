"""Accuracy by era, Chief Justice, issue area, court below, justice and margin."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.reporting import labels
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import BASELINE_COLUMNS, N, accuracy_columns, groups
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import canvas, dots, legend_below

#: Grouping, heading of its table, and the unit it is shown for.
SHOWN = (
    ("decade", "Decade", "case"),
    ("chief", "Chief Justice", "case"),
    ("issue_area", "Issue area", "case"),
    ("circuit", "Court below", "case"),
    ("justice", "Justice", "vote"),
    ("unanimity", "Unanimity", "case"),
    ("margin", "Margin of the vote", "case"),
)
DRAWN = {
    "groups_courts": (("chief", "Chief Justice"), ("issue_area", "Issue area")),
    "groups_votes": (("unanimity", "Unanimity"), ("margin", "Margin of the vote")),
    "groups_circuits": (("circuit", "Court below"), ("decade", "Decade")),
}


def build(inputs: ReportInputs) -> Section:
    """Collect one table a grouping, and figures of pairs of them."""
    frames = {group: group_rows(inputs, group, unit) for group, _, unit in SHOWN}
    frames = {group: frame for group, frame in frames.items() if len(frame)}
    if not frames:
        return Section(absent="This run holds no scores by group.")
    return Section(
        values={"missing": [title for group, title, _ in SHOWN if group not in frames]},
        tables=tuple(
            _table(group, title, unit, frames[group], inputs.level)
            for group, title, unit in SHOWN
            if group in frames
        ),
        figures=tuple(_figure(name, pair, frames) for name, pair in DRAWN.items()
                      if all(group in frames for group, _ in pair)),
    )  # fmt: skip


def group_rows(inputs: ReportInputs, group: str, unit: str) -> pd.DataFrame:
    """Lead flagship by the values of one grouping, named and in a readable order."""
    rows = groups(inputs, LEAD, inputs.flagship(LEAD, unit), unit, group)
    if rows.empty:
        return rows
    rows = rows.assign(
        label=rows["value"].map(labels.justice if group == "justice" else labels.group_value)
    )
    rows["over_baseline"] = rows["accuracy"] - rows["accuracy_most_frequent_10"]
    return _ordered(rows, group, _seniority(inputs))


def _seniority(inputs: ReportInputs) -> dict[str, int]:
    """Place of each justice in SCDB's numbering, which follows appointment."""
    return {name: int(code) for code, name in inputs.justices.items()}


def _ordered(rows: pd.DataFrame, group: str, seniority: dict[str, int]) -> pd.DataFrame:
    places = {"chief": {chief.name: at for at, chief in enumerate(CHIEFS)}, "justice": seniority}
    if group in places:
        return rows.sort_values("value", key=lambda v: v.map(places[group]), ignore_index=True)
    if group in ("issue_area", "circuit"):
        return rows.sort_values("n", ascending=False, ignore_index=True)
    numeric = pd.to_numeric(rows["value"], errors="coerce")
    return (
        rows.assign(place=numeric)
        .sort_values(["place", "value"], ignore_index=True)
        .drop(columns="place")
    )


def _table(group: str, title: str, unit: str, frame: pd.DataFrame, level: str) -> Table:
    columns = (
        column(title, "text", "label"),
        N,
        column("Reversed", "percent", "share_reversed"),
        *accuracy_columns(level),
        *BASELINE_COLUMNS,
        column("Over the ten-term baseline, points", "points", "over_baseline"),
        column("Brier", "decimal", "brier"),
    )
    caption = f"The lead flagship on {labels.UNITS[unit]}, by {title.lower()}"
    return Table(f"by_{group}", caption, frame, columns)


def _figure(
    name: str, pair: tuple[tuple[str, str], ...], frames: dict[str, pd.DataFrame]
) -> Figure:
    titles = " and ".join(title.lower() for _, title in pair)
    return Figure(
        name=name,
        title=f"Accuracy by {titles}",
        alt=f"Dot plots of the lead flagship's case accuracy by {titles}, with intervals, "
        "the ten-term baseline and always reverse. The numbers are those of the tables of the "
        "same names.",
        shows="Dots with intervals are the lead flagship's share of cases right. Crosses are the "
        "ten-term baseline and vertical bars always reverse, on the same cases.",
        hides="Whether the flagship differs from a baseline in a group: each interval is of its "
        "own accuracy, not of a paired difference, and of so many some miss. Groups of few cases, "
        "or with every forecast right, have none.",
        data={title: frames[group] for group, title in pair},
    )


#: Rows of one grouping that a figure shows; the table has them all.
GROUPS_DRAWN = 24


def draw_groups(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    tables = {title: table.head(GROUPS_DRAWN) for title, table in data.items()}
    sizes = [len(table) + 1 for table in tables.values()]
    figure, panels = canvas(
        2, 1, height=1.8 + 0.34 * sum(sizes), gridspec_kw={"height_ratios": sizes}, sharex=True
    )
    for axes, (title, table) in zip(panels, tables.items(), strict=True):
        dots(axes, table, prefix="accuracy_")
        axes.set_title(title)
    legend_below(figure, panels[0])
    return figure
