"""The fitted models in MLflow's registry: their alias, their numbers, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import docket_factory
import small_court
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.docket.fitted import DocketModel
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.tables import docket_inputs, past_tables
from scotus_forecast.tracking import registry
from scotus_forecast.tracking.store import client_of, store_uri

NAME = "simulated-docket-level2-lag2"


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    layout = docket_factory.project(tmp_path_factory.mktemp("project"))
    assert NAME in registry.register(layout)
    return layout


@pytest.fixture(scope="module")
def asked(layout):
    """Votes of the last cases as the registered model takes them, and the model's own forecasts."""
    tables, params = small_court.prepared(), docket_factory.params()
    past = past_tables(tables.cases, tables.votes, params)
    inputs = docket_inputs(past, LEVELS[2], 2, params)
    record = json.loads((layout.docket / "model-level2-lag2.json").read_bytes())["model"]
    model = DocketModel.of_record(record)
    found, of = model.predict(inputs), inputs.case_of_vote
    table = pd.concat(
        [
            pd.DataFrame({"case": of}),
            inputs.case_features[model.case_features].iloc[of].reset_index(drop=True),
            inputs.vote_features[model.vote_features].add_prefix("vote__"),
        ],
        axis=1,
    )
    last = np.flatnonzero(of >= of.max() - 20)
    return table.iloc[last].reset_index(drop=True), found.case[of][last], found.vote[last]


def test_a_registered_model_stands_under_the_alias_once(layout):
    assert registry.register(layout) == []
    found = client_of(layout.root).get_model_version_by_alias(NAME, registry.ALIAS)
    ours = {one.name: one for one in registry.fitted_files(layout)}
    assert found.tags["sha256"] == ours[NAME].hash


def test_it_has_a_signature_an_example_and_pinned_requirements(layout):
    model = registry.load(layout, NAME)
    about = model.metadata
    assert [column.name for column in about.signature.outputs] == ["case", "p_reverse", "p_vote"]
    assert about.saved_input_example_info is not None
    source = client_of(layout.root).get_model_version_by_alias(NAME, registry.ALIAS).source
    pins = (registry.folder_of(source) / "requirements.txt").read_text().split()
    assert any(pin.startswith("scikit-learn==") for pin in pins)
    assert all("==" in pin for pin in pins)


def test_a_clean_process_gives_the_same_numbers(layout, asked, tmp_path):
    table, p_case, p_vote = asked
    table.to_parquet(tmp_path / "asked.parquet")
    code = (
        "import sys, mlflow, pandas as pd\n"
        f"mlflow.set_tracking_uri({store_uri(layout.root)!r})\n"
        f"model = mlflow.pyfunc.load_model('models:/{NAME}@{registry.ALIAS}')\n"
        "model.predict(pd.read_parquet('asked.parquet')).to_parquet('found.parquet')\n"
    )
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=clean, check=True)
    found = pd.read_parquet(tmp_path / "found.parquet")
    np.testing.assert_allclose(found["p_reverse"], p_case, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found["p_vote"], p_vote, rtol=0, atol=1e-12)


def test_what_is_not_ours_is_refused_in_one_line(layout):
    with pytest.raises(UserError, match="no model 'other' is registered here"):
        registry.load(layout, "other")
    source = client_of(layout.root).get_model_version_by_alias(NAME, registry.ALIAS).source
    kept = registry.folder_of(source) / "artifacts" / "model-level2-lag2.json"
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b'"level": 2', b'"level": 1'))
    try:
        with pytest.raises(UserError, match="is not the one that the pipeline wrote; run"):
            registry.load(layout, NAME)
    finally:
        kept.write_bytes(whole)
