"""Ranking settings, and choosing among them by earlier terms only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.walk_forward.inputs import Labels
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.sweeping.grid import Setting
from scotus_forecast.sweeping.search import losses_of
from scotus_forecast.sweeping.sweep import (
    NO_CHOICE,
    choice_table,
    choices,
    nested_table,
    ranking,
    share_best,
)

SETTINGS = [Setting({"c": c}, {"c": c}) for c in (0.1, 0.2, 0.3)]
TERMS = np.repeat(np.arange(1900, 1910), 6)
CASES = np.array([f"{term}-{k // 2}" for k, term in enumerate(TERMS)])
SAMPLES = 150


def truth(late=()):
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, len(TERMS))
    revealed = np.where(np.isin(TERMS, late), TERMS + 4, TERMS + 1)
    return Labels(TERMS, revealed, y, y)


def forecasts(seed=2):
    return np.random.default_rng(seed).random((len(TERMS), len(SETTINGS)))


@pytest.fixture
def losses():
    return losses_of(forecasts(), truth(), CASES)


@pytest.fixture
def bootstrap():
    return draw_clusters(pd.Index(CASES), SAMPLES, np.random.default_rng(3))


def test_a_term_is_chosen_for_by_earlier_terms_only(losses):
    by_hand = {
        term: int(losses.squared[term > TERMS].mean(axis=0).argmin()) for term in range(1901, 1911)
    }
    assert choices(losses) == {1900: NO_CHOICE, **by_hand}


@pytest.mark.parametrize("term", [1901, 1903, 1906, 1909])
def test_later_labels_change_no_earlier_choice(term):
    told = truth()
    altered = np.where(term <= TERMS, 1 - told.reversed, told.reversed)
    other = Labels(TERMS, told.revealed, altered, altered)
    before, after = (choices(losses_of(forecasts(), y, CASES)) for y in (told, other))
    assert [before[t] for t in range(1900, term + 1)] == [after[t] for t in range(1900, term + 1)]


def test_later_choices_do_change_with_labels():
    told = truth()
    other = Labels(TERMS, told.revealed, 1 - told.reversed, 1 - told.reversed)
    assert choices(losses_of(forecasts(), told, CASES)) != choices(
        losses_of(forecasts(), other, CASES)
    )


def test_a_case_not_decided_yet_is_not_chosen_by():
    """Labels of 1900 to 1902 wait four years: 1904 knows those of 1900 and 1903 only."""
    losses = losses_of(forecasts(), truth(late=(1900, 1901, 1902)), CASES)
    found = choices(losses)
    assert [term for term, column in found.items() if column == NO_CHOICE] == [*range(1900, 1904)]
    known = losses.squared[np.isin(TERMS, (1900, 1903))]
    assert found[1904] == known.sum(axis=0).argmin()


def test_the_nested_score_is_of_the_choices(losses, bootstrap):
    chosen = choices(losses)
    table = nested_table(losses, chosen, SETTINGS, bootstrap, 0.9).set_index("way")
    kept = TERMS > 1900
    column = np.array([chosen[term] for term in TERMS[kept].tolist()])
    own = losses.squared[kept][np.arange(kept.sum()), column]
    fixed = losses.squared[kept].mean(axis=0)
    assert table["n"].unique().tolist() == [kept.sum()]
    assert table["brier"].to_list() == pytest.approx([own.mean(), fixed.min(), fixed[0]])
    assert table.loc["best in hindsight", "setting"] == SETTINGS[fixed.argmin()].name
    assert table.loc["now", "setting"] == "c=0.1"
    assert table.loc["term by term", ["difference", "low", "high"]].eq(0).all()


def test_the_table_of_choices_leaves_out_terms_without_one(losses):
    table = choice_table(choices(losses), SETTINGS)
    assert table["term"].to_list() == [*range(1901, 1911)]


def test_ranking_is_by_brier_with_the_best_at_no_difference(losses, bootstrap):
    table = ranking(losses, SETTINGS, bootstrap, 0.9)
    assert table["brier"].is_monotonic_increasing
    assert table.iloc[0][["difference", "low", "high"]].eq(0).all()
    assert table["now"].sum() == 1
    assert table.loc[0, "now"]
    assert (table["low"] <= table["difference"]).all()
    assert (table["difference"] <= table["high"]).all()
    assert table["share_best"].sum() == pytest.approx(1)


def test_settings_that_tie_share_being_the_best():
    resampled = np.array([[1.0, 1.0, 2.0], [3.0, 1.0, 2.0]])
    assert share_best(resampled) == pytest.approx([0.25, 0.75, 0])


def test_rows_that_one_setting_cannot_forecast_are_left_out_for_all():
    p = forecasts()
    p[:6, 1] = np.nan
    assert len(losses_of(p, truth(), CASES).term) == len(TERMS) - 6
    with pytest.raises(UserError, match="no case is forecast by every setting"):
        losses_of(np.full_like(p, np.nan), truth(), CASES)
