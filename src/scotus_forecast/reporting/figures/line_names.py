"""Names at the lines, in place of a legend: each near its own line and far from the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from scotus_forecast.reporting.style import SMALL, Theme


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
    points = [_points(axes, line) for line in lines]
    taken: list[np.ndarray] = []
    for index, line in enumerate(lines):
        text = axes.text(0, 0, line.name, color=line.colour, fontsize=SMALL, weight="bold",
                         linespacing=1.05, va="bottom", ha="left")  # fmt: skip
        text.set_path_effects([withStroke(linewidth=2.5, foreground=theme.page)])
        size = np.array(text.get_window_extent().size)
        places = _places(np.array(frame.extents), size)
        others = [p for at, p in enumerate(points) if at != index]
        best = places[np.argmax(_scores(places, size, points[index], others, taken))]
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


def _points(axes: Axes, line: NamedLine) -> np.ndarray:
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


def _scores(
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
