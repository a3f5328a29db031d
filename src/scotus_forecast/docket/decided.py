"""Decided cases: tables to forecast pending ones from, and what horizon `docket` told of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from scotus_forecast.case_lookup.card import COLUMNS as NEAREST_COLUMNS
from scotus_forecast.core.court.codes import with_party_groups
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.docket.fields import current_roster, told
from scotus_forecast.docket.fitted import hash_of_files, made_by
from scotus_forecast.docket.levels import LAGS, LEVELS, NAME
from scotus_forecast.docket.parties import learn_parties
from scotus_forecast.docket.pending import Known
from scotus_forecast.docket.reasons import WORDS, in_words, strongest
from scotus_forecast.docket.tables import CASE_COLUMNS, VOTE_COLUMNS, DocketTables
from scotus_forecast.ledger.outcomes import docket_key

#: Terms whose docket numbers are searched for cases that were decided already.
_RECENT = 3


@dataclass(frozen=True)
class Court:
    """The prepared tables that forecasts are made from.

    Attributes
    ----------
    cases, votes : pd.DataFrame
    past : DocketTables
    known : Known
    data_hash : str
    """

    cases: pd.DataFrame
    votes: pd.DataFrame
    past: DocketTables
    known: Known
    data_hash: str


_READ_OF_CASES = tuple(
    dict.fromkeys(
        (*CASE_COLUMNS, *NEAREST_COLUMNS, "docket", "petitionerState", "respondentState", "chief")
    )
)


def open_court(layout: Layout) -> Court:
    """Read the tables that forecasts are made from.

    Raises
    ------
    UserError
        When they are missing.
    """
    shown = layout.docket / "cases.parquet"
    for path, command in ((layout.cases, "make reproduce"), (shown, made_by(layout))):
        if not path.is_file():
            raise UserError(f"{path} not found; run: {command}")
    cases = with_party_groups(read_table(layout.cases, columns=list(_READ_OF_CASES)))
    votes = read_table(layout.votes, columns=list(VOTE_COLUMNS))
    past = DocketTables(cases[list(CASE_COLUMNS)], votes, read_table(shown).drop(columns="caseId"))
    return Court(cases, votes, past, known_to(cases, votes), hash_of_files(layout))


def known_to(cases: pd.DataFrame, votes: pd.DataFrame) -> Known:
    """What the rows of a docket file are read against."""
    last = int(cases["term"].max())
    names = votes.drop_duplicates("justice")
    recent = cases[cases["term"] > last - _RECENT]
    told = recent["caseName"] + " (" + recent["caseId"] + ")"
    return Known(
        last_term=last,
        parties=learn_parties(cases, last + 1),
        current=current_roster(votes),
        justices={int(n): str(name) for n, name in zip(names["justice"], names["justiceName"])},  # noqa: B905
        decided={docket_key(d): t for d, t in zip(recent["docket"].fillna(""), told) if d},  # noqa: B905
    )


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
