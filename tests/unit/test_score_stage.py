"""The score stage, from files to files."""

from __future__ import annotations

import pandas as pd
import pytest

import factories
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.stages import score

KEYS = {
    "scores": ["horizon", "model", "unit", "period"],
    "groups": ["horizon", "model", "unit", "group", "value"],
    "paired": ["horizon", "model", "unit", "period", "reference"],
    "reliability": ["horizon", "model", "unit", "period", "bin"],
    "calibration": ["horizon", "model", "unit", "period"],
    "term_tests": ["horizon", "model", "unit", "period", "reference"],
    "horizon_steps": ["horizon", "model", "unit", "period", "narrower"],
    "regret": ["horizon", "model", "unit"],
    "leads": ["horizon", "model", "unit", "group", "value"],
    "codings": ["unit", "period", "coding", "horizon", "model"],
}
COURT = factories.court(200)


def scored(root, dataset: str) -> tuple[Layout, dict[str, pd.DataFrame]]:
    layout = factories.project(root, COURT, dataset)
    score.run(layout, factories.params())
    return layout, {path.stem: pd.read_parquet(path) for path in layout.scores.iterdir()}


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    return scored(tmp_path_factory.mktemp("simulated"), "simulated")


@pytest.fixture(scope="module")
def scdb(tmp_path_factory):
    return scored(tmp_path_factory.mktemp("scdb"), "scdb")


def test_tables_are_tidy(simulated):
    _, tables = simulated
    assert set(tables) == set(KEYS)
    for name, keys in KEYS.items():
        assert len(tables[name])
        assert not tables[name].duplicated(keys).any()
        assert not tables[name][keys].isna().any(axis=None)


def test_simulated_truth_is_scored_and_real_has_none(simulated, scdb):
    assert set(simulated[1]["scores"].query("model == 'bayes'")["unit"]) == {"case", "vote"}
    assert "bayes" not in set(scdb[1]["scores"]["model"])
    assert "regret" not in scdb[1]


def test_stored_runs_are_models_of_the_paper_horizon(scdb):
    stored = scdb[1]["scores"].query("model == 'katz_one_tree'")
    assert set(stored["horizon"]) == {"paper"}
    assert set(stored["unit"]) == {"case"}
    assert stored[["brier", "log_loss", "auc", "ece"]].isna().all(axis=None)
    assert "katz_one_tree" in set(scdb[1]["groups"].query("group == 'term'")["model"])


def test_terms_after_the_paper_are_a_period(simulated):
    assert {"since_paper", "since_paper_merits"} <= set(simulated[1]["scores"]["period"])


def test_scores_do_not_change_when_run_again(simulated):
    layout, _ = simulated
    before = {path.name: path.read_bytes() for path in layout.scores.iterdir()}
    score.run(layout, factories.params())
    assert {path.name: path.read_bytes() for path in layout.scores.iterdir()} == before


def test_flagships_alone_have_adjusted_p_values(simulated):
    paired = simulated[1]["paired"]
    adjusted = paired[paired["p_holm"].notna()]
    assert set(adjusted["model"]) == {"boosted"}
    assert (adjusted["p_holm"] >= adjusted["p_value"]).all()


def test_without_forecasts_the_user_is_told(tmp_path):
    layout = factories.project(tmp_path, COURT)
    for path in layout.forecast_files().values():
        path.unlink()
    with pytest.raises(UserError, match="no forecasts"):
        score.run(layout, factories.params())
