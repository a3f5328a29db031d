"""Terms won, tied and lost, and the paper's two tests."""

from __future__ import annotations

import numpy as np
import pytest

import factories
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.panel import Forecaster, panel_of
from scotus_forecast.evaluation.periods import PERIODS
from scotus_forecast.evaluation.references import (
    CEILINGS,
    ceiling_of,
    stored_runs,
    true_probabilities,
)
from scotus_forecast.evaluation.scores import divergence, regret_table
from scotus_forecast.evaluation.term_tests import compare_terms, term_test_table

PAPER = PERIODS[0]
COURT = factories.court(400)


def test_terms_are_counted_by_accuracy():
    tested = compare_terms(np.array([3, 5, 0]), np.array([2, 5, 4]), np.array([10, 5, 8]))
    assert [tested[name] for name in ("terms", "won", "tied", "lost")] == [3, 1, 1, 1]


@pytest.mark.parametrize(
    ("model", "reference", "n"),
    [
        ([3], [2], [10]),  # one term
        ([3, 4], [3, 4], [10, 10]),  # no difference anywhere
        ([3, 4], [2, 3], [10, 10]),  # the same difference everywhere
    ],
)
def test_t_test_without_spread_is_null(model, reference, n):
    tested = compare_terms(np.array(model), np.array(reference), np.array(n))
    assert np.isnan([tested["t_statistic"], tested["t_p_value"]]).all()


def test_stored_runs_are_held_against_by_term_too():
    runs = stored_runs(factories.stored(COURT), COURT.cases, "scdb")
    table = term_test_table(panel_of("case", [*factories.frames(COURT), *runs]), [PAPER])
    ours = table[table["model"] == "boosted"].set_index("reference")
    assert {"katz_publication_run", "katz_one_tree"} < set(ours.index)


def test_table_names_every_baseline_and_only_terms_of_the_period():
    table = term_test_table(factories.panel(COURT), [PAPER, PAPER.merits()])
    assert set(table["reference"]) == {"always_reverse", "most_frequent_10"}
    in_paper = COURT.cases.loc[COURT.cases["term"] <= 2014, "term"].nunique()
    assert set(table.loc[table["period"] == "paper", "terms"]) == {in_paper}
    assert (table[["won", "tied", "lost"]].sum(axis=1) == table["terms"]).all()


def test_merits_leave_out_other_outcomes():
    table = term_test_table(factories.panel(COURT), [PAPER.merits()])
    kept = COURT.cases[(COURT.cases["term"] <= 2014) & (COURT.cases["outcome"] != -1)]
    assert set(table["terms"]) == {kept["term"].nunique()}


def regret():
    truth = [
        true_probabilities(COURT.truth, COURT.cases, COURT.votes, 1816, "simulated", horizon)
        for horizon in CEILINGS
    ]
    panel = panel_of("case", [*factories.frames(COURT), *truth])
    bootstrap = draw_clusters(panel.rows["case_id"], 100, np.random.default_rng(0))
    return panel, regret_table(panel, bootstrap, 0.95).set_index("model")


def test_regret_is_behind_the_truth():
    panel, table = regret()
    bayes = panel.forecasters.index(Forecaster("argument", "bayes"))
    np.testing.assert_allclose(table["bayes_accuracy"], panel.correct[:, bayes].mean(), rtol=1e-6)
    np.testing.assert_allclose(table["difference"], table["accuracy"] - table["bayes_accuracy"])
    assert "bayes" not in table.index


@pytest.mark.parametrize(
    ("horizon", "ceiling"),
    [("none", "argument"), ("strict", "argument"), ("argument", "argument"), ("paper", "paper")],
)
def test_a_model_is_held_against_the_truth_of_its_horizon(horizon, ceiling):
    assert ceiling_of(horizon) == (ceiling, "bayes")


def test_distance_from_the_truth_needs_probabilities():
    _, table = regret()
    distances = table[["mean_absolute_error", "kl_divergence"]]
    assert distances.loc[["always_reverse", "most_frequent_10"]].isna().all(axis=None)
    assert distances.loc["boosted"].lt(distances.loc["logistic"]).all()


def test_divergence_of_the_truth_is_zero_and_of_certainty_finite():
    q = np.array([0.2, 0.7, 0.0, 1.0])
    assert divergence(q, q) == 0
    assert np.isfinite(divergence(1 - np.round(q), q))
