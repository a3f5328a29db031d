"""What the sections compute, checked by second methods and small examples."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import report_factory
from scotus_forecast.core.learners import registry
from scotus_forecast.reporting import labels, published
from scotus_forecast.reporting.metrics_json import as_text, plain
from scotus_forecast.reporting.rendering import png_size
from scotus_forecast.reporting.sections.trust import recognised
from scotus_forecast.reporting.sections.where import (
    NAMED,
    by_outcome,
    explain,
    most_confident_misses,
)
from scotus_forecast.reporting.sources import SEALED, sealed_evaluation

ROOT = Path(__file__).parents[2]


def misses(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "caseId": [f"c{i:03d}" for i in range(n)],
            "term": np.where(np.arange(n) % 2, 1850, 1990),
            "right": np.arange(n) % 10 == 0,
            "surprise": np.linspace(0.5, 1, n),
            "outcome": np.where(np.arange(n) % 3, 1, -1),
            "reversed": 1,
            "p_reverse": 0.2,
            "caseDisposition": 3,
            "decisionType": 1,
            "majVotes": 9,
            "minVotes": 0,
            "caseName": "ROE v. DOE",
            "usCite": pd.array([pd.NA] * n, dtype="string"),
        }
    )


def test_at_most_thirty_cases_are_named_from_both_ages():
    chosen = most_confident_misses(misses(400))
    assert len(chosen) == NAMED == 30
    assert not chosen["right"].any()
    assert (chosen["term"] >= 1946).sum() == 15
    assert chosen.iloc[0]["surprise"] >= chosen.iloc[14]["surprise"]
    first = chosen.iloc[0]
    assert first["command"] == f"scotus-forecast case {first['caseId']}"
    assert first["named"] == "ROE v. DOE (1990)"


def test_accuracy_by_outcome_counts_every_case():
    table = by_outcome(misses(60))
    assert table["n"].sum() == 60
    assert table["outcome"].tolist() == [1, -1]


def test_explanation_bears_blanks():
    case = {"caseDisposition": pd.NA, "decisionType": 99, "majVotes": pd.NA, "minVotes": 0}
    assert explain(case) == "no disposition recorded; form not recorded"


def test_files_are_named_by_how_they_were_recognised():
    files = [
        {"file": "a", "recognition": "official"},
        {"file": "b", "recognition": "known copy"},
        {"file": "c", "recognition": "unrecognised"},
    ]
    assert recognised(files) == {"official": ["a"], "known_copies": ["b"], "unrecognised": ["c"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(3), 3),
        (np.float64(0.1234567891), 0.123457),
        (float("nan"), None),
        (pd.NA, None),
        (None, None),
        (np.bool_(True), True),
        ("text", "text"),
    ],
)
def test_json_scalars(value, expected):
    result = plain(value)
    assert result == expected
    assert type(result) is type(expected)


def test_a_record_is_one_line_of_json():
    content = {"b": {"y": {"n": 1, "a": 0.5}}, "a": [{"k": None}, {"k": "é"}], "c": [], "d": 2}
    text = as_text(content)
    assert json.loads(text) == content
    assert text == (
        '{\n "a": [\n  {"k":null},\n  {"k":"\\u00e9"}\n ],\n'
        ' "b": {\n  "y": {"a":0.5,"n":1}\n },\n "c": [],\n "d": 2\n}'
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_text({"a": {"b": float("nan")}})


@pytest.mark.parametrize(
    ("value", "shown"),
    [("unknown", "Unknown"), ("D.C.", "D.C."), ("old circuit court", "Old circuit court")],
)
def test_values_of_groups_begin_with_a_capital(value, shown):
    assert labels.group_value(value) == shown


def test_every_model_of_the_project_has_a_name():
    named = report_factory.params().models
    assert all(labels.model(name) == registry.load(name).label for name in named)


def test_png_size_is_read_from_the_header():
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4)
    assert png_size(header) == (640, 480)


def test_the_sealed_evaluation_is_as_it_was_recorded():
    table = sealed_evaluation(ROOT, "scdb")
    text = (ROOT / SEALED).read_text(encoding="utf-8")
    assert {published.SEALED[key] in text for key in ("commit", "sha256", "date")} == {True}
    row = table[(table["horizon"] == "argument") & (table["outcomes"] == "all")].set_index("unit")
    assert row.loc["case", ["n", "accuracy", "lead"]].tolist() == [670, 0.703, 0.010]
    assert row.loc["vote", ["n", "accuracy", "lead"]].tolist() == [5942, 0.662, 0.041]
    assert sealed_evaluation(ROOT, "simulated") is None
