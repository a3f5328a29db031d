"""Accuracy on the paper's terms with intervals, one row a forecaster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.evaluation.references import PRINTED_ACCURACY, stored
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.figures.intervals import draw_intervals
from scotus_forecast.reporting.sources import ReportInputs
from scotus_forecast.reporting.style import Tables, Theme, canvas, percent_axis

READING = (
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
TITLES = {"case": "Cases forecast right", "vote": "Votes forecast right"}

#: Baselines further than this below the others are numbers at the edge.
FAR_BELOW = 0.08


def tables(inputs: ReportInputs) -> dict[str, pd.DataFrame]:
    """Accuracy of each forecaster on the paper's terms.

    Returns
    -------
    dict of str to pd.DataFrame
        ``rows``: ``label, role``, and ``<unit>_value, <unit>_low, <unit>_high`` of cases and
        votes, intervals with whole terms resampled; numbers of the paper's own have none.
        Empty without scores.
    """
    rows = pd.DataFrame([row for row in _rows(inputs) if len(row) > 2])
    return {"rows": rows} if len(rows) else {}


def _rows(inputs: ReportInputs) -> Iterator[dict[str, Any]]:
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


def draw(tables: Tables, theme: Theme) -> Figure:
    """Draw the figure."""
    rows = tables["rows"]
    figure, panels = canvas(1, 2, height=1.0 + 0.31 * len(rows), sharey=True)
    shown = {unit: _panel(rows, unit, theme) for unit in TITLES}
    limits = _limits(pd.concat(shown.values()))
    for axes, (unit, title) in zip(panels, TITLES.items(), strict=True):
        draw_intervals(axes, shown[unit], limits, theme, "{:.1%}")
        axes.set_title(title)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 3, 5, 10]))
        percent_axis(axes.xaxis)
    return figure


def _panel(rows: pd.DataFrame, unit: str, theme: Theme) -> pd.DataFrame:
    columns = {name: rows.get(f"{unit}_{name}", pd.Series(np.nan, rows.index))
               for name in ("value", "low", "high")}  # fmt: skip
    colours = rows["role"].map(lambda role: getattr(theme, role))
    shown = pd.DataFrame(columns).assign(label=rows["label"], colour=colours)
    return shown.assign(hollow=shown["low"].isna())


def _limits(shown: pd.DataFrame) -> tuple[float, float]:
    near = shown[~(shown["value"] < shown["value"].max() - FAR_BELOW)]
    ends = near[["value", "low", "high"]].to_numpy()
    return np.floor(100 * np.nanmin(ends)) / 100, np.ceil(100 * np.nanmax(ends) + 0.3) / 100


def alt(tables: Tables) -> str:
    """Describe the figure and its main numbers."""
    parts = [_words(row) for row in tables["rows"].to_dict("records")]
    return (
        "Dot plot of the share forecast right on the paper's terms, with intervals; cases on the "
        f"left and votes on the right. {'. '.join(parts)}."
    )


def _words(row: Mapping[str, Any]) -> str:
    numbers = [f"{labels.UNITS[unit]} {wording.percent(row.get(f'{unit}_value', np.nan))}"
               for unit in UNITS if pd.notna(row.get(f"{unit}_value"))]  # fmt: skip
    return f"{row['label']}: {', '.join(numbers)}"
