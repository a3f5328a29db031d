"""Cases that stand several times among those forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.evaluation.walk_forward import splits
from scotus_forecast.evaluation.walk_forward.draws import Copies, one_draw, with_copies
from scotus_forecast.evaluation.walk_forward.inputs import Forecast, Inputs, Labels

CASES = pd.DataFrame({"caseId": ["a", "b", "c"]})
VOTES = pd.DataFrame({"caseId": ["a", "b", "b", "c"], "justice": [1, 1, 2, 2]})


def labels(term, reversed_):
    term, truth = np.array(term), np.array(reversed_)
    return Labels(term=term, revealed=term + 1, outcome=truth, reversed=truth)


def inputs():
    return Inputs(
        case=labels([2000, 2001, 2002], [1, 0, 1]),
        vote=labels([2000, 2001, 2001, 2002], [1, 0, 1, 1]),
        case_of_vote=np.array([0, 1, 1, 2]),
        justice=np.array([1, 1, 2, 2]),
        case_features=pd.DataFrame({"x": [0.0, 1.0, 2.0]}),
        vote_features=pd.DataFrame({"y": [0.0, 1.0, 2.0, 3.0]}),
    )


def draws():
    """Case b drawn twice more."""
    copies = Copies(
        pd.DataFrame({"copy_id": ["b~1", "b~2"], "case_id": "b", "x": [11.0, 12.0]}),
        pd.DataFrame(
            {
                "copy_id": ["b~1", "b~1", "b~2", "b~2"],
                "case_id": "b",
                "justice": [2, 1, 1, 2],
                "y": [21.0, 11.0, 12.0, 22.0],
            }
        ),
    )
    return with_copies(inputs(), (CASES, VOTES), copies)


def test_copies_stand_behind_with_features_of_their_own():
    found = draws()
    assert found.case.tolist() == [0, 1, 2, 1, 1]
    assert found.vote.tolist() == [0, 1, 2, 3, 2, 1, 1, 2]
    assert found.inputs.case_of_vote.tolist() == [0, 1, 1, 2, 3, 3, 4, 4]
    assert found.inputs.justice.tolist() == [1, 1, 2, 2, 2, 1, 1, 2]
    assert found.inputs.case_features["x"].tolist() == [0, 1, 2, 11, 12]
    assert found.inputs.vote_features["y"].tolist() == [0, 1, 2, 3, 21, 11, 12, 22]


def test_a_copy_is_forecast_with_its_case_and_never_trains():
    case = draws().inputs.case
    found = {split.term: split for split in splits(case.term, case.revealed, 2000)}
    assert found[2001].test.tolist() == [1, 3, 4]
    assert found[2002].train.tolist() == [0, 1]
    assert not set(case.reversed[3:]) & {0, 1}


def test_a_forecast_is_the_mean_over_the_draws():
    told = Forecast(
        np.array([np.nan, 0.2, 0.9, 0.4, 0.6]),
        np.array([np.nan, 0.1, 0.2, 0.3, 0.5, 0.4, 0.7, 0.8]),
    )
    mean = draws().mean(told)
    assert mean.case == pytest.approx([np.nan, 0.4, 0.9], nan_ok=True)
    assert mean.vote == pytest.approx([np.nan, 0.4, 0.5, 0.3], nan_ok=True)


def test_labels_have_no_mean():
    told = Forecast(np.arange(5.0), np.arange(8.0), np.arange(8))
    first = draws().mean(told)
    assert first.case.tolist() == [0, 1, 2]
    assert first.vote.tolist() == first.vote_outcome.tolist() == [0, 1, 2, 3]


def test_one_draw_changes_no_bit():
    told = Forecast(np.array([0.1, 1 / 3, 0.7]), np.array([0.1, 1 / 7, 0.2, 0.3]))
    same = one_draw(inputs()).mean(told)
    assert same.case.tobytes() == told.case.tobytes()
    assert same.vote.tobytes() == told.vote.tobytes()
