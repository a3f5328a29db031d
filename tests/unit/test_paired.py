"""Paired comparisons and the references they are made against."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import factories
from scotus_forecast.evaluation.bootstrap import Resamples, draw_resamples
from scotus_forecast.evaluation.paired import (
    BEST_BASELINE,
    best_baseline,
    paired_table,
    reference_pairs,
    with_holm,
)
from scotus_forecast.evaluation.pairs import Pair, bootstrap_p_value, compare_pairs, mcnemar_exact
from scotus_forecast.evaluation.panel import panel_of
from scotus_forecast.evaluation.periods import PERIODS
from scotus_forecast.evaluation.references import stored_runs

COURT = factories.court(120)
PAPER = PERIODS[0]


def resamples() -> Resamples:
    rows = COURT.cases[["caseId", "term"]].rename(columns={"caseId": "case_id"})
    rows.loc[len(rows)] = ["1900-99999", 1900]
    return draw_resamples(rows, 100, np.random.default_rng(0))


def with_stored_runs():
    runs = stored_runs(factories.stored(COURT), COURT.cases, "scdb")
    return panel_of("case", [*factories.frames(COURT), *runs])


def table(panel) -> pd.DataFrame:
    return paired_table(panel, [PAPER], resamples(), 0.95).set_index(["model", "reference"])


def test_everyone_meets_every_baseline_and_stored_run_but_itself():
    compared = table(with_stored_runs())
    references = {"always_reverse", "most_frequent_10", "katz_publication_run", "katz_one_tree"}
    for model in ("boosted", "logistic"):
        assert set(compared.loc[model].index) == references | {BEST_BASELINE}
    assert all(model != reference for model, reference in compared.index)


def test_votes_have_no_stored_runs():
    runs = stored_runs(factories.stored(COURT), COURT.cases, "scdb")
    panel = panel_of("vote", [*factories.frames(COURT), *runs])
    assert not table(panel).index.get_level_values("reference").str.startswith("katz").any()


def test_stored_runs_are_compared_on_the_cases_both_have():
    compared = table(with_stored_runs())
    in_paper = int((COURT.cases["term"] <= 2014).sum())
    assert compared.loc[("boosted", "katz_one_tree"), "n"] == in_paper
    assert compared.loc[("katz_one_tree", "katz_publication_run"), "n"] == in_paper + 1


def test_difference_is_the_discordant_balance():
    compared = table(factories.panel(COURT))
    balance = compared["model_only_correct"] - compared["reference_only_correct"]
    np.testing.assert_allclose(compared["difference"], balance / compared["n"])


def test_terms_that_move_together_widen_the_interval():
    rng = np.random.default_rng(0)
    terms = np.arange(1900, 1940).repeat(50)
    right = (rng.random(40) < 0.5).repeat(50)
    rows = pd.DataFrame({"case_id": [f"{i:04d}" for i in range(len(terms))], "term": terms})
    frames = [
        rows.assign(
            dataset="scdb", horizon=horizon, model=model, unit="case", justice=pd.NA,
            outcome=1, reversed=1, p_reverse=p,
        )
        for horizon, model, p in (("argument", "boosted", np.where(right, 0.9, 0.1)),
                                  ("none", "always_reverse", 1.0))
    ]  # fmt: skip
    drawn = draw_resamples(rows, 300, rng)
    row = paired_table(panel_of("case", frames), [PAPER], drawn, 0.95).iloc[0]
    width, over_terms = row["ci_high"] - row["ci_low"], row["term_ci_high"] - row["term_ci_low"]
    assert over_terms == pytest.approx(np.sqrt(50) * width, rel=0.25)


def test_best_baseline_in_hindsight_is_named():
    panel = factories.panel(COURT)
    accuracy = np.nanmean(panel.correct[PAPER.select(panel.term, panel.outcome)], axis=0)
    best = max(panel.baselines, key=lambda j: accuracy[j])
    row = table(panel).loc[("boosted", BEST_BASELINE)]
    assert row["reference_model"] == panel.forecasters[best].model
    assert row["n"] == table(panel).loc[("boosted", row["reference_model"]), "n"]


def test_best_baseline_is_not_compared_with_itself():
    compared = table(factories.panel(COURT)).reset_index()
    assert (compared["model"] != compared["reference_model"]).all()


def test_without_rows_there_is_no_best_baseline():
    panel = factories.panel(COURT)
    assert best_baseline(panel, np.zeros(len(panel.rows), dtype=bool)) is None


def test_without_references_the_table_is_empty():
    panel = panel_of("case", [factories.forecast(COURT, "boosted")])
    assert reference_pairs(panel) == []
    empty = paired_table(panel, [PAPER], resamples(), 0.95)
    assert with_holm(empty, {}).columns[-1] == "p_holm"
    assert empty.empty


def test_period_without_shared_rows_gives_no_row():
    panel = factories.panel(COURT)
    nowhere = np.zeros(len(panel.rows), dtype=bool)
    compared = compare_pairs(panel, [Pair(0, 1)], nowhere, resamples().cases, 0.95)
    assert compared.empty
    assert "p_value" in compared


@pytest.mark.parametrize(
    ("model_only", "reference_only", "p"),
    [
        (0, 0, 1.0),  # no discordant case
        (5, 5, 1.0),  # as even as can be
        (0, 5, 2 / 32),
        (1, 4, 12 / 32),
    ],
)
def test_mcnemar_by_hand(model_only, reference_only, p):
    assert mcnemar_exact(np.array([model_only]), np.array([reference_only]))[0] == pytest.approx(p)


def test_bootstrap_p_of_agreement_is_one_and_of_a_constant_lead_unknown():
    constant = np.array([[0.0, 1.0]] * 50)
    p = bootstrap_p_value(np.array([0.0, 1.0]), constant)
    assert p[0] == 1
    assert np.isnan(p[1])


def test_holm_is_for_flagships_and_by_period():
    paired = pd.DataFrame(
        {
            "horizon": "argument",
            "model": ["boosted", "boosted", "logistic", "boosted", "boosted"],
            "unit": "case",
            "period": ["paper", "paper", "paper", "roberts", "paper"],
            "reference": [*["always_reverse"] * 4, BEST_BASELINE],
            "p_value": [0.01, 0.04, 0.001, 0.04, 0.01],
        }
    )
    adjusted = with_holm(paired, {"argument": {"case": "boosted", "vote": "logistic"}})["p_holm"]
    np.testing.assert_allclose(adjusted, [0.02, 0.04, np.nan, 0.04, np.nan])
