"""What the sections compute, checked by second methods and small examples."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import report_factory
from scotus_forecast.core.learners import registry
from scotus_forecast.reporting import labels
from scotus_forecast.reporting.metrics_json import as_text, plain
from scotus_forecast.reporting.rendering import png_size
from scotus_forecast.reporting.sections.by_term import chief_spans, natural_courts
from scotus_forecast.reporting.sections.common import smoothed
from scotus_forecast.reporting.sections.failures import (
    NAMED,
    by_outcome,
    explain,
    most_confident_misses,
)
from scotus_forecast.reporting.sections.headline import flagship_words
from scotus_forecast.reporting.sections.paper_figures import terms_won
from scotus_forecast.reporting.sections.provenance import recognised


def test_smoothing_agrees_with_a_loop():
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"n": rng.integers(1, 90, 30), "accuracy": rng.random(30)})
    expected = []
    for centre in range(30):
        near = table.iloc[max(0, centre - 4) : centre + 5]
        expected.append(np.average(near["accuracy"], weights=near["n"]))
    assert smoothed(table).to_numpy() == pytest.approx(expected)


def test_terms_won_counts_wins_ties_and_losses():
    curve = pd.DataFrame(
        {
            "term": [1816, 1817, 1818, 1819],
            "accuracy": [0.7, 0.6, 0.5, 0.9],
            "accuracy_most_frequent_10": [0.6, 0.6, 0.6, 0.6],
        }
    )
    won = terms_won(curve)
    assert won["net"].tolist() == [1, 1, 0, 1]
    assert (won["won"].sum(), won["lost"].sum()) == (2, 1)


def test_chiefs_are_cut_to_the_figure():
    spans = chief_spans(1940, 1960)
    assert spans["chief"].tolist() == ["Hughes", "Stone", "Vinson", "Warren"]
    assert (spans["first"].min(), spans["last"].max()) == (1940, 1960)


def test_natural_courts_begin_at_their_first_term():
    cases = pd.DataFrame(
        {
            "naturalCourt": pd.array([401, 402, 402, None], dtype="Int32"),
            "term": [1810, 1820, 1819, 1821],
        }
    )
    assert natural_courts(cases, 1816)["term"].tolist() == [1819]


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
        }
    )


def test_at_most_thirty_cases_are_named_from_both_ages():
    chosen = most_confident_misses(misses(400))
    assert len(chosen) == NAMED == 30
    assert not chosen["right"].any()
    assert (chosen["term"] >= 1946).sum() == 15
    assert chosen.iloc[0]["surprise"] >= chosen.iloc[14]["surprise"]


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


FLAGSHIPS = [
    ([], "none"),
    (
        [{"horizon": h, "case": "Stacked", "vote": "Stacked"} for h in ("paper", "strict")],
        "Stacked, on every horizon, for cases and votes alike",
    ),
    (
        [
            {"horizon": "paper", "case": "Stacked", "vote": "Stacked"},
            {"horizon": "strict", "case": "Stacked", "vote": "Boosted"},
        ],
        "on paper, Stacked; on strict, Stacked for cases and Boosted for votes",
    ),
]


@pytest.mark.parametrize(("flagships", "words"), FLAGSHIPS)
def test_one_flagship_is_named_once(flagships, words):
    assert flagship_words(flagships) == words


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
