"""Which settings a sweep tries, and how it says no."""

from __future__ import annotations

import pytest

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.sweeping.grid import settings_to_try

NOW = {
    "c": 0.005,
    "case_window": 60,
    "window": None,
    "max_features": "sqrt",
    "base": ["one", "two"],
    "case": {"max_leaf_nodes": 8, "rate": 0.05},
}
SEED = 7


def tried(*assignments, draws=None, seed=SEED):
    return settings_to_try("toy", NOW, assignments, draws, seed)


def names(*assignments, **options):
    return [setting.name for setting in tried(*assignments, **options)]


GRIDS = [
    # --set, names of the settings, the present one first
    (["c=0.005"], ["c=0.005"]),
    (["c=0.001,1e-1"], ["c=0.005", "c=0.001", "c=0.1"]),
    (["c=1,1.0,1"], ["c=0.005", "c=1.0"]),
    (["case_window=30,null"], ["case_window=60", "case_window=30", "case_window=null"]),
    (["window=5"], ["window=null", "window=5"]),
    (["max_features=log2"], ["max_features=sqrt", "max_features=log2"]),
    (["case.rate=1"], ["case.rate=0.05", "case.rate=1.0"]),
    (
        ["c=0.1,0.005", "case_window=60,30"],
        [
            "c=0.005 case_window=60",
            "c=0.1 case_window=60",
            "c=0.1 case_window=30",
            "c=0.005 case_window=30",
        ],
    ),
]


@pytest.mark.parametrize(("assignments", "wanted"), GRIDS)
def test_the_grid_without_repeats_and_the_present_setting_first(assignments, wanted):
    assert names(*assignments) == wanted


def test_a_nested_key_changes_itself_only():
    present, other = tried("case.max_leaf_nodes=4")
    assert present.whole == NOW
    assert other.whole == NOW | {"case": {"max_leaf_nodes": 4, "rate": 0.05}}
    assert NOW["case"]["max_leaf_nodes"] == 8


def test_random_draws_are_distinct_points_of_the_grid_by_the_seed():
    grid = ("c=1,2,3,4,5", "case_window=1,2,3,4,5")
    drawn = names(*grid, draws=6)
    assert len(set(drawn)) == len(drawn) == 1 + 6
    assert set(drawn) <= set(names(*grid))
    assert drawn == names(*grid, draws=6)
    assert drawn != names(*grid, draws=6, seed=SEED + 1)


def test_as_many_draws_as_points_are_the_grid():
    assert names("c=1,2", draws=9) == names("c=1,2")


MISTAKES = [
    # --set, words
    (["c"], "'c' is not KEY=VALUE"),
    (["=1"], "is not KEY=VALUE"),
    (["c=1,,2"], "is not KEY=VALUE"),
    (["case_windw=3"], "no key 'case_windw' in models.toy; did you mean 'case_window'?"),
    (["zzz=3"], "known: c, case_window"),
    (["case=3"], "no key 'case'"),
    (["c=1", "c=2"], "'c' is given twice"),
    (["c=small"], "c=small: 'c' takes a number from 0"),
    (["c=null"], "'c' takes a number"),
    (["c=-1"], "'c' takes a number from 0"),
    (["c=NaN"], "'c' takes a number"),
    (["c=1e999"], "'c' takes a number"),
    (["c=true"], "'c' takes a number"),
    (["case_window=2.5"], "'case_window' takes a whole number from 1 or null"),
    (["case_window=0"], "'case_window' takes a whole number"),
    (["case.max_leaf_nodes=null"], "'case.max_leaf_nodes' takes a whole number from 1"),
    (["max_features=3"], "'max_features' takes a word"),
    (["base=one"], "'base' takes no single value"),
]


@pytest.mark.parametrize(("assignments", "words"), MISTAKES)
def test_a_mistake_is_one_line(assignments, words):
    with pytest.raises(UserError) as raised:
        tried(*assignments)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
