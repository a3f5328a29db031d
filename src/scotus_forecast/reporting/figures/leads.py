"""Lead over the best baseline by Chief Justice, issue area, court below and margin."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.evaluation.groups import FEWEST_CASES
from scotus_forecast.evaluation.panel import UNKNOWN
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.figures.intervals import draw_intervals
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas

READING = (
    "A dot is the share of cases that ours at argument has right, less that of the baseline that "
    "is best in that group. Bars are intervals with whole terms resampled; grey ones include zero."
)
TITLES = {
    "chief": "Chief Justice",
    "issue_area": "Issue area",
    "circuit": "Court below",
    "margin": "Margin of the vote",
}
#: Points; leads beyond are numbers at the edge.
LIMITS = (-8.0, 20.0)

#: Widest first. An equally divided Court always affirms, so its cases test no forecast.
MARGINS = tuple(str(votes) for votes in range(9, 0, -1))


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Paired leads on cases, as the score stage has them.

    Returns
    -------
    dict of str to pd.DataFrame
        ``leads``: ``group, label, n, lead, low, high, baseline``. ``lead`` is the share that ours
        at argument has right less that of ``baseline``, the most accurate one on those cases,
        chosen in hindsight. The interval resamples whole terms. Groups of fewer than
        `FEWEST_CASES` cases, or without an interval, are left out. Empty where nothing was scored.
    """
    model = str(inputs.flagship(LEAD, "case"))
    rows = inputs.rows("leads", horizon=LEAD, model=model, unit="case")
    if rows.empty:
        return {}
    rows = rows[(rows["n"] >= FEWEST_CASES) & rows["lead_low"].notna() & (rows["value"] != UNKNOWN)]
    parts = [_in_order(group, rows[rows["group"] == group]) for group in TITLES]
    kept = pd.concat([part for part in parts if len(part)] or [rows.head(0)], ignore_index=True)
    names = {"lead_low": "low", "lead_high": "high", "reference_model": "baseline"}
    return {"leads": kept.rename(columns=names)} if len(kept) else {}


def _in_order(group: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows drawn, labelled: recent Chief Justices, frequent ones, wide margins first."""
    order = {
        "chief": [chief.name for chief in reversed(CHIEFS)],
        "margin": list(MARGINS),
    }.get(group, rows.sort_values("n", ascending=False)["value"].tolist())
    places = {value: place for place, value in enumerate(order)}
    kept = rows[rows["value"].isin(order)].sort_values("value", key=lambda v: v.map(places))
    return kept.assign(label=[_label(group, value) for value in kept["value"]])


def _label(group: str, value: str) -> str:
    if group == "margin":
        return f"{value} vote{'s' if value != '1' else ''}"
    if group == "circuit" and value[0].isupper():
        return f"{value} Circuit"
    return labels.group_value(value)


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: four panels on one scale."""
    leads = tables["leads"]
    sizes = leads["group"].value_counts().reindex(TITLES, fill_value=0).to_numpy().reshape(2, 2)
    heights = np.maximum(sizes.max(axis=1), 1)
    figure, panels = canvas(2, 2, height=1.5 + 0.2 * heights.sum(), sharex=True,
                            gridspec_kw={"height_ratios": heights + 1})  # fmt: skip
    for axes, (group, title) in zip(panels, TITLES.items(), strict=True):
        rows = _points(leads[leads["group"] == group], theme)
        axes.axvline(0, color=theme.ink, linewidth=1, zorder=1)
        draw_intervals(axes, rows, LIMITS, theme, "{:+.0f}")
        axes.set_ylim(len(rows) - heights[panels.index(axes) // 2] - 0.6, len(rows) - 0.4)
        axes.set_title(title)
        axes.xaxis.set_major_locator(MultipleLocator(5))
        axes.xaxis.set_major_formatter(_every_other)
    figure.supxlabel("Lead over the best baseline, percentage points", fontsize=11)
    return figure


def _every_other(points: float, _: float) -> str:
    """Number of a tick, at the tens."""
    if points % 10:
        return ""
    return wording.points(points / 100, 0) if points else "0"


def _points(rows: pd.DataFrame, theme: Theme) -> pd.DataFrame:
    """Rows as `draw_intervals` takes them, in percentage points; grey where zero is inside."""
    points = 100 * rows[["lead", "low", "high"]].rename(columns={"lead": "value"})
    unclear = (points["low"] <= 0) & (points["high"] >= 0)
    colours = unclear.map({True: theme.baseline, False: theme.argument})
    return points.assign(label=rows["label"], colour=colours, hollow=False)


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    leads = tables["leads"]
    clear, behind = int((leads["low"] > 0).sum()), int((leads["high"] < 0).sum())
    top, foot = leads.loc[leads["lead"].idxmax()], leads.loc[leads["lead"].idxmin()]
    return (
        "Dot plots with intervals of the lead over the best baseline on cases, by Chief Justice, "
        f"issue area, court below and margin of the vote. Of {len(leads)} groups, {clear} have a "
        f"lead whose interval is above zero and {behind} one below. The largest is "
        f"{wording.points(top['lead'])} points ({top['label']}), the smallest "
        f"{wording.points(foot['lead'])} ({foot['label']})."
    )
