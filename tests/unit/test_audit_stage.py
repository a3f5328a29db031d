"""The audit stage and its command, from files to files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

import factories
import small_court
from scotus_forecast.commands.cli import commands
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import DATASETS, Layout
from scotus_forecast.stages import audit

ROOT = Path(__file__).parents[2]
CODES = [f"L{number:02d}" for number in range(1, 13)]
FIRST_TERM = 1980


@pytest.fixture(scope="module")
def layout(tmp_path_factory) -> Layout:
    """A project with prepared tables and nothing after them."""
    found = Layout("simulated", tmp_path_factory.mktemp("audit"))
    prepared = small_court.prepared()
    write_parquet(found.cases, prepared.cases)
    write_parquet(found.votes, prepared.votes)
    audit.run(found, factories.params(first_term=FIRST_TERM))
    return found


@pytest.fixture(scope="module")
def table(layout) -> pd.DataFrame:
    return pd.read_parquet(layout.audit / "audit.parquet")


def test_every_check_is_written_once_in_order(table):
    assert list(table.columns) == ["code", "title", "status", "detail"]
    assert table["code"].tolist() == CODES
    assert table["title"].is_unique
    assert (table["detail"].str.len() > 0).all()


def test_a_clean_court_passes_and_what_is_not_there_is_skipped(layout, table):
    status = table.set_index("code")["status"]
    assert set(status[["L07", "L08", "L09", "L11", "L12"]]) == {"skipped"}
    assert set(status.drop(["L07", "L08", "L09", "L10", "L11", "L12"])) == {"pass"}
    assert not audit.failed(layout)


def test_the_probe_is_written(layout):
    probe = pd.read_parquet(layout.audit / "probe.parquet")
    assert list(probe.columns) == ["column", "where", "blank_share", "auc_value", "auc_blank"]
    assert not probe.duplicated(["column", "where"]).any()
    assert set(probe["where"]) == {"raw", "shown"}
    shown = set(probe["column"][probe["where"] == "shown"])
    assert "dateDecision" in set(probe["column"])
    assert "dateDecision" not in shown
    assert {"issue", "jurisdiction"} <= shown


def test_one_line_a_check_is_logged(layout, caplog, monkeypatch):
    monkeypatch.setattr(audit, "checks", lambda *_: iter([]))
    with caplog.at_level("INFO"):
        audit.run(Layout("simulated", layout.root), factories.params(first_term=FIRST_TERM))
    assert [record.getMessage()[:3] for record in caplog.records] == ["L10"]


@pytest.mark.parametrize(
    ("status", "options", "exit_code"),
    [
        ("fail", [], 1),
        ("fail", ["--report-only"], 0),  # the pipeline goes on and shows it
        ("warn", [], 0),
        ("skipped", [], 0),
        ("pass", [], 0),
    ],
)
def test_the_command_exits_with_1_when_a_check_fails(
    status, options, exit_code, monkeypatch, tmp_path
):
    def run(layout, _params):
        row = {"code": "L01", "title": "t", "status": status, "detail": "d"}
        write_parquet(layout.audit / "audit.parquet", pd.DataFrame([row]))

    (tmp_path / "params.yaml").write_text((ROOT / "params.yaml").read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(audit, "run", run)
    result = CliRunner().invoke(commands, ["audit", "simulated", *options])
    assert result.exit_code == exit_code


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_scored_forecast_is_audited(dataset):
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    deps = {
        name: {dep for dep in stages[name]["deps"] if "/forecasts/" in dep}
        for name in ("score", "audit")
    }
    assert dataset in stages["audit"]["matrix"]["court"]
    assert deps["audit"] == deps["score"]
