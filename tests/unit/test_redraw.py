"""Other draws of donors: who is drawn anew, and that nothing is learned from a copy."""

from __future__ import annotations

import numpy as np
import pytest

import small_court
from scotus_forecast.court.calendar import NEVER
from scotus_forecast.features.build import build_features
from scotus_forecast.features.feature_sets import FEATURE_SETS
from scotus_forecast.features.folding import tells_outcome
from scotus_forecast.features.record import RECORD_COLUMNS, complete
from scotus_forecast.features.redraw import is_drawn, original_id, with_redraws
from scotus_forecast.project.config import FeatureParams
from scotus_forecast.project.horizons import HORIZONS

SEED, DRAWS = 3, 3


def redrawn(horizon="argument", draws=DRAWS):
    tables = small_court.prepared()
    return with_redraws(tables.cases, tables.votes, HORIZONS[horizon], draws, SEED)


def built(cases, votes, horizon="argument"):
    params = FeatureParams(shrinkage=10.0)
    return build_features(cases, votes, HORIZONS[horizon], FEATURE_SETS[horizon], params, SEED)


def completed(cases):
    record = complete(cases, SEED)
    return (cases[list(RECORD_COLUMNS)].fillna(-1) != record.fillna(-1)).any(axis=1).to_numpy()


def test_drawn_is_what_takes_a_value_of_a_donor_that_the_horizon_shows():
    cases = small_court.prepared().cases
    borrowed = completed(cases)
    assert not is_drawn(cases, HORIZONS["paper"], SEED).any()
    assert (is_drawn(cases, HORIZONS["strict"], SEED) == borrowed).all()
    on_argument = is_drawn(cases, HORIZONS["argument"], SEED)
    assert 0 < on_argument.sum() < len(cases)
    assert set(np.flatnonzero(on_argument)) <= set(np.flatnonzero(borrowed | tells_outcome(cases)))
    assert on_argument[borrowed].all()


@pytest.mark.parametrize("draws", [1, 2, 4])
def test_a_drawn_case_stands_there_once_a_draw(draws):
    tables = small_court.prepared()
    cases, votes = redrawn(draws=draws)
    copies, drawn = cases[len(tables.cases) :], is_drawn(tables.cases, HORIZONS["argument"], SEED)
    assert len(copies) == (draws - 1) * drawn.sum()
    assert (copies["revealed_term"] == NEVER).all()
    assert cases["caseId"].is_unique
    assert (original_id(cases["caseId"]).value_counts().isin([1, draws])).all()
    benches = votes.groupby("caseId")["justice"].apply(tuple)
    assert all(benches[copy] == benches[copy.split("~")[0]] for copy in copies["caseId"])


@pytest.mark.parametrize("horizon", FEATURE_SETS)
def test_copies_change_no_bit_of_the_cases_beside_them(horizon):
    tables = small_court.prepared()
    alone, beside = built(tables.cases, tables.votes, horizon), built(*redrawn(horizon), horizon)
    assert alone.case.equals(beside.case[: len(tables.cases)])
    assert alone.vote.equals(beside.vote[: len(tables.votes)])


def test_nothing_is_learned_from_what_a_copy_says():
    cases, votes = redrawn()
    turned_cases, turned_votes = cases.copy(), votes.copy()
    for table in (turned_cases, turned_votes):
        copies = table["revealed_term"] == NEVER
        table.loc[copies, ["outcome", "reversed"]] = 1
    turned_votes.loc[votes["revealed_term"] == NEVER, ["vote", "direction"]] = 2
    before, after = built(cases, votes), built(turned_cases, turned_votes)
    assert before.case.equals(after.case)
    assert before.vote.equals(after.vote)


def test_another_draw_shows_other_values():
    cases, votes = redrawn()
    features = built(cases, votes).case
    features.index = original_id(features["case_id"])
    shown = features[["code_issue", "code_certReason", "code_lcDisposition"]]
    draws = shown.groupby(level=0).nunique().max(axis=1)
    assert (draws > 1).mean() > 0.5 * (shown.groupby(level=0).size() > 1).mean()


def test_a_copy_looks_back_as_its_case_does():
    """Features that read no drawn column are those of the case, in every draw."""
    features = built(*redrawn()).case
    features.index = original_id(features.pop("case_id"))
    same = features[["code_jurisdiction", "reversed_by_court_2", "bench_size", "term"]]
    assert (same.groupby(level=0).nunique() == 1).all(axis=None)
