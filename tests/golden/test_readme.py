"""The README's numbers are those of the committed report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scotus_forecast.project.prediction_frame import UNITS
from scotus_forecast.reporting import published

ROOT = Path(__file__).parents[2]
METRICS = ROOT / "reports" / "scdb" / "metrics.json"

MODELS = [
    # horizon, model, how the README names the row
    ("argument", "stacked", "**`argument`**: facts taken to stand by argument"),
    ("strict", "stacked", "`strict`: no column that SCDB codes after the fact"),
    ("paper", "stacked", "`paper`: the paper's own columns"),
    ("paper", "katz_forest", "`paper`: the paper's forest, adapted"),
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


def test_rows_of_the_paper_are_as_published():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    printed = [f"{published.PRINTED_ACCURACY[unit]:.1%}" for unit in UNITS]
    assert f"| Katz et al., printed | {' | '.join(printed)} |" in readme
    for run, name in (("katz_publication_run", "publication"), ("katz_one_tree", "one-tree")):
        stored = [f"{published.stored(run, unit).accuracy:.2%}" for unit in UNITS]
        assert f"| Katz et al., stored {name} run | {' | '.join(stored)} |" in readme


def signed(share: float) -> str:
    return f"{100 * share:+.2f}".replace("-", "−")


def test_what_the_leads_are_worth_is_the_reports():
    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    paper, argument = (
        metrics["paired"][horizon]["stacked"]["case"]["paper"]["katz_publication_run"]
        for horizon in ("paper", "argument")
    )
    low, high = (f"{100 * paper[end]:.2f}" for end in ("ci_low", "ci_high"))
    assert f"{100 * paper['difference']:.2f} points ahead ({low} to {high}, exact" in readme
    assert paper["p_value"] < 0.001
    low, high = (signed(argument[end]) for end in ("ci_low", "ci_high"))
    p = f"{argument['p_value']:.3f}".lstrip("0")
    assert f"{100 * argument['difference']:.2f} ahead ({low} to {high}, p = {p})" in readme


def test_the_later_terms_alone_are_the_reports():
    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    told = {
        horizon: [f"{scored[unit]['y1946_2014']['accuracy']:.1%}" for unit in UNITS]
        for horizon in ("argument", "paper")
        for scored in [metrics["results"][horizon]["stacked"]]
    }
    assert "`argument` has {} of cases and {} of votes".format(*told["argument"]) in readme
    assert "`paper` {} and {}.".format(*told["paper"]) in readme


def test_flagship_rows_are_the_headline():
    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    for horizon, units in metrics["headline"].items():
        for unit, told in units.items():
            scored = metrics["results"][horizon][told["model"]][unit]["paper"]
            assert told["accuracy"] == scored["accuracy"]
