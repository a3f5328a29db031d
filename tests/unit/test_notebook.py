"""The notebook runs, cell by cell, on the small simulated Court; its output is not committed."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import docket_factory
import lookup_factory
import small_court

NOTEBOOK = small_court.PROJECT / "notebooks" / "one-case.ipynb"


def cells():
    return [c for c in json.loads(NOTEBOOK.read_text())["cells"] if c["cell_type"] == "code"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    lookup_factory.project(root)
    docket_factory.project(root)
    return root


def test_no_output_is_committed():
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells())


def test_every_cell_runs_and_the_last_forecasts_a_case(root, monkeypatch):
    monkeypatch.chdir(root)
    names: dict = {}
    for cell in cells():
        exec(compile("".join(cell["source"]), str(NOTEBOOK), "exec"), names)
    source = "".join(cells()[-1]["source"])
    shown = eval(source[source.rindex("\n") + 1 :], names)
    assert isinstance(shown, pd.DataFrame)
    assert 0 < float(shown.loc["p_reverse", 0]) < 1
