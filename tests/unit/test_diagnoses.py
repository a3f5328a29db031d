"""Hindsight by columns, the learning curve and importance, on small simulated inputs."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import factories
import small_court
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.feature_info import by_name, to_record
from scotus_forecast.core.walk_forward.splits import split_at
from scotus_forecast.diagnoses.hindsight import (
    CODED_AFTER,
    COURT,
    HorizonFeatures,
    groups,
    hindsight_table,
    using,
    variants,
)
from scotus_forecast.diagnoses.learning import (
    PERIODS,
    HeldOut,
    Permutation,
    importance_table,
    learning_curve,
    moved,
    permuted_within,
)
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.models.logistic import LogisticSettings, case_then_votes
from scotus_forecast.stages import diagnose

HORIZONS = ("strict", "argument", "paper")
FEATURE_SETS = feature_sets(small_court.FEATURES)
INFO = {name: by_name(f.info for f in FEATURE_SETS[name].case) for name in HORIZONS}
SETTINGS = LogisticSettings(
    c=0.1, case_window=None, vote_window=None, refit_every=3, vote_weight=0.5
)
SERIAL = Execution("serial", 1)


def features_of(name: str) -> HorizonFeatures:
    """A horizon whose every feature has the horizon's own number for a value."""
    values = dict.fromkeys(INFO[name], float(HORIZONS.index(name)))
    return HorizonFeatures(pd.DataFrame(values, index=range(3)), INFO[name])


@pytest.fixture(scope="module")
def steps():
    found = list(variants({name: features_of(name) for name in HORIZONS}))
    return {(v.base_horizon, v.step, v.group): v.features for v in found}


@pytest.fixture(scope="module")
def held_out() -> HeldOut:
    cases = factories.court(400).cases
    rng = np.random.default_rng(2)
    return HeldOut("case", cases, draw_clusters(cases["caseId"], 100, rng), 0.95)


def test_every_group_has_features_and_codes_of_other_columns_are_not_among_them():
    found = groups(INFO["argument"])
    assert all(found.values())
    assert "code_issue" in found["issue"]
    assert "code_petitioner" not in found["issue"]
    assert "reversed_by_court_2" in found[COURT]


def test_removing_a_group_leaves_no_feature_that_uses_it(steps):
    for group, columns in CODED_AFTER.items():
        left = steps["argument", "removed", group]
        assert not set(left) & set(using(INFO["argument"], columns))


def test_adding_a_group_adds_what_needs_nothing_else(steps):
    for group, columns in CODED_AFTER.items():
        added = set(steps["strict", "added", group]) - set(INFO["strict"])
        others = [c for g, cs in CODED_AFTER.items() if g != group for c in cs]
        assert added
        assert added <= set(using(INFO["argument"], columns))
        assert not added & set(using(INFO["argument"], others))


def test_unmasking_codes_exchanges_values_and_keeps_the_features(steps):
    argument, paper = (float(HORIZONS.index(name)) for name in ("argument", "paper"))
    added = steps["argument", "added", "unmasked_codes"].iloc[0]
    removed = steps["paper", "removed", "unmasked_codes"].iloc[0]
    assert list(added.index) == list(INFO["argument"])
    assert list(removed.index) == list(INFO["paper"])
    assert (added["code_issue"], added["code_petitioner"]) == (paper, argument)
    assert (removed["code_issue"], removed["code_petitioner"]) == (argument, paper)


def test_dates_come_from_paper_alone(steps):
    assert "decision_delay_weeks" in steps["argument", "added", "decision_dates"]
    assert "decision_delay_weeks" not in steps["paper", "removed", "decision_dates"]


def test_differences_are_from_the_base_and_lie_in_their_interval(held_out):
    steps = list(variants({name: features_of(name) for name in HORIZONS}))
    p = np.random.default_rng(3).random((len(held_out.rows), len(steps)))
    table = hindsight_table(steps, p, held_out).set_index(["period", "base_horizon", "group"])
    row = table.loc[("paper", "strict", "issue")]
    base = table.loc[("paper", "strict", "all_columns")]
    assert set(table.index.get_level_values("period")) == set(PERIODS)
    assert row["accuracy_difference"] == pytest.approx(row["accuracy"] - base["accuracy"])
    assert row["brier_difference"] == pytest.approx(row["brier"] - base["brier"])
    assert row["ci_low"] < row["accuracy_difference"] < row["ci_high"]
    assert base[["accuracy_difference", "ci_low", "ci_high", "brier_difference"]].isna().all()


def test_votes_are_counted_one_by_one_and_resampled_by_case(held_out):
    """Alike within a case, votes have the interval of their cases and not a narrower one."""
    votes = held_out.rows.loc[held_out.rows.index.repeat(9)].reset_index(drop=True)
    of_votes = HeldOut("vote", votes, held_out.bootstrap, held_out.confidence)
    p = np.random.default_rng(6).random((len(held_out.rows), 2))
    cases, votes_ = (
        learning_curve((5, None), q, truth, "argument")
        for q, truth in ((p, held_out), (np.repeat(p, 9, axis=0), of_votes))
    )
    assert set(votes_["unit"]) == {"vote"}
    assert (votes_["n"] == 9 * cases["n"]).all()
    for name in ("accuracy", "accuracy_low", "accuracy_high", "brier", "auc"):
        assert votes_[name].to_numpy() == pytest.approx(cases[name].to_numpy())


def test_a_case_some_forecast_lacks_counts_for_none(held_out):
    p = np.full((len(held_out.rows), 2), 0.3)
    p[:50, 1] = np.nan
    table = learning_curve((5, None), p, held_out, "argument")
    paper = table[table["period"] == "paper"]
    term = held_out.rows["term"].to_numpy()
    assert paper["n"].tolist() == [(term[50:] <= 2014).sum()] * 2
    assert paper["brier"].tolist() == pytest.approx([paper["brier"].iloc[0]] * 2)
    assert table["case_window"].isna().sum() == len(table) / 2


def test_a_permutation_never_crosses_a_term():
    term = np.repeat([1990, 1991, 1992], 40)[np.random.default_rng(1).permutation(120)]
    source = permuted_within(term, np.random.default_rng(0))
    assert sorted(source) == list(range(120))
    assert (term[source] == term).all()
    assert (source != np.arange(120)).mean() > 0.8


def test_only_what_differs_within_a_term_can_move():
    X = np.array([[1, 5], [2, 5], [3, 6], [3, 6]])
    found = moved(X, np.array([1, 1, 2, 2]), {"a": np.array([0]), "b": np.array([1])})
    assert found == {"a": 0.5, "b": 0.0}


@pytest.fixture(scope="module")
def fitter():
    return case_then_votes(SETTINGS).case_fitter(small_court.inputs(small_court.prepared()))


def test_permuted_forecasts_agree_with_a_model_fitted_apart(fitter):
    """What nobody permuted is the fitter's own forecast; nothing to permute changes nothing."""
    split = split_at(2000, fitter.labels.term, fitter.labels.revealed, ahead=3)
    p = Permutation(fitter, {"none": np.array([], int), "all": np.arange(3)}, 2)(split, 7)
    assert p.shape == (len(split.test), 5)
    assert p[:, 0] == pytest.approx(fitter(split, 7))
    assert (p[:, 1] == p[:, 0]).all()
    term = fitter.labels.term[split.test]
    for year in np.unique(term):
        assert np.sort(p[term == year, 3]) == pytest.approx(np.sort(p[term == year, 0]))
    assert (p[:, 3] != p[:, 4]).any()


def test_loss_is_the_mean_over_permutations(held_out):
    p = np.random.default_rng(4).random((len(held_out.rows), 1 + 2 * 5))
    names = pd.DataFrame({"group": ["a", "b"], "features": 3, "moved": 1.0})
    table = importance_table(p, names, held_out, "argument")
    inside = dict(held_out.periods(p))["paper"]
    y = held_out.rows["reversed"].to_numpy()
    right = ((p >= 0.5) == y[:, None])[inside]
    row = table[(table["period"] == "paper") & (table["group"] == "b")].iloc[0]
    assert row["accuracy_loss"] == pytest.approx(right[:, 0].mean() - right[:, 6:].mean())
    assert row["ci_low"] <= row["accuracy_loss"] <= row["ci_high"]
    assert row["brier_ci_low"] <= row["brier_loss"] <= row["brier_ci_high"]


def test_the_stage_writes_its_three_tables(tmp_path, monkeypatch):
    monkeypatch.setattr(diagnose, "WINDOWS", (10, None))
    layout = Layout("simulated", tmp_path)
    tables = small_court.prepared()
    write_parquet(layout.cases, tables.cases)
    write_parquet(layout.votes, tables.votes)
    for name in HORIZONS:
        _write_features(layout, name, tables)
    diagnose.run(layout, factories.params(first_term=2012, bootstrap_samples=100), SERIAL)
    written = {f.stem: pd.read_parquet(f) for f in layout.diagnoses.iterdir()}
    assert set(written) == {"hindsight", "importance", "learning_curve"}
    assert set(written["hindsight"]["unit"]) == {"case", "vote"}
    for table in written.values():
        assert set(table["period"]) == set(PERIODS)
        assert table["accuracy" if "accuracy" in table else "accuracy_loss"].notna().all()


def _write_features(layout: Layout, name: str, tables) -> None:
    """Noise under the names of a horizon's features."""
    rng = np.random.default_rng(5)
    folder, chosen = layout.features(name), FEATURE_SETS[name]
    for unit, rows in (("case", tables.cases), ("vote", tables.votes)):
        features = getattr(chosen, unit)
        drawn = {f.name: rng.random(len(rows)).astype("float32") for f in features}
        write_parquet(folder / f"{unit}s.parquet", pd.DataFrame(drawn))
    records = json.dumps([to_record(feature) for feature in (*chosen.case, *chosen.vote)])
    (folder / "features.json").write_text(records, encoding="utf-8")
