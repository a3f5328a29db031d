"""The Python interface on data frames."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

import docket_factory
import lookup_factory
import scotus_forecast
import small_court
from scotus_forecast import load_forecasts, lookup, predict
from scotus_forecast.core.project.errors import UserError

TERM = docket_factory.LAST_TERM + 1


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Project with forecasts of decided cases and models of pending ones."""
    root = tmp_path_factory.mktemp("project")
    lookup_factory.project(root)
    docket_factory.project(root)
    return root


def test_forecasts_of_one_horizon_or_all(root):
    one = load_forecasts("argument", dataset="simulated", root=root)
    every = load_forecasts(dataset="simulated", root=root)
    assert set(one["horizon"]) == {"argument"}
    assert set(every["horizon"]) == set(lookup_factory.FLAGSHIP)
    assert len(every) == len(lookup_factory.FLAGSHIP) * len(one)


def test_no_forecasts_is_said(root):
    with pytest.raises(UserError, match="no forecasts of nowhere/any"):
        load_forecasts("nowhere", dataset="simulated", root=root)


def test_one_case_looked_up_has_its_votes(root):
    case = small_court.prepared().cases.iloc[300]
    found = lookup(case["caseId"], dataset="simulated", root=root)
    votes = (small_court.prepared().votes["caseId"] == case["caseId"]).sum()
    assert len(found) == len(lookup_factory.FLAGSHIP) * (1 + votes)
    assert set(found["p_reverse"]) == {0.7}


def test_several_cases_are_a_row_each(root):
    found = lookup("PARTY v. PARTY", dataset="simulated", root=root)
    assert list(found) == ["case_id", "name", "term", "outcome"]
    assert len(found) > 1


def test_a_frame_is_forecast_like_a_file(root, tmp_path):
    table = pd.DataFrame(
        {
            "docket": ["1-1", "1-2"],
            "case_name": ["Doe v. Ohio", "Roe v. Utah"],
            "term": [TERM, TERM],
            "issue_area": [1, None],
        }
    )
    path = tmp_path / "docket.csv"
    table.astype({"issue_area": "Int64"}).to_csv(path, index=False)
    found = predict(table.astype({"issue_area": "Int64"}), dataset="simulated", root=root)
    assert found["level"].tolist() == [2, 1]
    assert found.equals(predict(path, dataset="simulated", root=root))


def test_a_wrong_row_of_a_frame_is_named(root):
    table = pd.DataFrame({"docket": ["1-1"], "case_name": ["Doe v. Ohio"], "term": ["1700"]})
    with pytest.raises(UserError, match="table, row 1, column term: 1700"):
        predict(table, dataset="simulated", root=root)


def test_the_interface_is_loaded_when_used():
    heavy = "import sys, scotus_forecast; print('pandas' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", heavy], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "False"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = scotus_forecast.nothing
