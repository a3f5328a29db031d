"""Forecasts side by side, with those that were not run here."""

from __future__ import annotations

import numpy as np
import pandas as pd

import factories
from scotus_forecast.core.project.prediction_frame import THREE_CLASS
from scotus_forecast.evaluation.panel import Forecaster, panel_of
from scotus_forecast.evaluation.references import stored_runs, true_probabilities

COURT = factories.court(60)
RUN = Forecaster("paper", "katz_publication_run")


def column(panel, forecaster: Forecaster) -> int:
    return panel.forecasters.index(forecaster)


def test_rows_are_the_union_and_forecasters_sorted():
    first, second = factories.forecast(COURT, "b"), factories.forecast(COURT, "a")
    panel = panel_of("vote", [first[first["term"] > 1850], second[second["term"] < 1950]])
    assert panel.forecasters == (Forecaster("argument", "a"), Forecaster("argument", "b"))
    assert len(panel.rows) == 60 * factories.JUSTICES
    assert np.isnan(panel.p_reverse[panel.term <= 1850, 1]).all()
    assert np.isnan(panel.correct[panel.term >= 1950, 0]).all()


def test_each_forecast_lies_on_its_own_row():
    frame = factories.forecast(COURT, "a")
    shuffled = frame.sample(frac=1, random_state=0)
    panel = panel_of("vote", [factories.forecast(COURT, "b", seed=3), shuffled])
    expected = frame[frame["unit"] == "vote"]
    assert panel.rows["case_id"].tolist() == expected["case_id"].tolist()
    np.testing.assert_array_equal(panel.p_reverse[:, 0], expected["p_reverse"])
    np.testing.assert_array_equal(panel.reversed[:, 0], expected["reversed"])


def test_unit_nobody_forecast_has_no_panel():
    frame = factories.forecast(COURT, "a")
    assert panel_of("vote", [frame[frame["unit"] == "case"]]) is None


def test_three_class_labels_where_given():
    labelled = factories.forecast(COURT, "a").assign(**{THREE_CLASS: 1})
    panel = panel_of("vote", [labelled, factories.forecast(COURT, "b")])
    assert (panel.predicted_outcome[:, 0] == 1).all()
    assert np.isnan(panel.predicted_outcome[:, 1]).all()


def test_only_probabilities_are_probabilistic():
    panel = factories.panel(COURT)
    models = {panel.forecasters[j].model for j in panel.probabilistic}
    assert models == {"boosted", "logistic"}


def test_stored_run_keeps_its_cases_and_truth():
    reference = factories.stored(COURT, wrong=60)
    runs = stored_runs(reference, COURT.cases, "scdb")
    panel = panel_of("case", [factories.forecast(COURT, "a"), *runs])
    j = column(panel, RUN)
    stored = reference[reference["model"] == RUN.model]
    share = (stored["predicted_reverse"] == stored["reversed"]).mean()
    assert np.isclose(np.nanmean(panel.correct[:, j]), share)
    assert np.count_nonzero(~np.isnan(panel.p_reverse[:, j])) == len(stored)


def test_stored_case_we_lack_is_in_no_merits_period():
    runs = stored_runs(factories.stored(COURT), COURT.cases, "scdb")
    lacking = runs[0][~runs[0]["case_id"].isin(COURT.cases["caseId"])]
    assert lacking["outcome"].tolist() == [-1]


def test_no_stored_predictions_no_frames():
    assert stored_runs(factories.stored(COURT).head(0), COURT.cases, "scdb") == []


def test_truth_covers_both_units_from_the_first_term():
    frame = true_probabilities(COURT.truth, COURT.cases, COURT.votes, 1900, "simulated")
    expected = (COURT.cases["term"] >= 1900).sum()
    assert frame["unit"].value_counts().to_dict() == {"vote": 9 * expected, "case": expected}
    assert set(zip(frame["horizon"], frame["model"], strict=True)) == {("argument", "bayes")}


def test_truth_is_matched_to_the_vote():
    frame = true_probabilities(COURT.truth, COURT.cases, COURT.votes, 1791, "simulated")
    votes = frame[frame["unit"] == "vote"].set_index(["case_id", "justice"])["p_reverse"]
    known = COURT.truth.dropna(subset="justice").set_index(["case_id", "justice"])["p_reverse"]
    pd.testing.assert_series_equal(
        votes.sort_index(), known.sort_index(), check_index_type=False, check_dtype=False
    )
