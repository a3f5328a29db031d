"""The back-test from docket files: every forecast is registered before its term opens."""

from __future__ import annotations

import pandas as pd
import pytest

import docket_factory
from scotus_forecast.ledger.chain import read_ledger
from scotus_forecast.stages import backtest


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Layout and record of a back-test of the last terms."""
    layout = docket_factory.project(tmp_path_factory.mktemp("project"))
    backtest.run(layout, docket_factory.params(2009), docket_factory.HERE)
    return layout, pd.read_csv(backtest.folder_of(layout) / "backtest.csv").set_index(
        ["level", "parties"]
    )


def test_every_forecast_was_registered_before_its_term(record):
    layout, table = record
    entries = read_ledger(backtest.folder_of(layout) / "level1-name.jsonl").entries
    assert len(entries) == table.loc[(1, "name"), "n"]
    assert all(
        entry["registered_at"] == f"{entry['case']['term']}-09-01T00:00:00Z" for entry in entries
    )


def test_with_codes_it_is_the_walk_forward_to_the_last_digit_registered(record):
    """Late decisions and new justices included: both count what was decided before the term."""
    _, table = record
    assert (table.xs("code", level="parties")["same"] == 1).all()


def test_the_simulated_terms_have_late_decisions_and_new_justices(record):
    layout, _ = record
    votes = pd.read_parquet(layout.votes)
    late = votes[votes["revealed_term"] > votes["term"] + 1]
    debut = votes.groupby("justice")["term"].min()
    assert (late["term"] >= 2013).any()
    assert (debut >= 2014).any()
