"""The report's section on oral argument: with transcripts, and without any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import report_factory
from scotus_forecast.oral_argument.scores import (
    ScoredHearings,
    gain_table,
    justice_table,
    score_table,
)
from scotus_forecast.reporting.context import build_context
from scotus_forecast.reporting.rendering import render_markdown
from scotus_forecast.reporting.sections import oral_argument
from scotus_forecast.reporting.sources import read_inputs
from scotus_forecast.stages.score_oral_argument import named_cases

SAMPLES, CONFIDENCE, SEED = 100, 0.95, 1


def _heard(unit: str, n: int = 1350) -> ScoredHearings:
    """Rows of 1970-2014 that `oral_argument` forecasts well and `argument` does not."""
    rng = np.random.default_rng(3)
    term = np.sort(rng.integers(1970, 2015, n))
    was = rng.integers(0, 2, n)
    rows = pd.DataFrame(
        {"case_id": [f"{t}-{i}" for i, t in enumerate(term)], "term": term, "reversed": was}
    ).assign(justice=rng.integers(1, 4, n))
    p = {
        "oral_argument": np.clip(0.5 + 0.2 * (2 * was - 1) + 0.2 * rng.standard_normal(n), 0, 1),
        "argument": np.full(n, 0.6),
        "always_reverse": np.ones(n),
    }
    return ScoredHearings(unit, rows, p)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    units = [_heard("case"), _heard("vote")]
    chosen = (SAMPLES, CONFIDENCE, SEED)
    gains = pd.concat([gain_table(unit, "oral_argument", *chosen) for unit in units])
    ablations = gains[(gains["unit"] == "case") & (gains["reference"] == "argument")]
    names = pd.Series({1: "Ada", 2: "Ben", 3: "Cem"})
    cases = units[0].rows.rename(columns={"case_id": "caseId"}).assign(caseName="ROE v. DOE")
    return {
        "oral_scores": pd.concat([score_table(unit, *chosen) for unit in units]),
        "oral_gains": gains,
        "oral_ablations": ablations.assign(
            reference="without_text", accuracy=0.7, auc=0.7, brier=0.2
        ),
        "oral_by_justice": justice_table(units[1], "oral_argument", "argument", names),
        "oral_named_cases": named_cases(units[0], cases),
    }


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    layout = report_factory.project(tmp_path_factory.mktemp("report"))
    return read_inputs(layout, report_factory.params())


def test_the_gain_is_a_paired_mean():
    heard = _heard("case")
    rows = gain_table(heard, "oral_argument", SAMPLES, CONFIDENCE, SEED)
    row = rows[(rows["period"] == "1995-2014") & (rows["reference"] == "argument")].iloc[0]
    late = heard.rows["term"].between(1995, 2014).to_numpy()
    was = heard.rows["reversed"].to_numpy()[late] == 1
    ours, theirs = (heard.p[model][late] >= 0.5 for model in ("oral_argument", "argument"))
    assert row["accuracy_gain"] == pytest.approx((ours == was).mean() - (theirs == was).mean())
    assert row["accuracy_gain_low"] < row["accuracy_gain"] < row["accuracy_gain_high"]


def test_periods_with_no_case_are_left_out(tables):
    assert "since 2015" not in set(tables["oral_scores"]["period"])
    assert {"1995-2014", "1970s", "2010s"} <= set(tables["oral_scores"]["period"])


def test_forecasts_without_probabilities_have_accuracy_only(tables):
    scores = tables["oral_scores"].set_index(["model", "unit", "period"])
    row = scores.loc[("always_reverse", "case", "1970-2014")]
    assert 0 < row["accuracy"] < 1
    assert np.isnan(row["brier"])


def test_named_cases_are_right_or_wrong_as_told(tables):
    named = tables["oral_named_cases"]
    assert named["right"].sum() <= 3
    hit = (named["oral_argument"] >= 0.5) == (named["reversed"] == 1)
    assert (hit == named["right"]).all()
    assert (named["term"] > 1994).all()


def test_the_section_says_gain_interval_and_population(inputs, tables):
    heard = replace(inputs, tables={**inputs.tables, **tables})
    pages = render_markdown(build_context(heard))
    chapter = pages["report.md"].split("## What the oral argument tells")[1].split("\n## ")[0]
    gain = tables["oral_gains"].query(
        "unit == 'case' and period == '1995-2014' and reference == 'argument'"
    )["accuracy_gain"]
    assert f"{100 * gain.item():.2f} points ahead of the same model" in chapter
    assert "Merits cases of 1995–2014 with a transcript" in chapter
    assert "ROE v. DOE" in chapter
    assert "`scotus-forecast case " in chapter
    assert "pooled cross-validation" in pages["appendix.md"]


def test_without_transcripts_the_section_says_where_to_get_them(inputs):
    section = oral_argument.build(inputs)
    assert section.absent
    for needed in ("OYEZ_DIR", "walkerdb", "CC BY-NC"):
        assert needed in section.absent
