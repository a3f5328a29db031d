"""The paper's stored runs must come out of our evaluation with the paper's stored numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.core.project.layout import Layout
from scotus_forecast.evaluation.metrics import decision_metrics
from scotus_forecast.evaluation.panel import Forecaster, Panel, panel_of
from scotus_forecast.evaluation.periods import PERIODS, Period
from scotus_forecast.evaluation.references import stored_runs

pytestmark = pytest.mark.real

LAYOUT = Layout("scdb", Path(__file__).parents[2])
BY_NAME = {period.name: period for period in PERIODS}

STORED = [
    # period, n, publication run, one tree: the paper's notebooks
    (BY_NAME["paper"], 28_080, 0.6996, 0.7034),
    (BY_NAME["nineteenth"], 10_590, 0.7170, 0.7106),
    (BY_NAME["twentieth"], 16_279, 0.6893, 0.6989),
    (BY_NAME["last_100"], 14_278, 0.6752, 0.6870),
    (Period("2000-2014", 2000, 2014), 1_211, 0.6854, 0.7011),
    (Period("roberts to 2014", 2005, 2014), 797, 0.6801, 0.7089),
]


@cache
def panel() -> Panel:
    if not LAYOUT.reference.exists() or not LAYOUT.cases.exists():
        pytest.skip("needs data/scdb: run the stages acquire and prepare")
    reference, cases = pd.read_parquet(LAYOUT.reference), pd.read_parquet(LAYOUT.cases)
    if reference.empty:
        pytest.skip("the paper's stored predictions could not be had")
    return panel_of("case", stored_runs(reference, cases, "scdb"))


@pytest.mark.parametrize(("period", "n", "publication", "one_tree"), STORED)
def test_stored_accuracy(period, n, publication, one_tree):
    inside = period.select(panel().term, panel().outcome)
    accuracy = np.nanmean(panel().correct[inside], axis=0, dtype=float)
    assert inside.sum() == n
    assert accuracy.round(4).tolist() == [one_tree, publication]


def test_stored_confusion():
    column = panel().forecasters.index(Forecaster("paper", "katz_publication_run"))
    y, p = panel().reversed[:, column], panel().p_reverse[:, column]
    scores = decision_metrics(y, p)
    assert scores["precision"] == pytest.approx(5_677 / (5_677 + 2_773))
    assert scores["recall"] == pytest.approx(5_677 / (5_677 + 5_663))
