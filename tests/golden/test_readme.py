"""The README's numbers are those of the committed report, and the page stays short."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels

ROOT = Path(__file__).parents[2]
METRICS = json.loads((ROOT / "reports" / "scdb" / "metrics.json").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
WORDS = README.split()
TEXT = " ".join(WORDS)

MODELS = [
    # horizon, model, how the README names the row
    ("paper", "stacked", "ours, `paper`: the paper's own columns"),
    ("argument", "stacked", "**ours, `argument`: known before the oral argument**"),
    ("strict", "stacked", "ours, `strict`: no code that may leak the outcome"),
    ("none", "most_frequent_10", "most frequent outcome of ten terms"),
]

PAIRS = [
    # horizon, period, reference, what the README says, who is ahead
    ("paper", "paper", "katz_publication_run", "we lead its publication run by {} points", "we"),
    ("argument", "paper", "katz_publication_run", "we tie it: {} points", "nobody"),
    ("argument", "y1946_2014", "katz_one_tree", "we are {} points behind its one-tree run", "they"),
]


def share_right(score: dict) -> float:
    """The accuracy before `metrics.json` rounded it, which might round it a second time."""
    return round(score["accuracy"] * score["n"]) / score["n"]


def row(horizon: str, model: str, name: str) -> str:
    cells = [
        f"{share_right(score):.2%} ({score['accuracy_low']:.1%} to {score['accuracy_high']:.1%})"
        for unit in UNITS
        for score in [METRICS["results"][horizon][model][unit]["paper"]]
    ]
    return f"| {name} | {' | '.join(cells)} |"


def paired_cases(horizon: str, period: str, reference: str) -> dict:
    return METRICS["paired"][horizon]["stacked"]["case"][period][reference]


def points(share: float, sign: str) -> str:
    return f"{100 * share:{sign}.2f}".replace("-", "−")


def ahead(paired: dict) -> str:
    if paired["ci_low"] > 0:
        return "we"
    return "they" if paired["ci_high"] < 0 else "nobody"


@pytest.mark.parametrize(("horizon", "model", "name"), MODELS)
def test_a_row_of_the_table_is_the_reports(horizon, model, name):
    assert row(horizon, model, name) in README


def test_rows_of_the_paper_are_as_published():
    printed = [f"{labels.PRINTED_ACCURACY[unit]:.1%}" for unit in UNITS]
    assert "The paper prints {} and {}".format(*printed) in TEXT
    for run, name in (("katz_publication_run", "publication"), ("katz_one_tree", "one-tree")):
        stored = [f"{labels.stored(run, unit).accuracy:.2%}" for unit in UNITS]
        assert f"| Katz et al., stored {name} run | {' | '.join(stored)} |" in README


@pytest.mark.parametrize(("horizon", "period", "reference", "says", "who"), PAIRS)
def test_who_is_ahead_is_the_reports(horizon, period, reference, says, who):
    paired = paired_cases(horizon, period, reference)
    sign = "+" if who == "nobody" else ""
    size = paired["difference"] if who == "nobody" else abs(paired["difference"])
    low, high = (points(paired[end], sign) for end in ("ci_low", "ci_high"))
    assert f"{says.format(points(size, sign))} ({low} to {high})" in TEXT
    assert ahead(paired) == who


@pytest.mark.parametrize("period", ["nineteenth", "roberts"])
def test_no_lead_over_baselines_is_the_reports(period):
    assert "`argument` ties the best simple baseline on cases" in TEXT
    assert ahead(paired_cases("argument", period, "best_baseline_in_hindsight")) == "nobody"


def test_the_first_words_hold_the_headline():
    told = METRICS["headline"]["argument"]
    right = [f"{told[unit]['accuracy']:.1%}" for unit in UNITS]
    assert "it has {} of cases and {} of votes right".format(*right) in " ".join(WORDS[:60])


def test_the_first_words_hold_both_commands():
    first = " ".join(WORDS[:150])
    assert "make reproduce #" in first
    assert "make test #" in first


def test_the_page_is_short():
    assert len(WORDS) <= 700
    tables = re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE)
    assert tables
    assert max(table.count("\n") - 2 for table in tables) <= 6
    assert README.count("![") == 1


def test_flagship_rows_are_the_headline():
    for horizon, units in METRICS["headline"].items():
        for unit, told in units.items():
            scored = METRICS["results"][horizon][told["model"]][unit]["paper"]
            assert told["accuracy"] == scored["accuracy"]
