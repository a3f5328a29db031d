"""The README's numbers are those of the committed report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
METRICS = ROOT / "reports" / "scdb" / "metrics.json"

MODELS = [
    # horizon, model, how the README names the row
    ("argument", "stacked", "**`argument`**: what could be known at argument"),
    ("strict", "stacked", "`strict`: nothing coded after the fact"),
    ("paper", "stacked", "`paper`: the paper's own columns"),
    ("paper", "katz_forest", "`paper`: the paper's forest, made to finish"),
    ("none", "most_frequent_10", "most frequent outcome of ten terms"),
    ("none", "always_reverse", "always reverse"),
]


def share_right(score: dict) -> float:
    """The accuracy before `metrics.json` rounded it, which might round it a second time."""
    return round(score["accuracy"] * score["n"]) / score["n"]


def row(metrics: dict, horizon: str, model: str, name: str) -> str:
    cells = [
        f"{share_right(score):.2%} ({score['accuracy_low']:.1%} to {score['accuracy_high']:.1%})"
        for unit in ("case", "vote")
        for score in [metrics["results"][horizon][model][unit]["paper"]]
    ]
    return f"| {name} | {' | '.join(cells)} |"


@pytest.mark.parametrize(("horizon", "model", "name"), MODELS)
def test_headline_row_is_the_reports(horizon, model, name):
    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert row(metrics, horizon, model, name) in readme


def test_flagship_rows_are_the_headline():
    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    for horizon, units in metrics["headline"].items():
        for unit, told in units.items():
            scored = metrics["results"][horizon][told["model"]][unit]["paper"]
            assert told["accuracy"] == scored["accuracy"]
