"""Scores of splits by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.metrics import CLIP
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.vote_splits.scores import (
    log_score,
    ranked_probability_score,
    vote_split_score_table,
)


def test_log_score_by_hand():
    split = np.array([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5]])
    assert log_score(split, np.array([0, 2])) == pytest.approx([np.log(2), np.log(2)])
    assert log_score(split[:1], np.array([2])) == pytest.approx(-np.log(CLIP))


def test_ranked_probability_score_by_hand():
    split = np.array([[0.5, 0.3, 0.2]])
    assert ranked_probability_score(split, np.array([0])) == pytest.approx(0.25 + 0.04)
    assert ranked_probability_score(split, np.array([2])) == pytest.approx(0.25 + 0.64)


def scored(n: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "case_id": pd.array([f"c{i:04d}" for i in range(n)], dtype="string"),
            "term": np.repeat([1900, 1950], n // 2),
            "outcome": rng.choice([1, 0, -1], n),
            "log_score": rng.normal(1.5, 0.2, n),
            "log_score_independent": rng.normal(3.0, 0.2, n),
            "log_score_historical": rng.normal(2.0, 0.2, n),
            "crps": rng.normal(1.0, 0.1, n),
            "crps_independent": rng.normal(1.5, 0.1, n),
            "crps_historical": rng.normal(1.2, 0.1, n),
            "case_accuracy": rng.integers(0, 2, n).astype(float),
        }
    )


def test_table_by_period():
    cases = scored()
    bootstrap = draw_clusters(pd.Index(cases["case_id"]), 200, np.random.default_rng(1))
    periods = [Period("all", 1816), Period("late", 1946, merits_only=True), Period("none", 2015)]
    table = vote_split_score_table(cases, periods, bootstrap, 0.95).set_index("period")
    assert table.index.to_list() == ["all", "late"]
    row = table.loc["all"]
    gain = cases["log_score_historical"] - cases["log_score"]
    assert row["improvement_over_historical"] == pytest.approx(gain.mean())
    half = 1.96 * gain.std() / np.sqrt(len(gain))  # the normal interval as second method
    assert row["ci_low"] == pytest.approx(gain.mean() - half, abs=0.01)
    assert row["ci_high"] == pytest.approx(gain.mean() + half, abs=0.01)
    assert row["relative_improvement"] == pytest.approx(
        1 - cases["log_score"].mean() / cases["log_score_historical"].mean()
    )
    late = cases[(cases["term"] == 1950) & (cases["outcome"] != -1)]
    assert table.loc["late", "n"] == len(late)
    assert table.loc["late", "crps"] == pytest.approx(late["crps"].mean())
