"""Other meanings of "reverse": the same forecasts, another truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.core.court.outcomes import vote_outcome
from scotus_forecast.evaluation import codings
from scotus_forecast.evaluation.bootstrap import draw_resamples
from scotus_forecast.evaluation.leads import FEWEST_TERMS, lead_table
from scotus_forecast.evaluation.panel import Forecaster, Panel
from scotus_forecast.evaluation.periods import Period

OURS, ALWAYS = Forecaster("argument", "stacked"), Forecaster("none", "always_reverse")
ALL = Period("all", 1900, 1999)


def facts(**columns: list) -> pd.DataFrame:
    table = pd.DataFrame({k: pd.array(v, dtype="Int32") for k, v in columns.items()})
    outcome = vote_outcome(table["vote"], table["caseDisposition"])
    return table.assign(outcome=outcome)


DECIDED = facts(
    vote=[1, 1, 1, 1, 1, 2, 8, None],
    caseDisposition=[3, 2, 8, 9, None, 3, 2, 4],
    partyWinning=[1, 0, 1, 0, 2, 1, 0, 1],
)


@pytest.mark.parametrize(
    ("coding", "expected"),
    [
        ("merits_only", [1, 0, np.nan, np.nan, np.nan, 0, 0, np.nan]),
        # A blank disposition stays what it was: not reversed.
        ("vacated_reversed", [1, 0, 1, 0, 0, 0, 0, 0]),
        ("petitioner_wins", [1, 0, 1, 0, np.nan, 0, np.nan, np.nan]),
    ],
)
def test_what_each_coding_counts(coding, expected):
    np.testing.assert_array_equal(codings.CODINGS[coding](DECIDED), expected)


@pytest.fixture
def panel() -> Panel:
    rng = np.random.default_rng(2)
    n = 60
    rows = pd.DataFrame(
        {
            "case_id": [f"c{i:02d}" for i in range(n)],
            "justice": pd.NA,
            "term": np.repeat(np.arange(1900, 1900 + n // 6), 6),
            "outcome": rng.choice([1, 0, -1], n),
        }
    )
    truth = (rows["outcome"] == 1).to_numpy(np.float32)
    p = np.column_stack([rng.random(n), np.ones(n)])
    nothing = np.full_like(p, np.nan)
    return Panel("case", rows, (OURS, ALWAYS), p, np.column_stack([truth, truth]), nothing)


def test_a_rescored_accuracy_agrees_with_a_loop(panel):
    told = pd.DataFrame(
        {
            "vote": 1,
            "caseDisposition": pd.array([8] * 30 + [2] * 30, dtype="Int32"),
            "partyWinning": pd.array([1, 0, 2] * 20, dtype="Int32"),
        }
    )
    resamples = draw_resamples(panel.rows, 50, np.random.default_rng(1))
    table = codings.coding_table(panel, told, [ALL], resamples, 0.95, {OURS})
    found = table.set_index(["coding", "model"])["accuracy"]
    says = panel.p_reverse[:, 0] >= 0.5
    for coding, truth in (("vacated_reversed", [1] * 30 + [0] * 30),
                          ("petitioner_wins", [1, 0, None] * 20)):  # fmt: skip
        hits = [bool(said) == bool(was) for said, was in zip(says, truth, strict=True)
                if was is not None]  # fmt: skip
        assert found[coding, "stacked"] == pytest.approx(np.mean(hits))
    as_is = found["as_the_paper", "stacked"]
    assert as_is == pytest.approx(np.mean(says == (panel.outcome == 1)))
    ours = table[table["model"] == "stacked"]
    assert (ours["reference_model"] == "always_reverse").all()
    assert (ours["lead_low"] <= ours["lead"]).all()


def test_a_lead_is_over_the_best_baseline_of_the_group(panel):
    attributes = pd.DataFrame({"chief": ["A"] * 54 + ["B"] * 6}).astype("string")
    resamples = draw_resamples(panel.rows, 50, np.random.default_rng(1))
    table = lead_table(panel, attributes, resamples, 0.95, {OURS}).set_index("value")
    right = panel.correct[:54].mean(axis=0)
    assert table.loc["A", "lead"] == pytest.approx(right[0] - right[1])
    assert table.loc["A", "terms"] == 9 >= FEWEST_TERMS
    assert np.isnan(table.loc["B", "lead_low"])
