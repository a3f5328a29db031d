"""All that is known of one decided case: facts, forecasts, votes and the nearest earlier cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.case_lookup import find
from scotus_forecast.core.court.codes import ISSUE_AREAS, circuit_names, with_party_groups
from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import predicted_reverse

#: What two cases may have in common, in the words a reader is shown.
ATTRIBUTES: dict[str, str] = {
    "issue": "issue",
    "issueArea": "issue area",
    "petitioner": "petitioner",
    "respondent": "respondent",
    "petitioner_group": "kind of petitioner",
    "respondent_group": "kind of respondent",
    "caseSource": "court below",
    "lcDispositionDirection": "direction below",
    "jurisdiction": "how it came",
}

#: Columns of the prepared cases that are read.
COLUMNS = (
    "caseId", "caseName", "term", "outcome", "revealed_term",
    *(name for name in ATTRIBUTES if not name.endswith("_group")),
)  # fmt: skip

#: Columns that tell what a group of parties tells more coarsely.
_FINER = {"issueArea": "issue", "petitioner_group": "petitioner", "respondent_group": "respondent"}


def nearest_cases(cases: pd.DataFrame, case: pd.Series, term: int, most: int = 5) -> pd.DataFrame:
    """Cases known at `term` that share most with `case`, the latest first among equals.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases with `COLUMNS`; the groups of the parties are added where they lack.
    case : pd.Series
        Values of `ATTRIBUTES`, missing allowed; a missing value is shared with nobody.
    term : int
        Only cases revealed by then are searched.
    most : int

    Returns
    -------
    pd.DataFrame, shape (at most `most`, 5)
        ``caseId, caseName, term, outcome, shared`` (words).

    Notes
    -----
    A shared value counts as the logarithm of how rare it is among the cases searched (inverse
    occurrence frequency; Boriah, Chandola & Kumar 2008, doi 10.1137/1.9781611972788.22).
    """
    known = cases[cases["revealed_term"] <= term].reset_index(drop=True)
    if "petitioner_group" not in known:
        known = with_party_groups(known)
    alike = {name: _equal(known[name], case.get(name)) for name in ATTRIBUTES}
    likeness = sum(same * _rarity(same) for same in alike.values())
    order = np.lexsort((-known["term"].to_numpy(int), -np.asarray(likeness)))[:most]
    shared = [_shared_words({n: bool(same[row]) for n, same in alike.items()}) for row in order]
    columns = ["caseId", "caseName", "term", "outcome"]
    return known.iloc[order][columns].assign(shared=shared).reset_index(drop=True)


def _equal(column: pd.Series, value: object) -> np.ndarray:
    if value is None or pd.isna(value):
        return np.zeros(len(column), dtype=bool)
    return (column == value).fillna(False).to_numpy(bool)


def _rarity(same: np.ndarray) -> float:
    return float(np.log(len(same) / same.sum())) if same.any() else 0.0


def _shared_words(alike: dict[str, bool]) -> str:
    """What is shared, without what follows from something finer."""
    told = [
        words
        for name, words in ATTRIBUTES.items()
        if alike[name] and not alike.get(_FINER.get(name, ""), False)
    ]
    return ", ".join(told)


OUTCOMES = {
    REVERSE: "reversed",
    AFFIRM: "affirmed",
    OTHER: "neither reversed nor affirmed as coded",
}
VOTES = {REVERSE: "reverse", AFFIRM: "affirm", OTHER: "neither as coded"}

_CASE_COLUMNS = tuple(dict.fromkeys((*find.COLUMNS, *COLUMNS, "majVotes", "minVotes", "reversed")))


def look_up(layout: Layout, query: str, flagship: Mapping[str, Mapping[str, str]]) -> list[dict]:
    """Cards of the cases that `query` names: whole where one case matches, else name and term.

    Parameters
    ----------
    layout : Layout
    query : str
        Name, citation, docket number or ``caseId``.
    flagship : mapping
        Horizon to unit to the model whose forecasts are shown.

    Returns
    -------
    list of dict
        Ready for JSON.

    Raises
    ------
    UserError
        When no case matches, or the prepared tables are missing.
    """
    cases = _cases(layout)
    rows = find.find(cases, query)
    if len(rows) > 1:
        return [_facts(cases.iloc[row]) for row in rows]
    return [card(layout, cases, cases.iloc[rows[0]], flagship)]


def _cases(layout: Layout) -> pd.DataFrame:
    if not layout.cases.is_file():
        raise UserError(f"{layout.cases} not found; run: make reproduce")
    return read_table(layout.cases, columns=list(_CASE_COLUMNS))


def card(
    layout: Layout, cases: pd.DataFrame, case: pd.Series, flagship: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """All of one case, ready for JSON; what was not forecast is an empty list."""
    shown = with_party_groups(case.to_frame().T.infer_objects()).iloc[0]
    past = nearest_cases(cases, shown, int(case["term"]))
    frames = _frames(layout, str(case["caseId"]), flagship)
    return {
        **_facts(case),
        "forecasts": [_case_forecast(*named, frame) for named, frame in frames.items()],
        "justices": _justices(layout, str(case["caseId"]), frames),
        "paper": _paper(layout, str(case["caseId"])),
        "reasons": [],
        "nearest": [neighbour(row) for _, row in past.iterrows()],
    }


def _facts(case: pd.Series) -> dict[str, Any]:
    decided = case["dateDecision"]
    source = pd.Series([case["caseSource"]], dtype="Int32")
    return {
        "case_id": str(case["caseId"]),
        "name": str(case["caseName"]),
        "term": int(case["term"]),
        "citation": _text(case["usCite"]),
        "docket": _text(case["docket"]),
        "decided": None if pd.isna(decided) else str(decided.date()),
        "issue_area": ISSUE_AREAS.get(_number(case["issueArea"]) or 0),
        "court_below": _text(circuit_names(source).iloc[0]),
        "outcome": OUTCOMES[int(case["outcome"])],
        "majority": _number(case["majVotes"]),
        "minority": _number(case["minVotes"]),
    }


def _text(value: object) -> str | None:
    return None if pd.isna(value) or value == "" else str(value)


def _number(value: Any) -> int | None:  # noqa: ANN401 - a cell
    return None if pd.isna(value) else int(value)


def neighbour(row: pd.Series) -> dict[str, Any]:
    """Return an earlier case, of `nearest_cases`, ready for JSON."""
    return {
        "case_id": str(row["caseId"]),
        "name": str(row["caseName"]),
        "term": int(row["term"]),
        "outcome": OUTCOMES[int(row["outcome"])],
        "shared": row["shared"],
    }


Frames = dict[tuple[str, str], pd.DataFrame]


def _frames(
    layout: Layout, case_id: str, flagship: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], pd.DataFrame]:
    """Rows of the case in the frames of the flagships, by horizon and model."""
    named = [(horizon, model) for horizon in flagship for model in set(flagship[horizon].values())]
    paths = {names: layout.forecast(*names) for names in named}
    return {
        names: read_table(
            path,
            columns=["unit", "justice", "p_reverse", "reversed", "outcome"],
            filters=[("case_id", "==", case_id)],
        )
        for names, path in paths.items()
        if path.is_file()
    }


def _case_forecast(horizon: str, model: str, frame: pd.DataFrame) -> dict[str, Any]:
    of_case = frame[frame["unit"] == "case"]
    if of_case.empty:
        return {"horizon": horizon, "model": model, "p_reverse": None, "correct": None}
    chance = float(of_case["p_reverse"].iloc[0])
    right = bool(predicted_reverse(of_case["p_reverse"])[0] == of_case["reversed"].iloc[0])
    return {"horizon": horizon, "model": model, "p_reverse": chance, "correct": right}


def _justices(layout: Layout, case_id: str, frames: Frames) -> list[dict[str, Any]]:
    """Each justice on the roster: the vote, and its chance on every horizon."""
    votes = read_table(
        layout.votes,
        columns=["justice", "justiceName", "vote", "outcome"],
        filters=[("caseId", "==", case_id)],
    )
    chances = {
        horizon: frame[frame["unit"] == "vote"].set_index("justice")["p_reverse"]
        for (horizon, _), frame in frames.items()
    }
    return [
        {
            "justice": str(vote["justiceName"]),
            "number": int(vote["justice"]),
            "vote": "took no part" if pd.isna(vote["vote"]) else VOTES[int(vote["outcome"])],
            "p_reverse": {h: _chance(of, vote["justice"]) for h, of in chances.items()},
        }
        for _, vote in votes.iterrows()
    ]


def _chance(chances: pd.Series, justice: int) -> float | None:
    return float(chances[justice]) if justice in chances.index else None


def _paper(layout: Layout, case_id: str) -> list[dict[str, Any]]:
    """Forecasts of the case that the paper stored, where they could be had."""
    if not layout.reference.is_file():
        return []
    stored = read_table(layout.reference, filters=[("case_id", "==", case_id)])
    return [
        {
            "model": str(row["model"]),
            "forecast": "reverse" if row["predicted_reverse"] else "not reverse",
            "correct": bool(row["predicted_reverse"] == row["reversed"]),
        }
        for _, row in stored.iterrows()
    ]
