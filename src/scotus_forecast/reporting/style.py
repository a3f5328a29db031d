"""One look for every figure, light and dark: Okabe-Ito colours, large type, stable bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from PIL import Image

from scotus_forecast.core.project.files import write_bytes

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Theme:
    """Colours of one mode; a forecaster has the same role in every figure.

    Attributes
    ----------
    suffix : str
        What the file's name ends in before ``.png``.
    page, ink, quiet, grid, shade : str
        Background (that of the report's page), text, lesser text, grid lines, marked spans.
    argument, paper, strict : str
        Our forecasts, by horizon.
    katz, baseline : str
        The paper's runs, and the simple baselines.
    even, bar : str
        The middle of a scale that goes both ways, and bars of what happened.
    """

    suffix: str
    page: str
    ink: str
    quiet: str
    grid: str
    shade: str
    argument: str
    paper: str
    strict: str
    katz: str
    baseline: str
    even: str
    bar: str


# Hues of Okabe & Ito (2008), distinct for readers with any common colour blindness.
LIGHT = Theme(
    suffix="",
    page="#ffffff",
    ink="#1b1b1b",
    quiet="#4a4f57",
    grid="#e2e4e7",
    shade="#f0efe6",
    argument="#0072B2",
    paper="#D55E00",
    strict="#007A5A",
    katz="#000000",
    baseline="#767676",
    even="#e9eaec",
    bar="#c9ccd1",
)
DARK = Theme(
    suffix="-dark",
    page="#15171a",
    ink="#e8e8e8",
    quiet="#b7bdc6",
    grid="#33383e",
    shade="#2b2a21",
    argument="#56B4E9",
    paper="#F08A3C",
    strict="#2FBF95",
    katz="#ffffff",
    baseline="#9aa0a8",
    even="#2a2d31",
    bar="#4a5058",
)
THEMES = (LIGHT, DARK)

Draw = Callable[[Tables, Theme], Figure]

#: Inches. At 100 CSS pixels an inch, the text of a figure is as large as that of the page.
WIDTH = 6.4
DPI = 180
SMALL = 10.5
COLOURS = 64

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 11,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "figure.constrained_layout.use": True,
}


def _colours(theme: Theme) -> dict[Any, Any]:
    return {
        "figure.facecolor": theme.page,
        "axes.facecolor": theme.page,
        "savefig.facecolor": theme.page,
        "text.color": theme.ink,
        "axes.titlecolor": theme.ink,
        "axes.labelcolor": theme.quiet,
        "xtick.labelcolor": theme.ink,
        "ytick.labelcolor": theme.ink,
        "axes.edgecolor": theme.quiet,
        "grid.color": theme.grid,
    }


@contextmanager
def styled(theme: Theme = LIGHT) -> Iterator[None]:
    """Draw with the project's look, whatever the user's own settings."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC | _colours(theme))
        yield


def canvas(
    rows: int = 1,
    columns: int = 1,
    height: float = 3.8,
    **options: Any,  # noqa: ANN401 - those of matplotlib
) -> tuple[Figure, list[Axes]]:
    """Return a figure of the standard width and `height` inches, and its axes as a flat list."""
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.flat)


def png(figure: Figure) -> bytes:
    """Render to PNG: no software stamp, a palette instead of full colour."""
    raw = io.BytesIO()
    figure.savefig(raw, format="png", dpi=DPI, metadata={"Software": None})
    raw.seek(0)
    small = io.BytesIO()
    with Image.open(raw) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE)
        reduced.save(small, format="png", optimize=True)
    return small.getvalue()


def draw_figure(draw: Draw, tables: Tables) -> dict[str, bytes]:
    """Draw one figure in both modes.

    Returns
    -------
    dict of str to bytes
        PNG by the suffix of its name: ``""`` is light and ``"-dark"`` is dark. The same tables
        give the same bytes.
    """
    pictures = {}
    for theme in THEMES:
        with styled(theme):
            pictures[theme.suffix] = png(draw(tables, theme))
    return pictures


def write_figure(draw: Draw, tables: Tables, name: str, folder: Path) -> dict[str, bytes]:
    """Write ``<name>.png`` and ``<name>-dark.png`` to `folder`; return them as `draw_figure` does.

    Raises
    ------
    UserError
        When the disk refuses to write.
    """
    pictures = draw_figure(draw, tables)
    for suffix, picture in pictures.items():
        write_bytes(folder / f"{name}{suffix}.png", picture)
    return pictures


def percent_axis(axis: Axis, decimals: int = 0) -> None:
    """Label an axis of shares in per cent."""
    axis.set_major_formatter(PercentFormatter(1.0, decimals=decimals))


# What the sections still draw themselves.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#666666"
BAND = "#F0F0F0"

#: Colour, dash and marker of whatever is drawn as a line; never colour alone.
LINES: dict[str, tuple[str, str, str, str]] = {
    "argument": (BLUE, "-", "o", "Ours, argument"),
    "paper": (VERMILLION, "-", "s", "Ours, paper's columns"),
    "strict": (GREEN, "-", "^", "Ours, strict"),
    "katz_publication_run": (BLACK, "--", "D", "Katz et al., stored run"),
    "most_frequent_10": (ORANGE, "--", "X", "Most frequent, last 10 terms"),
    "most_frequent_all": (PURPLE, ":", "P", "Most frequent, all earlier"),
    "always_reverse": (GREY, "-.", "|", "Always reverse"),
}


def in_two(label: str) -> str:
    """Break a label at its first comma, so that long ones leave room for the data."""
    return label.replace(", ", "\n", 1)


def legend_below(figure: Figure, axes: Axes, columns: int = 3) -> None:
    """Put one legend under the whole figure, clear of the data."""
    handles, names = axes.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=columns)


def shade_chiefs(axes: Axes, spans: Sequence[dict], foot: float) -> None:
    """Shade every other Chief Justice's terms and write the names upwards from `foot`."""
    for index, span in enumerate(spans):
        first, last = span["first"] - 0.5, span["last"] + 0.5
        if index % 2 == 0:
            axes.axvspan(first, last, color=BAND, zorder=0, linewidth=0)
        axes.text((first + last) / 2, foot, span["chief"], rotation=90, ha="center", va="bottom",
                  fontsize=10, color=GREY)  # fmt: skip


MARKS = (
    ("most_frequent_10", "X", ORANGE, "Most frequent, last 10 terms", 70),
    ("always_reverse", "|", GREY, "Always reverse", 160),
)


def differences(axes: Axes, rows: pd.DataFrame, value: str) -> np.ndarray:
    """Draw differences with their intervals, in points, beside the zero line; return the places.

    Parameters
    ----------
    rows : pd.DataFrame
        `value`, ``ci_low`` and ``ci_high``, as shares.
    """
    places = np.arange(len(rows))[::-1]
    axes.axvline(0, color="black", linewidth=1.4)
    axes.hlines(places, 100 * rows["ci_low"], 100 * rows["ci_high"], color=BLUE)
    axes.scatter(100 * rows[value], places, s=50, color=BLUE, zorder=3)
    return places


def dots(axes: Axes, rows: pd.DataFrame, prefix: str = "", colour: str = BLUE) -> None:
    """Draw accuracy with its interval and the baselines beside it, one row a label.

    Parameters
    ----------
    rows : pd.DataFrame
        ``label``, ``accuracy``, optionally ``accuracy_low`` and ``accuracy_high``, and
        baselines under ``<prefix><name>``.
    """
    places = np.arange(len(rows))[::-1]
    if {"accuracy_low", "accuracy_high"} <= set(rows.columns):
        axes.hlines(places, rows["accuracy_low"], rows["accuracy_high"], color=colour)
    axes.scatter(rows["accuracy"], places, s=60, color=colour, label="Lead flagship", zorder=3)
    for name, marker, shade, label, size in MARKS:
        if prefix + name in rows:
            axes.scatter(rows[prefix + name], places, marker=marker, s=size, color=shade,
                         label=label, zorder=2)  # fmt: skip
    axes.set_yticks(places, [in_two(label) for label in rows["label"]])
    percent_axis(axes.xaxis)
    axes.margins(y=0.6 / max(len(rows), 1))
