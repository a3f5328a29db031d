"""Dots with intervals, one row a label: accuracy on the paper's terms, leads by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.evaluation.groups import FEWEST_CASES
from scotus_forecast.evaluation.panel import UNKNOWN
from scotus_forecast.evaluation.references import PRINTED_ACCURACY, stored
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import SMALL, Tables, Theme, canvas, percent_axis


def draw_intervals(
    axes: Axes, rows: pd.DataFrame, limits: tuple[float, float], theme: Theme, mark: str = "{:.0%}"
) -> None:
    """Draw a dot and its interval for each row, the first on top.

    A value beyond `limits` becomes a number with an arrow at the edge.

    Parameters
    ----------
    rows : pd.DataFrame
        ``value, low, high, label, colour, hollow``; ends may be missing.
    mark : str
        Format of a number at the edge.
    """
    low, high = limits
    places = np.arange(len(rows))[::-1]
    inside = rows["value"].between(low, high).to_numpy()
    shown, at = rows[inside], places[inside]
    axes.hlines(at, shown["low"].clip(low, high), shown["high"].clip(low, high),
                color=shown["colour"], linewidth=2.2)  # fmt: skip
    faces = np.where(shown["hollow"], theme.page, shown["colour"])
    axes.scatter(shown["value"], at, s=38, facecolors=list(faces), edgecolors=list(shown["colour"]),
                 linewidths=1.6, zorder=3)  # fmt: skip
    _cut_ends(axes, at, shown, limits)
    for place, row in zip(places[~inside], rows[~inside].itertuples(), strict=True):
        _beyond(axes, place, row.value, row.colour, limits, mark)
    axes.set_xlim(low, high)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_yticks(places, rows["label"])
    axes.grid(visible=False, axis="y")


def _cut_ends(
    axes: Axes, places: np.ndarray, rows: pd.DataFrame, limits: tuple[float, float]
) -> None:
    """Mark intervals that go on beyond the limits."""
    low, high = limits
    for end, marker, beyond in ((low, "<", rows["low"] < low), (high, ">", rows["high"] > high)):
        axes.scatter(np.full(beyond.sum(), end), places[beyond.to_numpy()], marker=marker, s=22,
                     color=list(rows["colour"][beyond]), clip_on=False)  # fmt: skip


def _beyond(
    axes: Axes, place: float, value: float, colour: str, limits: tuple[float, float], mark: str
) -> None:
    left = value < limits[0]
    number = mark.format(value)
    axes.annotate(
        f"◂ {number}" if left else f"{number} ▸", (limits[0] if left else limits[1], place),
        xytext=(2 if left else -2, 0), textcoords="offset points", va="center",
        ha="left" if left else "right", fontsize=SMALL, color=colour,
    )  # fmt: skip


HEADLINE_READING = (
    "Dots are shares forecast right on the paper's terms, bars intervals with whole terms "
    "resampled. Hollow dots are the paper's own numbers, which have no interval."
)
PERIOD = "paper"
STORED = {"katz_publication_run": "Paper's stored run", "katz_one_tree": "Paper's one-tree run"}
OURS = {"paper": "Ours, paper's columns", "argument": "Ours at argument", "strict": "Ours, strict"}
BASELINES = {
    "most_frequent_10": "Most frequent outcome, 10 terms",
    "always_reverse": "Always reverse",
}
HEADLINE_TITLES = {"case": "Cases forecast right", "vote": "Votes forecast right"}

#: Baselines further than this below the others are numbers at the edge.
FAR_BELOW = 0.08


def headline_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Accuracy of each forecaster on the paper's terms.

    Returns
    -------
    dict of str to pd.DataFrame
        ``rows``: ``label, role``, and ``<unit>_value, <unit>_low, <unit>_high`` of cases and
        votes, intervals with whole terms resampled; numbers of the paper's own have none.
        Empty without scores.
    """
    rows = pd.DataFrame([row for row in _headline_rows(inputs) if len(row) > 2])
    return {"rows": rows} if len(rows) else {}


def _headline_rows(inputs: ReportInputs) -> Iterator[dict[str, Any]]:
    if not inputs.simulated:
        printed = {f"{unit}_value": PRINTED_ACCURACY[unit] for unit in UNITS}
        yield {"label": "Paper, as printed", "role": "katz"} | printed
        for run, label in STORED.items():
            scored = _scored(inputs, "paper", dict.fromkeys(UNITS, run))
            yield {"label": label, "role": "katz"} | _stored(run) | scored
    for horizon, label in OURS.items():
        models = {unit: str(inputs.flagship(horizon, unit)) for unit in UNITS}
        yield {"label": label, "role": horizon} | _scored(inputs, horizon, models)
    for model, label in BASELINES.items():
        scored = _scored(inputs, "none", dict.fromkeys(UNITS, model))
        yield {"label": label, "role": "baseline"} | scored


def _stored(run: str) -> dict[str, float]:
    scores = {unit: stored(run, unit) for unit in UNITS}
    return {f"{unit}_value": score.accuracy for unit, score in scores.items() if score}


def _scored(inputs: ReportInputs, horizon: str, models: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for unit, model in models.items():
        row = inputs.row("scores", horizon=horizon, model=model, unit=unit, period=PERIOD)
        if row:
            ends = ("accuracy", "accuracy_term_low", "accuracy_term_high")
            names = (f"{unit}_value", f"{unit}_low", f"{unit}_high")
            found |= {name: row[end] for name, end in zip(names, ends, strict=True)}
    return found


def draw_headline(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    rows = tables["rows"]
    figure, panels = canvas(1, 2, height=1.0 + 0.31 * len(rows), sharey=True)
    shown = {unit: _headline_panel(rows, unit, theme) for unit in HEADLINE_TITLES}
    limits = _limits(pd.concat(shown.values()))
    for axes, (unit, title) in zip(panels, HEADLINE_TITLES.items(), strict=True):
        draw_intervals(axes, shown[unit], limits, theme, "{:.1%}")
        axes.set_title(title)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 3, 5, 10]))
        percent_axis(axes.xaxis)
    return figure


def _headline_panel(rows: pd.DataFrame, unit: str, theme: Theme) -> pd.DataFrame:
    columns = {name: rows.get(f"{unit}_{name}", pd.Series(np.nan, rows.index))
               for name in ("value", "low", "high")}  # fmt: skip
    colours = rows["role"].map(lambda role: getattr(theme, role))
    shown = pd.DataFrame(columns).assign(label=rows["label"], colour=colours)
    return shown.assign(hollow=shown["low"].isna())


def _limits(shown: pd.DataFrame) -> tuple[float, float]:
    near = shown[~(shown["value"] < shown["value"].max() - FAR_BELOW)]
    ends = near[["value", "low", "high"]].to_numpy()
    return np.floor(100 * np.nanmin(ends)) / 100, np.ceil(100 * np.nanmax(ends) + 0.3) / 100


def describe_headline(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [_headline_words(row) for row in tables["rows"].to_dict("records")]
    return (
        "Dot plot of the share forecast right on the paper's terms, with intervals; cases on the "
        f"left and votes on the right. {'. '.join(parts)}."
    )


def _headline_words(row: Mapping[str, Any]) -> str:
    numbers = [f"{labels.UNITS[unit]} {wording.percent(row.get(f'{unit}_value', np.nan))}"
               for unit in UNITS if pd.notna(row.get(f"{unit}_value"))]  # fmt: skip
    return f"{row['label']}: {', '.join(numbers)}"


LEADS_READING = (
    "A dot is the share of cases that ours at argument has right, less that of the baseline that "
    "is best in that group. Bars are intervals with whole terms resampled; grey ones include zero."
)
LEADS_TITLES = {
    "chief": "Chief Justice",
    "issue_area": "Issue area",
    "circuit": "Court below",
    "margin": "Margin of the vote",
}
#: Points; leads beyond are numbers at the edge.
LEADS_LIMITS = (-8.0, 20.0)

#: Widest first. An equally divided Court always affirms, so its cases test no forecast.
MARGINS = tuple(str(votes) for votes in range(9, 0, -1))


def leads_tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
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
    parts = [_in_order(group, rows[rows["group"] == group]) for group in LEADS_TITLES]
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


def draw_leads(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure: four panels on one scale."""
    leads = tables["leads"]
    sizes = (
        leads["group"].value_counts().reindex(LEADS_TITLES, fill_value=0).to_numpy().reshape(2, 2)
    )
    heights = np.maximum(sizes.max(axis=1), 1)
    figure, panels = canvas(2, 2, height=1.5 + 0.2 * heights.sum(), sharex=True,
                            gridspec_kw={"height_ratios": heights + 1})  # fmt: skip
    for axes, (group, title) in zip(panels, LEADS_TITLES.items(), strict=True):
        rows = _lead_points(leads[leads["group"] == group], theme)
        axes.axvline(0, color=theme.ink, linewidth=1, zorder=1)
        draw_intervals(axes, rows, LEADS_LIMITS, theme, "{:+.0f}")
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


def _lead_points(rows: pd.DataFrame, theme: Theme) -> pd.DataFrame:
    """Rows as `draw_intervals` takes them, in percentage points; grey where zero is inside."""
    points = 100 * rows[["lead", "low", "high"]].rename(columns={"lead": "value"})
    unclear = (points["low"] <= 0) & (points["high"] >= 0)
    colours = unclear.map({True: theme.baseline, False: theme.argument})
    return points.assign(label=rows["label"], colour=colours, hollow=False)


def describe_leads(tables: Tables) -> str:
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
