"""Curves of accuracy by term, and their names at the lines in place of a legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

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


class NamedLine(NamedTuple):
    """A line of an axes: its points in data units, its name and its colour."""

    x: np.ndarray
    y: np.ndarray
    name: str
    colour: str


def named(curve: pd.DataFrame, name: str, colour: str, value: str = "smooth") -> NamedLine:
    """Name the line of a column over ``term``."""
    return NamedLine(curve["term"].to_numpy(float), curve[value].to_numpy(float), name, colour)


#: Pixels at 100 an inch: between a name and its line, beyond which other lines are far enough,
#: and between places that are tried.
GAP, FAR, STEP = 4.0, 18.0, 8.0


def name_lines(axes: Axes, lines: Sequence[NamedLine], theme: Theme) -> None:
    """Write each line's name where it is near the line and the others are not.

    The axes' limits must be set before, and what stands around them drawn.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    frame = axes.get_window_extent()
    points = [_points_along(axes, line) for line in lines]
    taken: list[np.ndarray] = []
    for index, line in enumerate(lines):
        text = axes.text(0, 0, line.name, color=line.colour, fontsize=SMALL, weight="bold",
                         linespacing=1.05, va="bottom", ha="left")  # fmt: skip
        text.set_path_effects([withStroke(linewidth=2.5, foreground=theme.page)])
        size = np.array(text.get_window_extent().size)
        places = _places(np.array(frame.extents), size)
        others = [p for at, p in enumerate(points) if at != index]
        best = places[np.argmax(_scores_of_places(places, size, points[index], others, taken))]
        taken.append(np.array([best, best + size]))
        text.set_position(tuple(axes.transData.inverted().transform(best)))


def name_ends(axes: Axes, lines: Sequence[NamedLine]) -> None:
    """Write each line's name to the right of the axes, at the height where the line ends.

    Names that would overlap are moved up. The axes' limits must be set before.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    foot = -np.inf
    for line in sorted(lines, key=lambda line: line.y[-1]):
        text = axes.annotate(
            line.name, (1, line.y[-1]), xycoords=("axes fraction", "data"), xytext=(5, 0),
            textcoords="offset points", va="center", color=line.colour, fontsize=SMALL,
            weight="bold", linespacing=1.05,
        )  # fmt: skip
        figure.draw_without_rendering()
        extent = text.get_window_extent()
        up = max(foot - extent.y0, 0)
        text.xyann = (5, up * 72 / figure.dpi)
        foot = extent.y1 + up + GAP


def _points_along(axes: Axes, line: NamedLine) -> np.ndarray:
    """Points along a line, in pixels, near enough to each other that no name fits between."""
    known = ~np.isnan(line.y)
    ends = axes.transData.transform(np.column_stack([line.x[known], line.y[known]]))
    steps = np.arange(len(ends))
    fine = np.linspace(0, max(len(ends) - 1, 0), 2 * len(ends))
    return np.column_stack([np.interp(fine, steps, ends[:, 0]), np.interp(fine, steps, ends[:, 1])])


def _places(extents: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Lower left corners at which a name lies within the axes."""
    left, bottom, right, top = extents
    across = np.arange(left + GAP, max(right - size[0], left + 2 * GAP), STEP)
    up = np.arange(bottom + GAP, max(top - size[1], bottom + 2 * GAP), STEP / 2)
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def _scores_of_places(
    places: np.ndarray,
    size: np.ndarray,
    own: np.ndarray,
    others: Sequence[np.ndarray],
    taken: Sequence[np.ndarray],
) -> np.ndarray:
    """Nearness to the own line and distance to the others; very low where something is hidden."""
    to_own = _distance(places, size, own)
    to_others = [_distance(places, size, line) for line in others]
    nearest = np.min([np.full(len(places), np.inf), *to_others], axis=0)
    hidden = np.minimum(to_own, nearest) < GAP
    for corners in taken:
        apart = (places + size + GAP < corners[0]) | (corners[1] + GAP < places)
        hidden |= ~apart.any(axis=1)
    return np.minimum(nearest, FAR) - 1.5 * to_own - 1e6 * hidden


def _distance(places: np.ndarray, size: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Distance from the rectangle at each place to the nearest of some points, in pixels."""
    low, high = places[:, None, :], (places + size)[:, None, :]
    beside = np.maximum(np.maximum(low - points, points - high), 0)
    return np.hypot(beside[..., 0], beside[..., 1]).min(axis=1)
