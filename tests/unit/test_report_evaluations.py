"""The report says how often the reported terms had been looked at."""

from pathlib import Path

import pytest

from scotus_forecast.reporting.sources import LOG, full_evaluations

ROOT = Path(__file__).parents[2]
HEADING = "## Full evaluations on the real Court\n\n| run | case |\n|---|---|\n"

LOGS = [
    # log, evaluations
    ("", None),
    (HEADING, None),
    (HEADING + "| 1. `argument` | 70% |\n", 1),
    (HEADING + "| 1. `argument` | 70% |\n| 2. `argument` | 70% |\n| 2. `strict` | 69% |\n", 2),
    (HEADING + "| 1. `argument` | 70% |\n\n## Another\n| 7. no evaluation | 1 |\n", 1),
    ("| 5. before the section | 1 |\n" + HEADING + "| 1. `argument` | 70% |\n", 1),
]


@pytest.mark.parametrize(("log", "expected"), LOGS)
def test_evaluations_are_counted_by_number(log, expected, tmp_path):
    path = tmp_path / "decisions.md"
    path.write_text(log, encoding="utf-8")
    assert full_evaluations(path) == expected


def test_a_project_without_a_log_has_no_number(tmp_path):
    assert full_evaluations(tmp_path / LOG) is None


def test_the_committed_report_counts_as_the_log_does():
    report = (ROOT / "reports" / "scdb" / "report.md").read_text(encoding="utf-8")
    assert f"looked at, in {full_evaluations(ROOT / LOG)} numbered evaluations" in report
