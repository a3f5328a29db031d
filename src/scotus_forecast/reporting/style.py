"""One look for every figure, light and dark: Okabe-Ito colours, large type, stable bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
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


# Hues of Okabe & Ito (2008), distinct for readers with any common colour blindness, as dark or
# as light as text on the page must be (contrast 4.5).
LIGHT = Theme(
    suffix="",
    page="#ffffff",
    ink="#1b1b1b",
    quiet="#4a4f57",
    grid="#e2e4e7",
    shade="#f0efe6",
    argument="#0072B2",
    paper="#C45100",
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
#: Colours of a picture, and how many of them are kept exactly.
COLOURS, EXACT = 128, 32

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
    raw, small = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, format="png", dpi=DPI, metadata={"Software": None})
    raw.seek(0)
    with Image.open(raw) as picture:
        _reduced(picture.convert("RGB")).save(small, format="png", optimize=True)
    return small.getvalue()


def _reduced(picture: Image.Image) -> Image.Image:
    """Reduce to a palette: the most frequent colours as they are, the others nearly so.

    A palette that is only spread over all colours would tint the page and the shaded areas.
    """
    spread = picture.quantize(COLOURS - EXACT, method=Image.Quantize.MAXCOVERAGE).getpalette()
    pixels = np.asarray(picture).reshape(-1, 3).astype(int)
    codes, place, count = np.unique(pixels @ (65536, 256, 1), return_inverse=True,
                                    return_counts=True)  # fmt: skip
    colours = np.column_stack([codes // 65536, codes // 256 % 256, codes % 256])
    frequent = colours[np.argsort(-count, kind="stable")[:EXACT]]
    palette = np.vstack([frequent, np.reshape(spread or [], (-1, 3))])
    distance = ((colours[:, None] - palette) ** 2).sum(axis=-1)
    shape = picture.height, picture.width
    reduced = Image.fromarray(distance.argmin(axis=1)[place].reshape(shape).astype(np.uint8), "P")
    reduced.putpalette(palette.astype(np.uint8).tobytes())
    return reduced


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


def percent_axis(axis: Axis) -> None:
    """Label an axis of shares in per cent."""
    axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
