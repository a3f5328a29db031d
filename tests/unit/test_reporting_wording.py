"""Numbers as text, and the words that may compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scotus_forecast.reporting import wording

NAN = float("nan")


@pytest.mark.parametrize(
    ("difference", "low", "high", "standing"),
    [
        (0.01, 0.004, 0.016, "ahead"),
        (-0.01, -0.016, -0.004, "behind"),
        (0.01, -0.001, 0.021, "level"),
        # An interval that touches zero claims nothing.
        (0.01, 0.0, 0.02, "level"),
        (-0.01, -0.02, 0.0, "level"),
        # Without an interval nothing may be claimed, however large the difference.
        (0.2, NAN, NAN, "level"),
        (0.2, None, None, "level"),
    ],
)
def test_standing(difference, low, high, standing):
    assert wording.Lead(difference, low, high, "95%").standing == standing


@given(st.floats(-1, 1), st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_win_is_claimed_only_where_the_interval_carries_it(difference, below, above):
    low, high = difference - below, difference + above
    compared = wording.Lead(difference, low, high, "95%")
    assert (compared.winner("it") == "we win") == (low > 0)
    assert (compared.winner("it") == "it wins") == (high < 0)
    assert ("within chance" in compared.against("it")) == (low <= 0 <= high)


@pytest.mark.parametrize(
    ("ends", "winner", "against"),
    [
        ((0.0123, 0.004, 0.02), "we win", "1.23 points ahead of it (95% interval 0.40 to 2.00)"),
        ((-0.0123, -0.02, -0.004), "it wins", "1.23 points behind it (95% interval 0.40 to 2.00)"),
        (
            (-0.0043, -0.0164, 0.0078),
            "a tie",
            "0.43 points behind it, a gap within chance (95% interval −1.64 to +0.78)",
        ),
        (
            (0.0102, -0.0043, 0.0233),
            "no clear winner",
            "1.02 points ahead of it, a gap within chance (95% interval −0.43 to +2.33)",
        ),
    ],
)
def test_who_wins_and_by_how_much(ends, winner, against):
    compared = wording.Lead(*ends, "95%")
    assert (compared.winner("it"), compared.against("it")) == (winner, against)


def test_the_finding_names_the_paper_and_today():
    tie, win, loss = (wording.Lead(d, d - 0.01, d + 0.01, "95%") for d in (0.0, 0.02, -0.02))
    assert wording.finding(None, tie) is None
    assert wording.finding(tie, tie).startswith("We tie the best-known forecast")
    assert "beats ours" in wording.finding(loss, win)
    assert "we beat always guessing" in wording.finding(loss, win)
    assert "beats us" in wording.finding(win, loss)


@pytest.mark.parametrize(("p", "mark"), [(0.0009, "***"), (0.001, "**"), (0.03, "*"), (0.05, "·"),
                                         (NAN, "–"), (None, "–")])  # fmt: skip
def test_marks_of_p_values(p, mark):
    assert wording.mark(p) == mark


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
        (wording.points_interval(-0.0004, 0.00002, 2), "−0.04 to 0.00"),
        (wording.share(0.7, NAN, NAN), ("70.0%", "")),
        (wording.lead(0.01, None, None), ("+1.0", "")),
        (wording.terms(1816, 2014), "1816–2014"),
        (wording.terms(2005, None), "2005 on"),
    ],
)
def test_formats(formatted, expected):
    assert formatted == expected
