"""Accuracy term by term, and its moving mean with an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.evaluation.bootstrap import percentile_interval
from scotus_forecast.evaluation.periods import PERIODS
from scotus_forecast.reporting.style import SMALL, Theme

if TYPE_CHECKING:
    from scotus_forecast.reporting.sources import ReportInputs

PUBLICATION_RUN = "katz_publication_run"
MAIN_BASELINE = "most_frequent_10"

#: First term that the paper did not have.
FIRST_AFTER = next(p.first_term for p in PERIODS if p.name == "since_paper")

#: Terms of a moving mean, the term in question in the middle.
WINDOW = 9

OURS, OURS_PAPER = "Ours at argument", "Ours, paper's columns"
KATZ = "Paper's stored run"
BASELINE = "Most frequent outcome\nof the last ten terms"

#: Name and dash of each line, by the role of its colour.
NAMES = {"katz": KATZ, "paper": OURS_PAPER, LEAD: OURS}
DASHES: dict[str, Any] = {"katz": (0, (4, 1.6)), "paper": "-", LEAD: "-"}


def ours_by_term(inputs: ReportInputs, unit: str, horizon: str = LEAD) -> pd.DataFrame:
    """Accuracy by term of a horizon's flagship; see `by_term`."""
    return by_term(inputs, horizon, str(inputs.flagship(horizon, unit)), unit)


def by_term(inputs: ReportInputs, horizon: str, model: str, unit: str) -> pd.DataFrame:
    """Accuracy by term of one forecaster, in the order of the terms.

    Returns
    -------
    pd.DataFrame
        Columns ``term, n, accuracy, accuracy_most_frequent_10, smooth``; no rows where the
        forecaster was not scored. ``smooth`` is the mean of `WINDOW` terms, weighted by ``n``.
    """
    keys = {"horizon": horizon, "model": model, "unit": unit, "group": "term"}
    rows = inputs.rows("groups", **keys)
    if rows.empty:
        return rows
    rows = rows.assign(term=rows["value"].astype(int)).sort_values("term", ignore_index=True)
    kept = ["term", "n", "accuracy", f"accuracy_{MAIN_BASELINE}"]
    return rows[kept].assign(smooth=smoothed(rows))


def smoothed(table: pd.DataFrame, column: str = "accuracy") -> pd.Series:
    """Centred moving mean of a column over `WINDOW` rows, weighted by ``n``."""
    rolling = pd.DataFrame({"n": table["n"], "sum": table["n"] * table[column]}).rolling(
        WINDOW, center=True, min_periods=1
    )
    total = rolling.sum()
    return total["sum"] / total["n"]


def smooth_interval(
    table: pd.DataFrame, n_samples: int, confidence: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Interval of each moving mean: the terms of its window are resampled whole.

    Returns
    -------
    pd.DataFrame of float
        ``low, high``, a row a term.
    """
    n = table["n"].to_numpy(float)
    right = n * table["accuracy"].to_numpy(float)
    means = []
    for at in range(len(table)):
        window = np.arange(max(0, at - WINDOW // 2), min(len(table), at + WINDOW // 2 + 1))
        drawn = rng.choice(window, size=(n_samples, len(window)))
        means.append(right[drawn].sum(axis=1) / n[drawn].sum(axis=1))
    low, high = percentile_interval(np.column_stack(means), confidence)
    return pd.DataFrame({"low": low, "high": high})


def terms_after_the_paper(inputs: ReportInputs) -> pd.DataFrame:
    """First and last term that the paper did not have; no rows in a simulation or without any."""
    first, last = FIRST_AFTER, inputs.last_term
    spans = [] if inputs.simulated or last < first else [(first, last)]
    return pd.DataFrame(spans, columns=["first", "last"])


def shade_after_the_paper(
    axes: Axes, spans: pd.DataFrame, theme: Theme, *, named: bool = True
) -> None:
    """Shade the terms after the paper, and say so above them."""
    for first, last in spans[["first", "last"]].itertuples(index=False):
        axes.axvspan(first - 0.5, last + 0.5, color=theme.shade, zorder=0, linewidth=0)
        if not named:
            continue
        axes.annotate(
            f"after the paper,\n{first}–{last}",
            (last + 0.5, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="right", va="bottom", fontsize=SMALL,
            color=theme.quiet, linespacing=1.05,
        )  # fmt: skip


def year_limits(axes: Axes, *curves: pd.DataFrame) -> None:
    """Let the axis of terms begin and end with the data."""
    terms = np.concatenate([curve["term"] for curve in curves if len(curve)])
    axes.set_xlim(terms.min() - 1, terms.max() + 1)
