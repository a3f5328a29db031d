"""Attributes rows are grouped by, and the scores of groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import factories
from scotus_forecast.court.circuits import circuit_names
from scotus_forecast.court.issue_areas import ISSUE_AREAS
from scotus_forecast.evaluation import attributes
from scotus_forecast.evaluation.groups import group_table
from scotus_forecast.evaluation.panel import panel_of
from scotus_forecast.evaluation.references import stored_runs

COURT = factories.court(150)
BY_CASE = attributes.case_attributes(COURT.cases, COURT.votes)
NAMES = attributes.justice_names(COURT.votes)

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
    assert attributes.division(table).loc["a"].tolist() == [unanimity, margin]


def test_case_without_a_counted_vote_has_no_division():
    table = pd.DataFrame({"caseId": "a", "vote": pd.array([None, 7], dtype="Int32")})
    assert attributes.division(table).empty


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


def rows(unit: str) -> pd.DataFrame:
    return attributes.row_attributes(factories.panel(COURT, unit).rows, BY_CASE, NAMES)


def test_justice_is_a_group_of_votes_only():
    assert "justice" not in rows("case")
    assert set(rows("vote")["justice"]) == {f"J{j}" for j in range(1, 10)}


def test_blank_facts_are_a_group_of_their_own():
    blank = attributes.case_attributes(COURT.cases.assign(issueArea=pd.NA), COURT.votes)
    panel = factories.panel(COURT)
    table = attributes.row_attributes(panel.rows, blank, NAMES)
    assert set(table["issue_area"]) == {"unknown"}
    assert not table.isna().any(axis=None)


@pytest.mark.parametrize(("term", "decade"), [(1816, "1810s"), (1899, "1890s"), (2000, "2000s")])
def test_decade(term, decade):
    assert attributes.decade(pd.Series([term])).tolist() == [decade]


@pytest.mark.parametrize("unit", ["case", "vote"])
def test_every_group_partitions_the_rows(unit):
    panel = factories.panel(COURT, unit)
    table = group_table(panel, rows(unit))
    sizes = table.groupby(["horizon", "model", "group"])["n"].sum()
    assert (sizes == len(panel.rows)).all()


def test_baselines_beside_a_group_are_their_own_rows():
    table = group_table(factories.panel(COURT), rows("case"))
    keys = ["group", "value"]
    boosted = table[table["model"] == "boosted"].set_index(keys)
    for model in ("always_reverse", "most_frequent_10"):
        own = table[table["model"] == model].set_index(keys)["accuracy"]
        pd.testing.assert_series_equal(boosted[f"accuracy_{model}"], own, check_names=False)


def test_without_the_baseline_its_column_is_null():
    panel = panel_of("case", [factories.forecast(COURT, "boosted")])
    assert group_table(panel, rows("case"))["accuracy_most_frequent_10"].isna().all()


def test_stored_run_is_judged_by_its_own_truth():
    reference = factories.stored(COURT, wrong=150)  # stored as reversed throughout
    runs = stored_runs(reference, COURT.cases, "scdb")
    panel = panel_of("case", [*factories.frames(COURT), *runs])
    table = group_table(panel, attributes.row_attributes(panel.rows, BY_CASE, NAMES))
    later = table[(table["model"] == "katz_one_tree") & (table["value"] == "2010s")].iloc[0]
    assert later["share_reversed"] == later["accuracy_always_reverse"] == 1
    assert later["accuracy_most_frequent_10"] == 0
    assert np.isnan(later["brier"])
