"""Accuracy by term beside the baselines, and the paper's own figures of terms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Picture

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.common import (
    BASELINE_COLUMNS,
    MAIN_BASELINE,
    STORED_RUNS,
    WHO,
    N,
    by_term,
    smoothed,
)
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import (
    BLUE,
    GREY,
    LINES,
    VERMILLION,
    canvas,
    legend_below,
    percent_axis,
    shade_chiefs,
)

BASELINES = (MAIN_BASELINE, "always_reverse")


def build(inputs: ReportInputs) -> Section:
    """Collect the per-term table, the tests over terms and the main figure."""
    curve = by_term(inputs, LEAD, inputs.flagship(LEAD, "case"), "case")
    if curve.empty:
        return Section(absent="This run holds no scores by term.")
    tests = _tests(inputs)
    return Section(
        values=_terms_won(inputs, curve),
        tables=tuple(table for table in (tests, _table(inputs)) if table is not None),
        figures=(_figure(inputs, curve),),
    )


def term_curve(table: pd.DataFrame) -> pd.DataFrame:
    """Add the moving mean to a per-term table."""
    return table.assign(smooth=smoothed(table)) if len(table) else table


def _terms_won(inputs: ReportInputs, curve: pd.DataFrame) -> dict[str, object]:
    difference = curve["accuracy"] - curve["accuracy_most_frequent_10"]
    return {
        "terms": len(curve),
        "won": int((difference > 0).sum()),
        "tied": int((difference == 0).sum()),
        "lost": int((difference < 0).sum()),
        "paper": None if inputs.simulated else labels.STORED_TERMS_WON,
    }


def _tests(inputs: ReportInputs) -> Table | None:
    rows = [_test_rows(inputs, horizon, unit) for horizon in (LEAD, "paper") for unit in UNITS]
    rows = [frame for frame in rows if len(frame)]
    if not rows:
        return None
    columns = (
        *WHO,
        column("Against", "text"),
        column("Terms", "count"),
        column("Won", "count"),
        column("Tied", "count"),
        column("Lost", "count"),
        column("t", "decimal", "t_statistic"),
        column("p of t", "p", "t_p_value"),
        column("p of rank sum", "p", "rank_sum_p_value"),
    )
    caption = "Term means compared as the paper compares them"
    return Table("term_tests", caption, pd.concat(rows, ignore_index=True), columns)


def _test_rows(inputs: ReportInputs, horizon: str, unit: str) -> pd.DataFrame:
    """Compare the lead flagship with everyone, that of the paper's horizon with the stored runs."""
    model = str(inputs.flagship(horizon, unit))
    rows = inputs.rows("term_tests", horizon=horizon, model=model, unit=unit, period="paper")
    if horizon != LEAD:
        rows = rows[rows["reference"].isin(STORED_RUNS)]
    if rows.empty:
        return rows
    return rows.assign(forecaster=labels.model(model), against=rows["reference"].map(labels.model))


def _table(inputs: ReportInputs) -> Table:
    columns = (
        column("Term", "year"),
        column("Unit", "text"),
        N,
        column("Reversed", "percent", "share_reversed"),
        column("Right", "percent", "accuracy"),
        *BASELINE_COLUMNS,
    )
    frames = [by_term(inputs, LEAD, inputs.flagship(LEAD, unit), unit) for unit in UNITS]
    frame = pd.concat(frames, ignore_index=True)
    return Table("by_term", "The lead flagship, term by term", frame, columns, limit=0)


def chief_spans(first: int, last: int) -> pd.DataFrame:
    """Terms presided over by each Chief Justice, cut to the span of the figure."""
    spans = [
        (chief.name, max(chief.first_term, first), min(chief.last_term or last, last))
        for chief in CHIEFS
    ]
    table = pd.DataFrame(spans, columns=["chief", "first", "last"])
    return table[table["first"] <= table["last"]].reset_index(drop=True)


def natural_courts(cases: pd.DataFrame, first: int) -> pd.DataFrame:
    """First term of each natural court: a bench without change of membership."""
    known = cases.dropna(subset=["naturalCourt"])
    starts = known.groupby("naturalCourt")["term"].min()
    return starts[starts >= first].rename("term").reset_index()


def _figure(inputs: ReportInputs, curve: pd.DataFrame) -> Figure:
    first, last = int(curve["term"].min()), int(curve["term"].max())
    lines = {name: term_curve(by_term(inputs, "none", name, "case")) for name in BASELINES}
    return Figure(
        name="accuracy_by_term",
        title="Cases forecast right, term by term",
        alt=f"Line chart over terms {first} to {last}: accuracy of the lead flagship on cases, "
        "the most frequent outcome of the last ten terms, and always reverse. Background bands "
        "are Chief Justices, ticks at the foot are natural courts.",
        shows="The heavy line is a nine-term moving mean of the flagship's case accuracy. Dots "
        "are single terms, dashed lines the two baselines and bands the Chief Justices. Ticks "
        "at the foot are the first terms of natural courts.",
        hides="How many cases a term has. Early terms have a few dozen, so their dots scatter by "
        "chance alone.",
        data={
            "flagship": term_curve(curve),
            "chiefs": chief_spans(first, last),
            "natural_courts": natural_courts(inputs.cases, first),
        }
        | lines,
    )


def draw_accuracy_by_term(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, (axes,) = canvas(height=5.6)
    _baselines(axes, data)
    _flagship(axes, data["flagship"])
    _courts(axes, data)
    axes.set(ylabel="Cases forecast right", xlabel="October Term", ylim=(0, 1.24))
    axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    percent_axis(axes.yaxis)
    legend_below(figure, axes, columns=2)
    return figure


def _flagship(axes: Axes, curve: pd.DataFrame) -> None:
    axes.scatter(curve["term"], curve["accuracy"], s=9, color=BLUE, alpha=0.45, linewidths=0)
    axes.plot(curve["term"], curve["smooth"], color=BLUE, linewidth=3,
              label="Flagship, argument (nine-term mean; dots: single terms)")  # fmt: skip


def _baselines(axes: Axes, data: Mapping[str, pd.DataFrame]) -> None:
    for name in ("most_frequent_10", "always_reverse"):
        if len(data[name]):
            colour, dash, _, label = LINES[name]
            curve = data[name]
            axes.plot(curve["term"], curve["smooth"], dash, color=colour, label=label)


def _courts(axes: Axes, data: Mapping[str, pd.DataFrame]) -> None:
    shade_chiefs(axes, data["chiefs"].to_dict("records"), foot=1.03)
    axes.plot(data["natural_courts"]["term"], [0.012] * len(data["natural_courts"]), "|",
              color=GREY, markersize=9, label="First term of a natural court")  # fmt: skip
    curve = data["flagship"]
    axes.set_xlim(curve["term"].min() - 1, curve["term"].max() + 1)


def draw_reversal_by_decade(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    table = data["decades"]
    figure, (axes,) = canvas(height=4.2)
    axes.bar(table["decade"] + 5, table["share"], width=8.4, color=BLUE)
    axes.axhline(0.5, color="black", linewidth=1, linestyle=":")
    axes.set(ylabel="Cases reversed", xlabel="Decade of the term", ylim=(0, 1))
    axes.grid(visible=False, axis="x")
    percent_axis(axes.yaxis)
    return figure


def draw_terms_won(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    figure, (axes,) = canvas(height=4.6)
    for name, won in data.items():
        colour, dash, _, label = LINES[name.removesuffix("-case")]
        axes.step(won["term"], won["net"], dash, where="post", color=colour, label=label)
    axes.axhline(0, color="black", linewidth=1)
    axes.set(ylabel="Terms won less lost", xlabel="October Term")
    axes.legend(loc="upper left")
    return figure


CUT = 30
COLOURS = LinearSegmentedColormap.from_list("gain", [VERMILLION, "#FFFFFF", BLUE], N=61)


def draw_justice_heatmap(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    grid = _grid(data["cells"])
    figure, (axes,) = canvas(height=2.0 + 0.235 * len(grid))
    mesh = axes.pcolormesh(grid.columns, np.arange(len(grid)), grid.to_numpy(), cmap=COLOURS,
                           vmin=-CUT, vmax=CUT, shading="nearest")  # fmt: skip
    axes.set_facecolor("#E4E4E4")
    _name_rows(axes, grid, data["cells"])
    axes.set_xlabel("October Term")
    bar = figure.colorbar(mesh, ax=axes, location="top", shrink=0.6, extend="both", aspect=40)
    bar.set_label("Percentage points over the ten-term baseline")
    return figure


def _grid(cells: pd.DataFrame) -> pd.DataFrame:
    grid = cells.pivot_table(index="justice", columns="term", values="gain") * 100
    first = cells.groupby("justice")["term"].min()
    order = first.reset_index().sort_values(["term", "justice"])["justice"]
    return grid.loc[order]


def _name_rows(axes: Axes, grid: pd.DataFrame, cells: pd.DataFrame) -> None:
    names = cells.drop_duplicates("justice").set_index("justice")["name"]
    axes.set_yticks(np.arange(len(grid)), [names[code] for code in grid.index], fontsize=10)
    axes.invert_yaxis()
    axes.grid(visible=False)
