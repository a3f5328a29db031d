"""Stage vote_splits from files to files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import factories
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_json, write_parquet
from scotus_forecast.core.walk_forward.feature_info import FEATURES_FILE, to_record
from scotus_forecast.features.declarations import code
from scotus_forecast.stages import vote_splits

HORIZON = "argument"


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    drawn = factories.court()
    layout = factories.project(tmp_path_factory.mktemp("court"), drawn)
    rng = np.random.default_rng(8)
    for table, path in ((drawn.cases, layout.cases), (drawn.votes, layout.votes)):
        write_parquet(path, table.assign(revealed_term=table["term"] + 1))
    absent, apart = rng.uniform(0, 0.1, len(drawn.votes)), rng.uniform(-1, 1, len(drawn.votes))
    features = pd.DataFrame({"justice_absent": absent, "justice_apart_liberal": apart})
    write_parquet(layout.features(HORIZON) / "votes.parquet", features)
    write_parquet(layout.features(HORIZON) / "cases.parquet", pd.DataFrame({"code_issue": [0.0]}))
    write_json(layout.features(HORIZON) / FEATURES_FILE, [to_record(code("issue"))])
    vote_splits.run(layout, factories.params(), HORIZON)
    return layout


def test_every_case_has_a_distribution_that_keeps_the_chances_of_its_votes(layout):
    frame = pd.read_parquet(layout.vote_splits(HORIZON) / "forecasts.parquet").set_index("case_id")
    p = frame[[f"p_{k}" for k in range(11)]].to_numpy()
    assert p.sum(axis=1) == pytest.approx(1)
    votes = pd.read_parquet(layout.forecast(HORIZON, "boosted")).query("unit == 'vote'")
    sums = votes.groupby("case_id")[["p_reverse", "reversed"]].sum().loc[frame.index]
    assert p @ np.arange(11) == pytest.approx(sums["p_reverse"].to_numpy(), abs=1e-5)
    assert (frame["observed"] == sums["reversed"]).all()
    assert frame["p_case_reverse"].between(0, 1).all()


def test_scores_are_labelled_and_cover_the_periods(layout):
    scores = pd.read_parquet(layout.vote_splits(HORIZON) / "scores.parquet")
    assert scores.columns[:4].to_list() == ["horizon", "model", "period", "n"]
    assert {"paper", "since_1956", "since_1956_merits"} <= set(scores["period"])
    assert (scores["model"] == "boosted").all()
    assert (scores["ci_low"] <= scores["improvement_over_historical"]).all()
    assert (scores["improvement_over_historical"] <= scores["ci_high"]).all()


def test_calibration_is_of_all_cases_forecast(layout):
    table = pd.read_parquet(layout.vote_splits(HORIZON) / "calibration.parquet")
    frame = pd.read_parquet(layout.vote_splits(HORIZON) / "forecasts.parquet")
    unanimous = table[(table["period"] == "nineteenth") & (table["measure"] == "smaller_side")]
    inside = frame[frame["term"].between(1816, 1899)]
    alone = inside["observed"].isin([0]) | (inside["observed"] == inside["n"])
    assert unanimous.iloc[0]["observed"] == pytest.approx(alone.mean())
    assert set(table["horizon"]) == {HORIZON}


def test_the_same_inputs_give_the_same_bytes(layout):
    written = {path: path.read_bytes() for path in layout.vote_splits(HORIZON).iterdir()}
    vote_splits.run(layout, factories.params(), HORIZON)
    assert {path: path.read_bytes() for path in layout.vote_splits(HORIZON).iterdir()} == written


def test_a_horizon_without_flagship_is_a_users_mistake(layout):
    with pytest.raises(UserError, match="no flagship for horizon 'hindsight'"):
        vote_splits.run(layout, factories.params(), "hindsight")
