"""Numbers as text, and the words that may compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotus_forecast.reporting import wording

NAN = float("nan")


@pytest.mark.parametrize(
    ("difference", "low", "high", "expected"),
    [
        (0.01, 0.004, 0.016, "better than"),
        (-0.01, -0.016, -0.004, "worse than"),
        (0.01, -0.001, 0.021, "not distinguishable from"),
        # An interval that touches zero distinguishes nothing.
        (0.01, 0.0, 0.02, "not distinguishable from"),
        (-0.01, -0.02, 0.0, "not distinguishable from"),
        # Without an interval nothing may be claimed, however large the difference.
        (0.2, NAN, NAN, "not compared with"),
        (0.2, None, None, "not compared with"),
    ],
)
def test_verdict(difference, low, high, expected):
    assert wording.verdict(difference, low, high) == expected


@given(st.floats(-1, 1), st.floats(0, 0.5), st.floats(0, 0.5))
def test_verdict_claims_only_what_the_interval_carries(difference, below, above):
    low, high = difference - below, difference + above
    claim = wording.verdict(difference, low, high)
    assert (claim == "better than") == (low > 0)
    assert (claim == "worse than") == (low <= 0 and high < 0)


def test_comparison_is_never_said_without_its_interval():
    row = {"difference": 0.0123, "ci_low": 0.004, "ci_high": 0.02, "p_value": 0.0004}
    text = str(wording.paired_statement(row, "the stored run", 0.95, "exact McNemar"))
    assert text == (
        "better than the stored run (+1.23 points, 95% interval +0.40 to +2.00, "
        "exact McNemar p < 0.001)"
    )


@pytest.mark.parametrize(
    ("low", "p", "verdict", "agree"),
    [
        (0.0004, 0.061, "better than", False),
        (-0.0004, 0.031, "not distinguishable from", False),
        (0.0004, 0.031, "better than", True),
        (-0.0004, 0.061, "not distinguishable from", True),
        (0.0, 0.05, "not distinguishable from", True),
    ],
)
def test_a_test_that_says_otherwise_is_said_beside_the_verdict(low, p, verdict, agree):
    row = {"difference": 0.004, "ci_low": low, "ci_high": 0.009, "p_value": p}
    text = str(wording.paired_statement(row, "the stored run", 0.95, "exact McNemar"))
    assert text.startswith(f"{verdict} the stored run (")
    assert f"exact McNemar p = {p:.3f}" in text
    assert ("interval and test disagree" in text) == (not agree)


def test_disagreement_is_judged_at_the_level_of_the_interval():
    row = {"difference": 0.004, "ci_low": -0.001, "ci_high": 0.009, "p_value": 0.07}
    assert not wording.paired_statement(row, "it", 0.9, "exact McNemar").agree
    assert wording.paired_statement(row, "it", 0.95, "exact McNemar").agree


def test_without_a_test_nothing_can_disagree():
    row = {"difference": 0.004, "ci_low": 0.001, "ci_high": 0.009, "p_value": None}
    assert "disagree" not in str(wording.paired_statement(row, "it", 0.95))


@pytest.mark.parametrize(
    ("published", "where"), [(0.69, "below"), (0.705, "inside"), (0.72, "above")]
)
def test_position_of_a_published_figure(published, where):
    assert wording.position(published, 0.70, 0.71, "95%") == (
        f"lies {where} our 95% interval (70.0% to 71.0%)"
    )


@pytest.mark.parametrize(
    ("formatted", "expected"),
    [
        (wording.percent(0.70199), "70.2%"),
        (wording.percent(NAN), "–"),
        (wording.percent(None), "–"),
        (wording.points(-0.0042), "−0.4"),
        (wording.points(0.0042, 2), "+0.42"),
        (wording.decimal(-0.12345), "−0.123"),
        (wording.count(28069), "28,069"),
        (wording.p_value(0.00099), "< 0.001"),
        (wording.p_value(0.0424), "0.042"),
        (wording.percent_interval(0.1, None), "–"),
        (wording.points_interval(-0.01, 0.02), "−1.0 to +2.0"),
        (wording.points_interval(-0.0004, 0.0002, 2), "−0.04 to +0.02"),
        (wording.terms(1816, 2014), "1816–2014"),
        (wording.terms(2005, None), "2005 on"),
    ],
)
def test_formats(formatted, expected):
    assert formatted == expected
