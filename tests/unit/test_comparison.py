"""Two prediction frames compared: against naive loops and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import factories
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.comparison import (
    METRICS,
    auc_influence,
    compare_frames,
    era,
    flip_counts,
    metric_rows,
    shared_rows,
)
from scotus_forecast.evaluation.metrics import auc, brier, log_loss
from scotus_forecast.evaluation.pairs import mcnemar_exact

COURT = factories.court(150)
BEFORE = factories.forecast(COURT, "logistic", noise=2.0, seed=2)
AFTER = factories.forecast(COURT, "boosted")
ROWS = shared_rows(BEFORE, AFTER)


def compared(before=BEFORE, after=AFTER, n_samples=200):
    return compare_frames(before, after, n_samples, 0.95, np.random.default_rng(0))


def of_unit(unit):
    return ROWS[ROWS["unit"] == unit].reset_index(drop=True)


def accuracy(y, p):
    return sum((q >= 0.5) == (t == 1) for t, q in zip(y, p, strict=True)) / len(y)


NAIVE = {"accuracy": accuracy, "brier": brier, "log_loss": log_loss, "auc": auc}


def scores(metric, rows):
    y = rows["reversed"].to_numpy()
    return [NAIVE[metric](y, rows[p].to_numpy()) for p in ("p_before", "p_after")]


@pytest.mark.parametrize("unit", ["case", "vote"])
@pytest.mark.parametrize("metric", METRICS)
def test_metrics_before_and_after_are_those_of_each_alone(unit, metric):
    table = compared().metrics.set_index(["unit", "metric"])
    before, after = scores(metric, of_unit(unit))
    found = table.loc[(unit, metric)]
    assert found[["before", "after"]].tolist() == pytest.approx([before, after])
    assert found["difference"] == pytest.approx(after - before)
    assert found["n"] == len(of_unit(unit))


@pytest.mark.parametrize("metric", METRICS)
def test_interval_is_that_of_a_loop_over_resampled_cases(metric):
    rows = of_unit("vote")
    bootstrap = draw_clusters(rows["case_id"], 150, np.random.default_rng(3))
    column = bootstrap.clusters.get_indexer(rows["case_id"])
    drawn = []
    for weights in bootstrap.weights:
        before, after = scores(metric, rows.loc[np.repeat(rows.index, weights[column])])
        drawn.append(after - before)
    found = metric_rows(rows, bootstrap, 0.95).set_index("metric").loc[metric]
    # The AUC is resampled to first order only.
    slack = 0.004 if metric == "auc" else 1e-9
    assert found[["low", "high"]].tolist() == pytest.approx(
        np.quantile(drawn, [0.025, 0.975]), abs=slack
    )


def test_auc_influence_is_what_a_little_more_weight_adds():
    y, p = np.array([1, 0, 1, 0, 0]), np.array([0.7, 0.7, 0.2, 0.1, 0.4])
    found = auc_influence(y, p)
    assert found.sum() == pytest.approx(0)
    many = 10_000
    for row in range(len(y)):
        weights = np.full(len(y), many) + (np.arange(len(y)) == row)
        more = auc(np.repeat(y, weights), np.repeat(p, weights))
        assert (more - auc(y, p)) * many == pytest.approx(found[row], abs=1e-3)


def test_flips_are_those_of_a_loop():
    counts = dict.fromkeys(ROWS["era"].unique(), (0, 0, 0))
    for row in of_unit("case").itertuples():
        was = row.reversed == 1
        before, after = (row.p_before >= 0.5) == was, (row.p_after >= 0.5) == was
        n, better, worse = counts[row.era]
        counts[row.era] = (n + 1, better + (after and not before), worse + (before and not after))
    found = flip_counts(of_unit("case"), ["era"]).set_index("era")
    assert {k: tuple(v) for k, v in found[["n", "better", "worse"]].T.items()} == counts
    assert (found["flipped"] == found["better"] + found["worse"]).all()
    assert list(found.index) == list(of_unit("case")["era"].unique())


def test_tables_agree_with_one_another():
    found = compared()
    votes = found.eras[found.eras["unit"] == "vote"]
    for column in ("n", "flipped", "better", "worse"):
        assert votes[column].sum() == found.justices[column].sum()
    assert len(found.flips) == found.eras["flipped"].sum()
    moved = found.flips.query("unit == 'case'").eval("abs(p_after - p_before)")
    assert moved.is_monotonic_decreasing


def test_cases_are_tested_by_mcnemar():
    table = compared().metrics.set_index(["unit", "metric"])["p_value"]
    counts = flip_counts(of_unit("case"), ["unit"]).iloc[0]
    exact = mcnemar_exact(np.array([counts["better"]]), np.array([counts["worse"]]))[0]
    assert table["case", "accuracy"] == pytest.approx(exact)
    assert table.notna().sum() == 1


def test_against_itself_nothing_changes():
    found = compared(BEFORE, BEFORE)
    assert (found.metrics[["difference", "low", "high"]] == 0).all(axis=None)
    assert found.flips.empty


def test_a_forecaster_without_probabilities_has_an_accuracy_only():
    always = factories.forecast(COURT, "always_reverse", "none", constant=1.0)
    table = compared(always, AFTER).metrics.set_index(["unit", "metric"])
    defined = table["difference"].notna() & table["low"].notna()
    assert set(defined[defined].index) == {("case", "accuracy"), ("vote", "accuracy")}


def test_only_shared_rows_count():
    found = compared(BEFORE[BEFORE["term"] < 1900], AFTER)
    assert found.eras["n"].sum() == (BEFORE["term"] < 1900).sum()


MISTAKES = [
    # after, words
    (AFTER.assign(dataset="scdb"), "different datasets, simulated and scdb"),
    (AFTER.assign(case_id="x" + AFTER["case_id"]), "no case or vote in common"),
    (AFTER.assign(reversed=1 - AFTER["reversed"]), "disagree about what happened"),
]


@pytest.mark.parametrize(("after", "words"), MISTAKES)
def test_what_cannot_be_compared_is_refused(after, words):
    with pytest.raises(UserError, match=words):
        compared(after=after)


@pytest.mark.parametrize(
    ("term", "name"),
    # 1864 and 1929 opened under Taney and Taft.
    [(1816, "Marshall"), (1864, "Taney"), (1865, "Chase"), (1929, "Taft"), (2019, "Roberts")],
)
def test_an_era_is_the_chief_when_the_term_opened(term, name):
    assert era(term) == name


def test_cases_only_are_enough():
    found = compared(BEFORE[BEFORE["unit"] == "case"])
    assert set(found.metrics["unit"]) == {"case"}
    assert isinstance(found.justices, pd.DataFrame)
    assert found.justices.empty
