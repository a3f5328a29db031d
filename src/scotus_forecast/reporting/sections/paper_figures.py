"""The figures of Katz, Bommarito & Blackman (2017), redrawn with ours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.ticker import MultipleLocator

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS, predicted_reverse
from scotus_forecast.reporting import labels
from scotus_forecast.reporting.document import Figure, Section, Table, column
from scotus_forecast.reporting.sections.by_term import chief_spans, term_curve
from scotus_forecast.reporting.sections.common import MAIN_BASELINE, PUBLICATION_RUN, by_term
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import BLACK, LINES, canvas, legend_below, percent_axis

HEAT_MAP_TERMS = (1915, 2014)
THREE_BASELINES = ("always_reverse", "most_frequent_10", "most_frequent_all")


def build(inputs: ReportInputs) -> Section:
    """Collect the data of the paper's five figures."""
    curves = paper_curves(inputs)
    if not curves:
        return Section(absent="This run holds no scores by term, so no figure can be redrawn.")
    heat = justice_terms(inputs)
    drawn = [_terms(curves), _decades(inputs), _over_baselines(inputs), _won(curves), _heat(heat)]
    return Section(
        values={
            "stored": PUBLICATION_RUN + "-case" in curves,
            "justice_terms": None if heat is None else len(heat),
            "heat_map_terms": HEAT_MAP_TERMS,
        },
        tables=(_won_table(inputs, curves),),
        figures=tuple(figure for figure in drawn if figure is not None),
    )


def paper_curves(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Per-term accuracy of the stored run and of our two horizons, by `<name>-<unit>`."""
    curves = {f"{PUBLICATION_RUN}-case": by_term(inputs, "paper", PUBLICATION_RUN, "case")}
    for horizon in ("paper", LEAD):
        for unit in UNITS:
            curves[f"{horizon}-{unit}"] = by_term(
                inputs, horizon, inputs.flagship(horizon, unit), unit
            )
    return {name: term_curve(curve) for name, curve in curves.items() if len(curve)}


def _terms(curves: Mapping[str, pd.DataFrame]) -> Figure:
    return Figure(
        name="paper_terms",
        title="Case and vote accuracy by term: the paper's run and ours",
        alt="Two line charts over terms, cases above and votes below, of our forecasts on the "
        "paper's columns and on the argument horizon; the case chart adds the paper's stored run.",
        shows="Moving means over nine terms. The stored run's case forecasts and ours are scored "
        "on the cases both have. The dotted line is the stored average.",
        hides="The paper's votes term by term, which it did not store, and whether a difference "
        "in one term is more than chance.",
        data=dict(curves),
    )


def _decades(inputs: ReportInputs) -> Figure:
    cases = inputs.cases.assign(decade=inputs.cases["term"] // 10 * 10)
    table = cases.groupby("decade").agg(n=("reversed", "size"), share=("reversed", "mean"))
    return Figure(
        name="reversal_by_decade",
        title="How often the Court reverses, by decade",
        alt="Bar chart of the share of cases reversed in each decade of the data. The bars cross "
        "one half around the middle of the twentieth century.",
        shows="Each bar is the share of a decade's cases that were reversed, other outcomes "
        "counted as not reversed, as in the paper.",
        hides="Why: the Court came to choose its own docket and to take cases it means to correct.",
        data={"decades": table.reset_index()},
    )


def _over_baselines(inputs: ReportInputs) -> Figure:
    data = {
        f"{unit}-{name}": gain
        for unit in UNITS
        for name in THREE_BASELINES
        if len(gain := _gain(inputs, unit, name))
    }
    return Figure(
        name="over_baselines",
        title="Accuracy over three baselines",
        alt="Two line charts over terms, cases and votes, of the lead flagship's accuracy minus "
        "that of three baselines. The zero line is marked.",
        shows="Percentage points between the lead flagship's share right and each baseline's "
        "in the same term, as a nine-term moving mean. Above zero the flagship has more right.",
        hides="Uncertainty. The paper also chose the ten-term window after seeing all terms, "
        "which flatters that baseline.",
        data=data,
    )


def _gain(inputs: ReportInputs, unit: str, baseline: str) -> pd.DataFrame:
    ours = by_term(inputs, LEAD, inputs.flagship(LEAD, unit), unit)
    theirs = by_term(inputs, "none", baseline, unit)
    if ours.empty or theirs.empty:
        return pd.DataFrame()
    both = ours.merge(theirs[["term", "accuracy"]], on="term", suffixes=("", "_baseline"))
    both["gain"] = both["accuracy"] - both["accuracy_baseline"]
    return both.assign(smooth=_smooth_gain(both))[["term", "gain", "smooth"]]


def _smooth_gain(both: pd.DataFrame) -> pd.Series:
    gain = both[["n", "gain"]].rename(columns={"gain": "accuracy"})
    return term_curve(gain)["smooth"]


def terms_won(curve: pd.DataFrame) -> pd.DataFrame:
    """Running count of terms won less terms lost against the ten-term baseline."""
    sign = np.sign(curve["accuracy"] - curve["accuracy_most_frequent_10"])
    return curve[["term"]].assign(won=sign.eq(1), lost=sign.eq(-1), net=sign.cumsum())


def _won(curves: Mapping[str, pd.DataFrame]) -> Figure:
    return Figure(
        name="terms_won",
        title="Terms won less terms lost against the ten-term baseline",
        alt="Line chart of the running count of terms won minus terms lost on cases: the paper's "
        "stored run and ours on two horizons.",
        shows="A line rises by one in each term where the forecaster has more cases right than "
        "the ten-term baseline, and falls by one where it has fewer.",
        hides="By how much a term was won: one case counts as much as fifty.",
        data={name: terms_won(curve) for name, curve in curves.items() if name.endswith("-case")},
    )


def _won_table(inputs: ReportInputs, curves: Mapping[str, pd.DataFrame]) -> Table:
    stored = [] if inputs.simulated else [
        {"forecaster": "Katz et al., stored in its notebook"} | labels.STORED_TERMS_WON
    ]  # fmt: skip
    counted = [
        {"forecaster": _who(name.removesuffix("-case"))} | _count(terms_won(curve))
        for name, curve in curves.items()
        if name.endswith("-case")
    ]
    columns = (
        column("Forecaster or horizon", "text", "forecaster"),
        column("Won", "count"),
        column("Tied", "count"),
        column("Lost", "count"),
    )
    caption = "Terms won, tied and lost against the ten-term baseline, cases"
    return Table("terms_won", caption, pd.DataFrame(stored + counted), columns)


def _who(name: str) -> str:
    if name == PUBLICATION_RUN:
        return labels.model(name) + ", counted here"
    return f"Ours, {name}"


def _count(won: pd.DataFrame) -> dict[str, int]:
    wins, losses = int(won["won"].sum()), int(won["lost"].sum())
    return {"won": wins, "tied": len(won) - wins - losses, "lost": losses}


def justice_terms(inputs: ReportInputs) -> pd.DataFrame | None:
    """Flagship accuracy over the ten-term baseline for each justice in each term.

    Returns
    -------
    pd.DataFrame or None
        Columns `justice, name, term, n, gain`; None where a prediction frame is missing.
    """
    model = str(inputs.flagship(LEAD, "vote"))
    frames = [inputs.forecast(LEAD, model), inputs.forecast("none", MAIN_BASELINE)]
    if any(frame is None for frame in frames):
        return None
    ours, theirs = (_correct_votes(frame) for frame in frames)
    both = ours.merge(theirs, on=["case_id", "justice", "term"], suffixes=("", "_baseline"))
    if both.empty:
        return None
    both["gain"] = both["correct"] - both["correct_baseline"]
    table = both.groupby(["justice", "term"], as_index=False).agg(
        n=("gain", "size"), gain=("gain", "mean")
    )
    return table.assign(name=table["justice"].map(lambda code: _name(inputs, code)))


def _correct_votes(frame: pd.DataFrame) -> pd.DataFrame:
    first, last = HEAT_MAP_TERMS
    votes = frame[(frame["unit"] == "vote") & frame["term"].between(first, last)]
    correct = predicted_reverse(votes["p_reverse"]) == (votes["reversed"] == 1)
    keys = votes[["case_id", "justice", "term"]].astype({"justice": int})
    return keys.assign(correct=correct.astype(float))


def _name(inputs: ReportInputs, code: int) -> str:
    return labels.justice(inputs.justices.get(str(code), str(code)))


def _heat(table: pd.DataFrame | None) -> Figure | None:
    if table is None:
        return None
    spans = chief_spans(*HEAT_MAP_TERMS)
    return Figure(
        name="justice_heatmap",
        title="Accuracy over the ten-term baseline, justice by justice",
        alt="Heat map with a row for each justice in order of first term and a column for each "
        "term: blue where the lead flagship had more of the justice's votes right than the "
        "ten-term baseline, orange where fewer, white where as many.",
        shows="Each cell is one justice in one term: percentage points of votes right over the "
        "ten-term baseline, cut at thirty either way.",
        hides="How many votes are behind a cell. A blank means only that the justice did not sit.",
        data={"cells": table, "chiefs": spans},
    )


def draw_paper_terms(data: Mapping[str, pd.DataFrame]) -> Picture:
    """Draw the figure."""
    stored = "katz_publication_run-case" in data
    figure, panels = canvas(2, 1, height=7.6, sharex=True)
    for axes, unit in zip(panels, ("case", "vote"), strict=True):
        _panel(axes, data, unit, stored)
    panels[0].set_title("Cases forecast right")
    panels[1].set_title("Justice votes forecast right")
    panels[1].set_xlabel("October Term")
    legend_below(figure, panels[0], columns=2)
    return figure


def _panel(axes: Axes, data: Mapping[str, pd.DataFrame], unit: str, stored: bool) -> None:
    for name in ("katz_publication_run", "paper", "argument"):
        if f"{name}-{unit}" in data:
            curve = data[f"{name}-{unit}"]
            colour, dash, _, label = LINES[name]
            axes.plot(curve["term"], curve["smooth"], dash, color=colour, label=label)
    average = labels.stored(PUBLICATION_RUN, unit)
    if stored and average:
        axes.axhline(average.accuracy, color=BLACK, linestyle=":", linewidth=1.6,
                     label="Its stored average")  # fmt: skip
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    percent_axis(axes.yaxis)
