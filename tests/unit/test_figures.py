"""Figures of the report: they draw what they are given, in two modes, to the same bytes."""

from __future__ import annotations

import io
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

import report_factory
from scotus_forecast.core.court.codes import circuit_names
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.reporting import style
from scotus_forecast.reporting.figures import curves, interval_plots
from scotus_forecast.reporting.figures.catalogue import FIGURES
from scotus_forecast.reporting.figures.curves import name_ends, name_lines, named
from scotus_forecast.reporting.sources import read_inputs

TERMS = np.arange(1900, 2020)
RNG = np.random.default_rng(1)


def curve(shift: float, last: int = 2019) -> pd.DataFrame:
    terms = TERMS[last >= TERMS]
    smooth = 0.7 + shift + 0.05 * np.sin(terms / 9)
    return pd.DataFrame(
        {
            "term": terms,
            "n": 40,
            "accuracy": smooth,
            "accuracy_most_frequent_10": 0.7,
            "smooth": smooth,
            "low": smooth - 0.02,
            "high": smooth + 0.02,
        }
    )


AFTER = pd.DataFrame({"first": [2015], "last": [2019]})
NONE = AFTER.head(0)
KATZ = curve(-0.02, last=2014)
COUNT = pd.DataFrame({"term": TERMS, "won": True, "lost": False, "net": np.arange(len(TERMS))})
BINS = pd.DataFrame(
    {"n": 9, "mean_forecast": [0.2, 0.8], "share_reversed": [0.1, 0.9], "low": 0.05, "high": 0.95}
)
GROUPS = pd.DataFrame(
    {
        "group": ["chief", "chief", "issue_area", "circuit", "margin"],
        "label": ["Roberts", "Rehnquist", "Unions", "Ninth Circuit", "1 vote"],
        "n": 99,
        "lead": [0.02, -0.3, 0.05, 0.01, -0.01],
        "low": [0.01, -0.4, -0.01, -0.2, -0.02],
        "high": [0.03, -0.2, 0.11, 0.4, 0.0],
        "baseline": "always_reverse",
    }
)

#: Made-up tables of every figure.
TABLES: dict[str, dict[str, pd.DataFrame]] = {
    "accuracy_over_time": {
        "argument": curve(0.0),
        "katz": KATZ,
        "baseline": curve(-0.1),
        "after": AFTER,
    },
    "headline": {
        "rows": pd.DataFrame(
            {
                "label": ["Paper, as printed", "Ours at argument", "Always reverse"],
                "role": ["katz", "argument", "baseline"],
                "case_value": [0.702, 0.701, 0.404],
                "case_low": [np.nan, 0.69, 0.38],
                "case_high": [np.nan, 0.71, 0.43],
                "vote_value": [0.719, 0.7, np.nan],
                "vote_low": [np.nan, 0.69, np.nan],
                "vote_high": [np.nan, 0.71, np.nan],
            }
        )
    },
    "paper_curves": {
        "katz-case": KATZ,
        "paper-case": curve(0.02),
        "argument-case": curve(0.0),
        "argument-vote": curve(0.03),
        "after": AFTER,
    },
    "terms_won": {"katz": COUNT.head(90), "argument": COUNT, "after": AFTER},
    "reliability": {"case-paper": BINS, "case-since_1946": BINS, "vote-paper": BINS},
    "hindsight": {
        "rows": pd.DataFrame(
            {
                "unit": ["case"] * 3 + ["vote"] * 3,
                "period": "paper",
                "horizon": ["strict", "argument", "paper"] * 2,
                "accuracy": [0.69, 0.70, 0.71, 0.68, 0.69, 0.70],
                "low": 0.6,
                "high": 0.8,
            }
        )
    },
    "justice_heatmap": {
        "cells": pd.DataFrame(
            {
                "justice": [106, 106, 111],
                "term": [1990, 1992, 1992],
                "n": 50,
                "gain": [0.1, -0.2, 0.5],
                "name": ["C. Thomas", "C. Thomas", "J. G. Roberts"],
            }
        )
    },
    "leads": {"leads": GROUPS},
    "oral_argument": {
        "gains": pd.DataFrame(
            {
                "unit": ["case", "vote", "case"],
                "period": ["1995-2014", "1995-2014", "1980s"],
                "n": 9,
                "gain": [0.04, 0.07, 0.05],
                "low": [0.01, 0.05, 0.03],
                "high": [0.07, 0.08, 0.07],
                "chosen": [False, False, True],
            }
        )
    },
    "vote_splits": {
        "rows": pd.DataFrame(
            {
                "votes": [0, 1, 2],
                "n": 99,
                "observed": [0.5, 0.3, 0.2],
                "forecast": [0.45, 0.35, 0.2],
                "historical": [0.5, 0.28, 0.22],
                "low": [0.48, 0.28, 0.18],
                "high": [0.52, 0.32, 0.22],
            }
        )
    },
}


@cache
def drawn(name: str) -> Figure:
    with style.styled():
        figure = FIGURES[name].draw(TABLES[name], style.LIGHT)
        figure.draw_without_rendering()
    return figure


@cache
def pictures(name: str) -> dict[str, bytes]:
    return style.draw_figure(FIGURES[name].draw, TABLES[name])


def lines(figure: Figure, panel: int = 0) -> list[np.ndarray]:
    return [line.get_xydata() for line in figure.axes[panel].lines]


def dots(figure: Figure, panel: int) -> np.ndarray:
    return np.concatenate([found.get_offsets() for found in figure.axes[panel].collections
                           if type(found).__name__ == "PathCollection"])  # fmt: skip


def holds(figure: Figure, panel: int, points: np.ndarray) -> bool:
    return any(np.shape(line) == points.shape and np.allclose(line, points)
               for line in lines(figure, panel))  # fmt: skip


def texts(figure: Figure) -> str:
    return " | ".join(text.get_text() for text in figure.findobj() if hasattr(text, "get_text"))


def test_there_are_ten_figures_and_tables_for_each():
    assert set(TABLES) == set(FIGURES)
    assert len(FIGURES) <= 10


@pytest.mark.parametrize("name", FIGURES)
def test_both_modes_lie_on_the_page_s_own_colour(name):
    for theme in style.THEMES:
        content = pictures(name)[theme.suffix]
        with Image.open(io.BytesIO(content)) as picture:
            corner = picture.convert("RGB").getpixel((0, 0))
            assert picture.size[0] == round(style.WIDTH * style.DPI)
            assert not picture.info
        assert np.allclose(np.array(corner) / 255, to_rgb(theme.page))
        assert len(content) < 80_000


def test_both_modes_are_written(tmp_path):
    written = style.write_figure(FIGURES["headline"].draw, TABLES["headline"], "one", tmp_path)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert files == {"one.png": written[""], "one-dark.png": written["-dark"]}


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_tables_give_the_same_bytes(name):
    with style.styled():
        again = style.png(FIGURES[name].draw(TABLES[name], style.LIGHT))
    assert again == pictures(name)[""]
    assert again != pictures(name)["-dark"]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_described_with_its_numbers(name):
    words = FIGURES[name].alt(TABLES[name])
    assert words.endswith(".")
    assert "\n" not in words
    assert re.search(r"\d", words)
    assert FIGURES[name].reading.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_text_is_large_enough_to_read(name):
    figure = drawn(name)
    shown = [t for t in figure.findobj(lambda found: hasattr(found, "get_fontsize"))
             if t.get_visible() and t.get_text()]  # fmt: skip
    assert shown
    assert min(text.get_fontsize() for text in shown) >= 9


def test_text_and_lines_stand_out_from_the_page():
    for theme in style.THEMES:
        for role in ("ink", "quiet", "argument", "paper", "strict", "katz", "baseline"):
            assert contrast(getattr(theme, role), theme.page) >= 4.5, (theme.suffix, role)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_a_palette_keeps_rare_colours():
    with style.styled():
        figure, (axes,) = style.canvas()
        axes.set_axis_off()
        axes.imshow(np.linspace(0, 1, 31)[None], cmap="RdBu", aspect="auto")
        axes.text(0, 0, "word " * 9)
        content = style.png(figure)
        raw = io.BytesIO()
        figure.savefig(raw, dpi=style.DPI)
    with Image.open(io.BytesIO(content)) as small, Image.open(raw) as full:
        pixels = [np.asarray(picture.convert("RGB"), int) for picture in (small, full)]
    assert np.abs(pixels[0] - pixels[1]).max() <= 24


def test_shaded_terms_keep_their_colour():
    for theme in style.THEMES:
        with Image.open(io.BytesIO(pictures("terms_won")[theme.suffix])) as picture:
            seen = {colour for _, colour in picture.convert("RGB").getcolors()}
        shade = tuple(round(255 * channel) for channel in to_rgb(theme.shade))
        assert shade in seen


def test_accuracy_over_time_draws_its_tables():
    figure = drawn("accuracy_over_time")
    for name in ("argument", "katz", "baseline"):
        assert holds(figure, 0, TABLES["accuracy_over_time"][name][["term", "smooth"]].to_numpy())
    assert "2015–2019" in texts(figure)
    assert "Paper's stored run" in texts(figure)


@pytest.mark.parametrize(
    ("name", "absent"), [("accuracy_over_time", "katz"), ("terms_won", "katz")]
)
def test_without_the_paper_s_run_its_name_is_not_there(name, absent):
    tables = {key: table for key, table in TABLES[name].items() if key != absent}
    tables |= {"after": NONE} | ({absent: NONE} if name == "accuracy_over_time" else {})
    with style.styled():
        figure = FIGURES[name].draw(tables, style.LIGHT)
    assert "Paper" not in texts(figure)
    assert "after the paper" not in texts(figure)


def test_paper_curves_draws_cases_and_votes():
    figure, tables = drawn("paper_curves"), TABLES["paper_curves"]
    assert holds(figure, 0, tables["katz-case"][["term", "smooth"]].to_numpy())
    assert holds(figure, 0, tables["paper-case"][["term", "smooth"]].to_numpy())
    assert holds(figure, 1, tables["argument-vote"][["term", "smooth"]].to_numpy())


def test_terms_won_draws_running_counts():
    assert holds(drawn("terms_won"), 0, COUNT[["term", "net"]].to_numpy())


def test_headline_draws_cases_and_votes_and_writes_what_is_far_off():
    figure = drawn("headline")
    assert np.allclose(dots(figure, 0), [[0.702, 2], [0.701, 1]])
    assert np.allclose(dots(figure, 1), [[0.719, 2], [0.7, 1]])
    assert "40.4%" in texts(figure)
    assert figure.axes[0].get_xlim() == figure.axes[1].get_xlim()


def test_leads_share_a_scale_and_write_what_is_beyond_it():
    figure = drawn("leads")
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert np.allclose(dots(figure, 2)[0], [1, 0])
    assert "-30" in texts(figure)
    named_on_top = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert named_on_top == ["Roberts", "Rehnquist"]


def test_reliability_draws_bins():
    points = BINS[["mean_forecast", "share_reversed"]].to_numpy()
    assert holds(drawn("reliability"), 0, points)


def test_hindsight_draws_steps_in_order():
    ours = [line[:, 1] for line in lines(drawn("hindsight"), 0)]
    assert any(np.allclose(heights, [0.69, 0.70, 0.71]) for heights in ours)


def test_the_justice_heatmap_puts_the_last_to_come_on_top():
    figure = drawn("justice_heatmap")
    mesh = figure.axes[0].collections[0].get_array()
    assert np.allclose(mesh.filled(-99), [[-99, -99, 50], [10, -99, -20]])
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["J. G. Roberts", "C. Thomas"]
    assert figure.axes[0].yaxis_inverted()


def test_oral_argument_draws_gains_in_points():
    figure = drawn("oral_argument")
    assert np.allclose(dots(figure, 0), [[4, 1], [5, 0]])
    assert np.allclose(dots(figure, 1)[0], [7, 1])


def test_vote_splits_draws_observed_and_forecast():
    figure = drawn("vote_splits")
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == [0.5, 0.3, 0.2]
    assert any(np.allclose(line[:, 1], [0.45, 0.35, 0.2]) for line in lines(figure))


def test_names_hide_no_line_and_no_other_name():
    with style.styled():
        figure, (axes,) = style.canvas()
        curves = {"one": curve(0.0), "other": curve(-0.1), "ninth": curve(0.02)}
        for table in curves.values():
            axes.plot(table["term"], table["smooth"])
        axes.set_xlim(1899, 2020)
        drawn_lines = [named(table, name, "black") for name, table in curves.items()]
        name_lines(axes, drawn_lines, style.LIGHT)
        figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in axes.texts]
        ends = [axes.transData.transform(line.get_xydata()) for line in axes.lines]
    assert [text.get_text() for text in axes.texts] == list(curves)
    for index, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])
        assert not any(box.contains(x, y) for line in ends for x, y in line)


def test_names_at_the_ends_keep_apart():
    with style.styled():
        figure, (axes,) = style.canvas()
        axes.plot([2000, 2001], [0, 1])
        table = pd.DataFrame({"term": [2000, 2001], "smooth": [0.0, 0.5]})
        name_ends(axes, [named(table, name, "black") for name in ("one\ntwo", "three\nfour")])
        figure.draw_without_rendering()
        first, second = (text.get_window_extent() for text in axes.texts)
    assert not first.overlaps(second)


def test_the_interval_of_a_moving_mean_resamples_its_terms():
    table = pd.DataFrame({"n": [10, 30, 20], "accuracy": [0.5, 0.7, 0.6]})
    ends = curves.smooth_interval(table, 500, 0.95, np.random.default_rng(2))
    mean = curves.smoothed(table)
    assert np.allclose(mean, (5 + 21 + 12) / 60)
    assert (ends["low"] < mean).all()
    assert (mean < ends["high"]).all()
    assert ends.to_numpy().min() >= 0.5
    assert ends.to_numpy().max() <= 0.7
    same = curves.smooth_interval(table.assign(accuracy=0.6), 50, 0.95, np.random.default_rng(2))
    assert np.allclose(same, 0.6)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """Inputs of a small simulated Court: no paper's run, no transcripts, terms after 2014."""
    layout = report_factory.project(tmp_path_factory.mktemp("figures"), "simulated", 2019)
    return read_inputs(layout, report_factory.params())


def test_a_simulated_court_is_drawn_without_the_paper(simulated):
    for name, figure in FIGURES.items():
        tables = figure.tables(simulated)
        if tables:
            with style.styled():
                assert "Paper's" not in texts(figure.draw(tables, style.LIGHT))
            assert figure.alt(tables)
        else:
            assert name in ("oral_argument", "justice_heatmap")


def test_leads_are_those_of_the_forecasts(simulated):
    table = interval_plots.leads_tables(simulated)["leads"]
    frames = {name: simulated.forecast("none", name) for name in
              ("always_reverse", "most_frequent_10", "most_frequent_all")}  # fmt: skip
    frames["ours"] = simulated.forecast("argument", "boosted")
    cases = report_factory.court(2019)[0].set_index("caseId")
    ninth = cases.index[circuit_names(cases["caseSource"]).eq("Ninth")]
    right = {}
    for name, frame in frames.items():
        rows = frame[(frame["unit"] == "case") & frame["case_id"].isin(ninth)]
        right[name] = (predicted_reverse(rows["p_reverse"]) == (rows["reversed"] == 1)).mean()
    row = table.set_index("label").loc["Ninth Circuit"]
    best = max(value for name, value in right.items() if name != "ours")
    assert row["lead"] == pytest.approx(right["ours"] - best)
    assert row["low"] < row["lead"] < row["high"]
