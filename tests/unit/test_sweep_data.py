"""A sweep reads no term after its last, and none that is evaluated."""

from __future__ import annotations

import pandas as pd
import pytest

import sweep_factory as factory
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.sweeping.search import read_sweep_data, require_unevaluated


def test_evaluated_terms_of_the_real_court_are_refused():
    require_unevaluated("scdb", 1816, 1945)
    require_unevaluated("simulated", 1816, 2019)
    with pytest.raises(UserError, match="terms since 1946 of scdb are evaluated"):
        require_unevaluated("scdb", 1816, 1946)


def test_a_span_with_nothing_to_choose_by_is_refused():
    with pytest.raises(UserError, match="must come after evaluation"):
        require_unevaluated("simulated", 1990, 1990)


@pytest.fixture
def layout(tmp_path):
    return factory.project(tmp_path)


def read(layout):
    return read_sweep_data(layout, factory.HORIZON, factory.LAST_TERM)


def test_inputs_end_with_the_last_term_and_stay_aligned(layout):
    data = read(layout)
    cases, votes, case_features, vote_features = factory.tables()
    early = [table[table["term"] <= factory.LAST_TERM] for table in (cases, votes)]
    assert data.inputs.case.term.max() == data.inputs.vote.term.max() == factory.LAST_TERM
    assert list(data.case_id) == list(early[0]["caseId"])
    assert list(data.case_of("vote")) == list(early[1]["caseId"])
    for kept, whole in (
        (data.inputs.case_features, case_features),
        (data.inputs.vote_features, vote_features),
    ):
        pd.testing.assert_frame_equal(
            kept, whole.loc[whole["term"] <= factory.LAST_TERM, list(kept)], check_index_type=False
        )
    assert not {"case_id", "term", "justice"} & set(data.inputs.vote_features)


def test_nothing_later_is_read(layout):
    before = read(layout)
    for path in factory.paths(layout):
        table = pd.read_parquet(path)
        write_parquet(path, table[table["term"] <= factory.LAST_TERM])
    after = read(layout)
    for unit in ("case", "vote"):
        for one, other in zip(
            vars(before.labels(unit)).values(), vars(after.labels(unit)).values(), strict=True
        ):
            assert (one == other).all()
    pd.testing.assert_frame_equal(before.inputs.case_features, after.inputs.case_features)
    pd.testing.assert_frame_equal(before.inputs.vote_features, after.inputs.vote_features)


def test_a_missing_table_names_the_command_that_makes_it(layout):
    (layout.features(factory.HORIZON) / "votes.parquet").unlink()
    with pytest.raises(UserError, match="scotus-forecast featurize simulated argument"):
        read(layout)


def test_terms_before_all_data_are_said_to_be_empty(layout):
    with pytest.raises(UserError, match="holds no term up to 1700"):
        read_sweep_data(layout, factory.HORIZON, 1700)
