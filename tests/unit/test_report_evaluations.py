"""The report says how often the reported terms had been looked at."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.reporting.sources import LOG, full_evaluations

ROOT = Path(__file__).parents[2]

LOGS = [
    # rows after the header, evaluations
    ("", None),
    ("1,2026-11-22,first\n", 1),
    ("1,2026-11-22,first\n2,,second\n", 2),
    ("1,2026-11-22,first\n1,2026-11-22,first again\n", 1),
]


@pytest.mark.parametrize(("rows", "expected"), LOGS)
def test_evaluations_are_counted_by_number(rows, expected, tmp_path):
    path = tmp_path / "evaluations.csv"
    path.write_text("number,date,what_changed\n" + rows, encoding="utf-8")
    assert full_evaluations(path) == expected


def test_a_project_without_a_log_has_no_number(tmp_path):
    assert full_evaluations(tmp_path / LOG) is None


def test_the_log_numbers_its_evaluations_in_order():
    log = pd.read_csv(ROOT / LOG)
    assert log["number"].tolist() == list(range(1, len(log) + 1))
    shares = log.filter(regex="_(?:cases|votes)$").to_numpy()
    assert shares.shape[1] == 8
    assert 0.6 < np.nanmin(shares) <= np.nanmax(shares) < 0.8


def test_the_committed_report_counts_as_the_log_does():
    report = (ROOT / "reports" / "scdb" / "appendix.md").read_text(encoding="utf-8")
    assert f"looked at, in {full_evaluations(ROOT / LOG)} numbered evaluations" in report
