"""Scores by period, with the baselines and other systems' figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import (
    HINDSIGHT,
    MAIN_BASELINE,
    QUALITY,
    STORED_RUNS,
    WHO,
    N,
    accuracy_columns,
    by_term,
    difference_columns,
    distinct_periods,
    flagship_scored,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import LINES, canvas, dots, legend_below

MODERN = "y1946_2014"
#: Votes that other systems are scored on.
COMPARABLE = "y1956_2014_merits"
SHOWN_REFERENCES = (MAIN_BASELINE, "always_reverse")
#: Names of the columns that compare with the best baseline in hindsight.
_BEST = {
    "difference": "over_best",
    "ci_low": "over_best_low",
    "ci_high": "over_best_high",
    "reference_model": "best",
}


def build(inputs: ReportInputs) -> Section:
    """Collect flagship scores by period."""
    frame = period_rows(inputs)
    tables = [_periods(frame, inputs), _modern(inputs)]
    if not inputs.simulated:
        tables += [_stored_periods(inputs), _yardsticks()]
    return Section(
        values={
            "modern": {unit: flagship_scored(inputs, LEAD, unit, MODERN) for unit in UNITS},
            "comparable": _comparable(inputs),
            "spans": {"modern": labels.span(MODERN), "comparable": labels.span(COMPARABLE)},
            "since_paper": len(inputs.rows("scores", period="since_paper")) > 0,
            "last_term": inputs.last_term,
        },
        tables=tuple(tables),
        figures=(_figure(frame),),
    )


def _comparable(inputs: ReportInputs) -> dict[str, object]:
    return {unit: flagship_scored(inputs, LEAD, unit, COMPARABLE) for unit in UNITS}


def period_rows(inputs: ReportInputs) -> pd.DataFrame:
    """Lead flagship by period and unit, each with its paired difference from a baseline."""
    frames = [_unit_rows(inputs, unit) for unit in UNITS]
    return pd.concat(frames, ignore_index=True)


def _unit_rows(inputs: ReportInputs, unit: str) -> pd.DataFrame:
    keys = {"horizon": LEAD, "model": str(inputs.flagship(LEAD, unit)), "unit": unit}
    rows = distinct_periods(inputs.rows("scores", **keys), inputs.last_term)
    rows = rows.merge(_over(inputs, keys, MAIN_BASELINE), on="period", how="left")
    best = _over(inputs, keys, HINDSIGHT).rename(columns=lambda name: _BEST.get(name, name))
    rows = rows.merge(best, on="period", how="left")
    rows["best"] = rows["best"].map(labels.model, na_action="ignore")
    for name in SHOWN_REFERENCES:
        theirs = inputs.rows("scores", horizon="none", model=name, unit=unit)
        lookup = dict(zip(theirs.get("period", ()), theirs.get("accuracy", ()), strict=True))
        rows[name] = rows["period"].map(lookup).astype(float)
    return _ordered(rows)


def _over(inputs: ReportInputs, keys: Mapping[str, str], reference: str) -> pd.DataFrame:
    """Paired differences from a reference by period."""
    wanted = ["period", "difference", "ci_low", "ci_high", "reference_model"]
    return inputs.rows("paired", **keys, reference=reference).reindex(columns=wanted)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    order = [name + suffix for suffix in ("", labels.MERITS_SUFFIX) for name in labels.PERIODS]
    place = {name: index for index, name in enumerate(order)}
    rows = rows.assign(place=rows["period"].map(place).fillna(len(order)))
    rows = rows.sort_values("place", kind="stable", ignore_index=True).drop(columns="place")
    return rows.assign(label=rows["period"].map(labels.period))


def _periods(frame: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = (
        column("Period", "text", "label"),
        column("Unit", "text"),
        N,
        *accuracy_columns(inputs.level),
        column("Ten-term baseline", "percent", MAIN_BASELINE),
        column("Always reverse", "percent", "always_reverse"),
        *difference_columns("Over the ten-term baseline, points", "difference", inputs.level),
        column("Best baseline in hindsight", "text", "best"),
        column("Over that one, points", "points2", "over_best"),
        column(
            f"{inputs.level} interval over it",
            "points2_interval",
            "over_best_low",
            "over_best_high",
        ),
        *QUALITY,
    )
    caption = "The lead flagship by period; merits only leaves out dismissals and absences"
    return Table("by_period", caption, frame, columns, limit=40)


def _modern(inputs: ReportInputs) -> Table:
    rows = inputs.rows("scores", period=MODERN)
    rows = rows[rows["model"].isin(_named(inputs))].assign(
        forecaster=rows["model"].map(labels.model)
    )
    columns = (
        *WHO,
        N,
        *accuracy_columns(inputs.level),
        *QUALITY,
    )
    rows = rows.sort_values(["unit", "accuracy"], ascending=[True, False])
    caption = f"Terms {labels.span(MODERN)}: flagships, paper and baselines"
    return Table(MODERN, caption, rows, columns)


def _named(inputs: ReportInputs) -> set[str]:
    flagships = {str(inputs.flagship(h, u)) for h in HORIZONS for u in UNITS}
    return flagships | {*STORED_RUNS, *SHOWN_REFERENCES}


def _stored_periods(inputs: ReportInputs) -> Table:
    rows = [
        vars(stored)
        | {"label": wording.terms(stored.first_term, stored.last_term)}
        | _ours(inputs, stored.first_term, stored.last_term)
        for stored in labels.STORED_PERIODS
    ]
    columns = (
        column("Terms", "text", "label"),
        column("Stored n", "count", "n"),
        column("Stored run", "percent", "forest"),
        column("Stored one-tree run", "percent", "one_tree"),
        column("Stored ten-term baseline", "percent", "most_frequent_10"),
        column("Stored always reverse", "percent", "always_reverse"),
        column("Ours, argument", "percent", "argument"),
        column("Ours, paper", "percent", "paper"),
        column("Our n", "count", "ours_n"),
    )
    caption = "Case accuracy by period as the paper stored it, and ours on the same terms"
    return Table("stored_periods", caption, pd.DataFrame(rows), columns)


def _ours(inputs: ReportInputs, first: int, last: int) -> dict[str, float | None]:
    curves = {h: by_term(inputs, h, inputs.flagship(h, "case"), "case") for h in (LEAD, "paper")}
    spans = {
        horizon: curve[curve["term"].between(first, last)]
        for horizon, curve in curves.items()
        if len(curve)
    }
    shares = {
        h: (span["accuracy"] * span["n"]).sum() / span["n"].sum() for h, span in spans.items()
    }
    counted = int(spans[LEAD]["n"].sum()) if LEAD in spans else None
    ours: dict[str, float | None] = {LEAD: None, "paper": None}
    return ours | shares | {"ours_n": counted}


def _yardsticks() -> Table:
    columns = (column("System", "text"), column("Population and protocol", "text", "population"),
               column("Figure", "text"))  # fmt: skip
    frame = pd.DataFrame([vars(yardstick) for yardstick in labels.YARDSTICKS])
    return Table("yardsticks", "What other systems report, on their own terms", frame, columns)


def _figure(frame: pd.DataFrame) -> Figure:
    whole = frame[~frame["period"].str.endswith(labels.MERITS_SUFFIX)]
    return Figure(
        name="by_period",
        title="Accuracy by period",
        alt="Dot plot of the lead flagship's accuracy by period with intervals, cases and votes, "
        "with crosses for the ten-term baseline and bars for always reverse. The numbers are "
        "those of the table by period.",
        shows="Dots with intervals are the lead flagship. Crosses are the ten-term baseline and "
        "vertical bars always reverse, on the same cases or votes.",
        hides="Independent experiments: the periods overlap.",
        data={"rows": whole},
    )


def draw_by_period(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    rows = data["rows"]
    figure, panels = canvas(1, 2, height=1.8 + 0.32 * len(rows), sharey=True)
    for axes, unit, title in zip(panels, ("case", "vote"), ("Cases", "Justice votes"), strict=True):
        dots(axes, rows[rows["unit"] == unit])
        axes.set_title(title)
    legend_below(figure, panels[0])
    return figure


TITLES = {"case": "Cases: points over", "vote": "Justice votes: points over"}


def draw_over_baselines(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, panels = canvas(2, 1, height=7.4, sharex=True)
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        _panel(axes, data, unit)
        axes.set_title(title)
    panels[1].set_xlabel("October Term")
    legend_below(figure, panels[0])
    return figure


def _panel(axes: Axes, data: Mapping[str, pd.DataFrame], unit: str) -> None:
    for name in ("most_frequent_10", "most_frequent_all", "always_reverse"):
        if f"{unit}-{name}" in data:
            colour, dash, _, label = LINES[name]
            gain = data[f"{unit}-{name}"]
            axes.plot(gain["term"], 100 * gain["smooth"], dash, color=colour, label=label)
    axes.axhline(0, color="black", linewidth=1)
