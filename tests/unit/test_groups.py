"""Attributes rows are grouped by, and the scores of groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import factories
from scotus_forecast.core.court.codes import ISSUE_AREAS, circuit_names
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.groups import FEWEST_CASES, accuracy_intervals, group_table
from scotus_forecast.evaluation.panel import (
    Forecaster,
    case_attributes,
    decade,
    division,
    justice_names,
    panel_of,
    row_attributes,
)
from scotus_forecast.evaluation.references import stored_runs

COURT = factories.court(150)
BY_CASE = case_attributes(COURT.cases, COURT.votes)
NAMES = justice_names(COURT.votes)

DIVISIONS = [
    # votes of one case, unanimity, margin
    ([1] * 9, "unanimous", "9"),
    ([1, 3, 4, 5, 2], "divided", "3"),
    ([1] * 5 + [None] * 4, "unanimous", "5"),  # absent justices do not count
    ([1] * 8 + [7], "unanimous", "8"),  # nor do jurisdictional dissents
    ([8] * 8, "divided", "0"),  # equally divided
]


@pytest.mark.parametrize(("votes", "unanimity", "margin"), DIVISIONS)
def test_division_of_the_court(votes, unanimity, margin):
    table = pd.DataFrame({"caseId": "a", "vote": pd.array(votes, dtype="Int32")})
    assert division(table).loc["a"].tolist() == [unanimity, margin]


def test_case_without_a_counted_vote_has_no_division():
    table = pd.DataFrame({"caseId": "a", "vote": pd.array([None, 7], dtype="Int32")})
    assert division(table).empty


SOURCES = [
    (21, "First"),
    (31, "Eleventh"),
    (32, "D.C."),
    (8, "Federal"),
    (41, "district court"),  # Middle District of Alabama
    (187, "district court"),  # District of Orleans
    (300, "state court"),
    (426, "old circuit court"),  # circuit court for New York
    (9, "other"),  # Tax Court
    (601, "other"),  # Court of Private Land Claims
]


@pytest.mark.parametrize(("source", "name"), SOURCES)
def test_court_below(source, name):
    assert circuit_names(pd.Series([source], dtype="Int32")).tolist() == [name]


def test_blank_court_below_stays_blank():
    assert circuit_names(pd.Series([None], dtype="Int32")).isna().all()


def test_issue_areas_are_fourteen():
    assert list(ISSUE_AREAS) == list(range(1, 15))


BOOTSTRAP = draw_clusters(COURT.cases["caseId"], 300, np.random.default_rng(4))
FLAGSHIP = Forecaster("argument", "boosted")


def scored(panel, table: pd.DataFrame) -> pd.DataFrame:
    drawn = draw_clusters(panel.rows["case_id"], 50, np.random.default_rng(4))
    return group_table(panel, table, drawn, 0.95, {FLAGSHIP})


def rows(unit: str) -> pd.DataFrame:
    return row_attributes(factories.panel(COURT, unit).rows, BY_CASE, NAMES)


def test_justice_is_a_group_of_votes_only():
    assert "justice" not in rows("case")
    assert set(rows("vote")["justice"]) == {f"J{j}" for j in range(1, 10)}


def test_blank_facts_are_a_group_of_their_own():
    blank = case_attributes(COURT.cases.assign(issueArea=pd.NA), COURT.votes)
    whole = factories.panel(COURT)
    table = row_attributes(whole.rows, blank, NAMES)
    assert set(table["issue_area"]) == {"unknown"}
    assert not table.isna().any(axis=None)


@pytest.mark.parametrize(("term", "expected"), [(1816, "1810s"), (1899, "1890s"), (2000, "2000s")])
def test_decade(term, expected):
    assert decade(pd.Series([term])).tolist() == [expected]


@pytest.mark.parametrize("unit", ["case", "vote"])
def test_every_group_partitions_the_rows(unit):
    panel = factories.panel(COURT, unit)
    table = scored(panel, rows(unit))
    sizes = table.groupby(["horizon", "model", "group"])["n"].sum()
    assert (sizes == len(panel.rows)).all()


def test_baselines_beside_a_group_are_their_own_rows():
    table = scored(factories.panel(COURT), rows("case"))
    keys = ["group", "value"]
    boosted = table[table["model"] == "boosted"].set_index(keys)
    for model in ("always_reverse", "most_frequent_10"):
        own = table[table["model"] == model].set_index(keys)["accuracy"]
        pd.testing.assert_series_equal(boosted[f"accuracy_{model}"], own, check_names=False)


def test_without_the_baseline_its_column_is_null():
    panel = panel_of("case", [factories.forecast(COURT, "boosted")])
    assert scored(panel, rows("case"))["accuracy_most_frequent_10"].isna().all()


def test_stored_run_is_judged_by_its_own_truth():
    reference = factories.stored(COURT, wrong=150)  # stored as reversed throughout
    runs = stored_runs(reference, COURT.cases, "scdb")
    panel = panel_of("case", [*factories.frames(COURT), *runs])
    table = scored(panel, row_attributes(panel.rows, BY_CASE, NAMES))
    later = table[(table["model"] == "katz_one_tree") & (table["value"] == "2010s")].iloc[0]
    assert later["share_reversed"] == later["accuracy_always_reverse"] == 1
    assert later["accuracy_most_frequent_10"] == 0
    assert np.isnan(later["brier"])


@pytest.mark.parametrize("unit", ["case", "vote"])
def test_intervals_agree_with_resamples_made_one_by_one(unit):
    panel, table = factories.panel(COURT, unit), rows(unit)
    correct = panel.correct[:, panel.forecasters.index(FLAGSHIP)]
    found = accuracy_intervals(panel.rows["case_id"], correct, table, BOOTSTRAP, 0.9)
    chosen = found[found["group"] == "unanimity"].set_index("value")
    times = pd.DataFrame(BOOTSTRAP.weights, columns=BOOTSTRAP.clusters)[panel.rows["case_id"]]
    for value, interval in chosen.iterrows():
        inside = (table["unanimity"] == value).to_numpy()
        drawn = [np.average(correct[inside], weights=w[inside]) for w in times.to_numpy()]
        ends = interval[["accuracy_low", "accuracy_high"]].astype(float)
        assert ends.tolist() == pytest.approx(np.quantile(drawn, [0.05, 0.95]).tolist())
    assert set(chosen.index) == {"unanimous", "divided"}


def test_intervals_of_votes_agree_with_a_cluster_robust_standard_error():
    court = factories.court(1200)
    panel = factories.panel(court, "vote")
    correct = panel.correct[:, panel.forecasters.index(FLAGSHIP)]
    case_id = panel.rows["case_id"]
    whole = pd.DataFrame({"all": pd.Series("all", index=panel.rows.index)})
    drawn = draw_clusters(case_id, 2000, np.random.default_rng(5))
    found = accuracy_intervals(case_id, correct, whole, drawn, 0.95).iloc[0]
    clusters = {"groups": pd.factorize(case_id)[0]}
    fitted = sm.OLS(correct, np.ones(len(correct))).fit(cov_type="cluster", cov_kwds=clusters)
    expected = fitted.conf_int(0.05)[0]
    width = expected[1] - expected[0]
    ends = found[["accuracy_low", "accuracy_high"]].to_numpy(dtype=float)
    assert ends == pytest.approx(expected, abs=0.08 * width)


def test_only_the_flagship_has_intervals():
    table = scored(factories.panel(COURT), rows("case"))
    known = table[table["accuracy_low"].notna()]
    assert set(known["model"]) == {"boosted"}
    assert known["accuracy_low"].lt(known["accuracy_high"]).all()


def test_without_a_flagship_nobody_has_an_interval():
    drawn = draw_clusters(COURT.cases["caseId"], 10, np.random.default_rng(4))
    table = group_table(factories.panel(COURT), rows("case"), drawn, 0.95, set())
    assert table["accuracy_low"].dtype == float
    assert table["accuracy_low"].isna().all()


def test_small_or_unvarying_groups_have_no_interval():
    n = 2 * FEWEST_CASES + FEWEST_CASES - 1
    case_id = pd.Series([f"c{i:03d}" for i in range(n)], dtype="string")
    names = ["mixed"] * FEWEST_CASES + ["right"] * FEWEST_CASES + ["few"] * (FEWEST_CASES - 1)
    correct = np.where(np.array(names) == "right", 1.0, np.arange(n) % 2)
    table = pd.DataFrame({"kind": pd.array(names, dtype="string")})
    drawn = draw_clusters(case_id, 100, np.random.default_rng(6))
    assert accuracy_intervals(case_id, correct, table, drawn, 0.95)["value"].tolist() == ["mixed"]


def test_votes_of_few_cases_count_as_few_cases():
    case_id = pd.Series(np.repeat([f"c{i}" for i in range(5)], 9), dtype="string")
    table = pd.DataFrame({"kind": pd.array(["one"] * 45, dtype="string")})
    drawn = draw_clusters(case_id, 100, np.random.default_rng(6))
    assert accuracy_intervals(case_id, np.arange(45.0) % 2, table, drawn, 0.95).empty
