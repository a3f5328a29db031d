"""A model against itself with less in view."""

from __future__ import annotations

import numpy as np
import pytest

import factories
from scotus_forecast.evaluation.bootstrap import draw_resamples
from scotus_forecast.evaluation.paired import STEP_COLUMNS, horizon_step_table
from scotus_forecast.evaluation.panel import Panel, panel_of
from scotus_forecast.evaluation.periods import PERIODS

COURT = factories.court(200, last_term=2014)
PAPER = PERIODS[0]


def table(panel: Panel):
    drawn = draw_resamples(panel.rows, 100, np.random.default_rng(0))
    return horizon_step_table(panel, [PAPER], drawn, 0.95)


def test_steps_go_from_the_narrower_to_the_wider_horizon():
    narrow = factories.forecast(COURT, "boosted").assign(horizon="strict")
    wide = narrow.assign(horizon="paper", p_reverse=narrow["reversed"].astype(float))
    panel = panel_of("case", [narrow, wide])
    (row,) = table(panel).itertuples()
    assert (row.horizon, row.narrower) == ("paper", "strict")
    cases = narrow[narrow["unit"] == "case"]
    right = ((cases["p_reverse"] >= 0.5) == (cases["reversed"] == 1)).mean()
    assert row.difference == pytest.approx(1 - right)
    assert row.ci_low <= row.difference <= row.ci_high


def test_models_on_one_horizon_only_have_no_step():
    panel = factories.panel(COURT)
    assert table(panel).empty
    assert table(panel).columns.tolist() == STEP_COLUMNS
