"""What horizon `docket` told of a decided case: its forecasts, and their reasons."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.docket.levels import LAGS, LEVELS, NAME
from scotus_forecast.docket.reasons import WORDS, in_words, strongest
from scotus_forecast.docket.words import told

_COLUMNS = ["unit", "justice", "p_reverse", "reversed"]


def with_docket(layout: Layout, card: dict[str, Any]) -> dict[str, Any]:
    """Add to the card of a decided case what was forecast from its docket sheet.

    Parameters
    ----------
    layout : Layout
    card : dict
        From `case_lookup.card.look_up`.

    Returns
    -------
    dict
        The card, as it was where stage `docket` has not run.
    """
    frames = {number: _rows(layout, number, card["case_id"]) for number in LEVELS}
    found = {number: frame for number, frame in frames.items() if len(frame)}
    if not found:
        return card
    best = found[max(found)]
    chances = best[best["unit"] == "vote"].set_index("justice")["p_reverse"]
    return {
        **card,
        "forecasts": [*card["forecasts"], *(_forecast(n, f) for n, f in found.items())],
        "justices": [_with_chance(one, chances) for one in card["justices"]],
        "reasons": _reasons(layout, max(found), card["case_id"]),
    }


def _rows(layout: Layout, level: int, case_id: str) -> pd.DataFrame:
    path = layout.docket / f"level{level}-lag{max(LAGS)}.parquet"
    if not path.is_file():
        return pd.DataFrame(columns=_COLUMNS)
    return read_table(path, columns=_COLUMNS, filters=[("case_id", "==", case_id)])


def _forecast(level: int, frame: pd.DataFrame) -> dict[str, Any]:
    case = frame[frame["unit"] == "case"].iloc[0]
    right = predicted_reverse([case["p_reverse"]])[0] == (case["reversed"] == 1)
    return {
        "horizon": NAME,
        "model": f"level {level}",
        "p_reverse": float(case["p_reverse"]),
        "correct": bool(right),
    }


def _with_chance(one: dict[str, Any], chances: pd.Series) -> dict[str, Any]:
    number = one["number"]
    chance = float(chances[number]) if number in chances.index else None
    return {**one, "p_reverse": {**one["p_reverse"], NAME: chance}}


def _reasons(layout: Layout, level: int, case_id: str) -> list[str]:
    """Reasons of the walk-forward's own model at that term."""
    wanted = [("caseId", "==", case_id)]
    added = read_table(layout.docket / f"reasons-level{level}.parquet", filters=wanted)
    shown = read_table(layout.docket / "cases.parquet", filters=wanted)
    if added.empty or added[list(WORDS)].isna().any(axis=None):
        return []
    codes = shown.iloc[0].dropna().to_dict()
    return in_words(strongest(added[list(WORDS)].iloc[0].to_dict()), told(codes))
