"""The simulated Court as a justice-centered file: 61 columns of text."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from scotus_forecast.core.court.columns import Level, names
from scotus_forecast.data.simulation.coding import Coding
from scotus_forecast.data.simulation.docket import BLANK, Docket
from scotus_forecast.data.simulation.justices import Bench

#: Columns that are the same for every case.
CONSTANTS = {
    "threeJudgeFdc": "0",
    "caseOriginState": "",
    "caseSourceState": "",
    "adminActionState": "",
    "declarationUncon": "1",
    "caseDispositionUnusual": "0",
    "precedentAlteration": "0",
    "voteUnclear": "0",
    "authorityDecision2": "",
    "lawMinor": "",
    "splitVote": "1",
}

#: Columns of the docket whose 0 is a value.
_ZERO_IS_A_VALUE = frozenset({"lcDisagreement", "partyWinning", "minVotes", "majVotes"})

#: Days from the first of October of a term.
_FIRST_DECISION, _LAST_DECISION = 35, 268

#: Share of labels that come after the next term has opened, and of cases argued twice.
LATE_SHARE = 0.004
REARGUED_SHARE = 0.02

_STATE_BLANK = 0.85
_MODERN = 1946


def records(rng: np.random.Generator, bench: Bench, docket: Docket, coding: Coding) -> pd.DataFrame:
    """Rows of a justice-centered file, all text, one for each justice on the roster of a case.

    Returns
    -------
    pd.DataFrame
        The columns of `court.columns.COLUMNS` in file order.
    """
    case = _case_columns(rng, bench, docket, coding)
    members = bench.members[docket.court]
    of_case, seat = np.nonzero(members)
    votes = _vote_columns(case["caseIssuesId"], coding, members, of_case, seat)
    columns = {name: votes[name] if name in votes else case[name].take(of_case) for name in names()}
    return pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})


def case_ids(docket: Docket) -> pd.Series:
    """`caseId` of every case, ``YYYY-NNN``; the number widens beyond 999."""
    return _text(docket.term) + "-" + _text(docket.number).str.zfill(3)


def _case_columns(
    rng: np.random.Generator, bench: Bench, docket: Docket, coding: Coding
) -> dict[str, pd.api.extensions.ExtensionArray]:
    codes = {**docket.codes, **coding.case, "term": docket.term}
    columns = {name: _coded(name, values) for name, values in codes.items()}
    columns |= {name: _repeated(text, len(docket)) for name, text in CONSTANTS.items()}
    columns |= _identifiers(docket) | _citations(docket) | _dates(rng, docket, coding.unargued)
    columns |= _court(bench, docket) | _incidental(rng, docket)
    return {name: columns[name].array for name in names(Level.CASE) if name in columns}


def _text(values: np.ndarray) -> pd.Series:
    return pd.Series(values).astype("str")


def _repeated(text: str, size: int) -> pd.Series:
    return pd.Series(pd.array([text], dtype="str").take(np.zeros(size, dtype=int)))


def _coded(name: str, values: np.ndarray) -> pd.Series:
    """Codes as text, 0 as blank unless it is a value."""
    spelled = _spelled(int(values.max()) + 1, name in _ZERO_IS_A_VALUE)
    return pd.Series(spelled.take(values))


@cache
def _spelled(count: int, zero_is_a_value: bool) -> pd.api.extensions.ExtensionArray:
    text = pd.Series(np.arange(count)).astype("str")
    return text.where((text != "0") | zero_is_a_value, "").array


def _identifiers(docket: Docket) -> dict[str, pd.Series]:
    case = case_ids(docket)
    return {"caseId": case, "docketId": case + "-01", "caseIssuesId": case + "-01-01"}


def _citations(docket: Docket) -> dict[str, pd.Series]:
    """Citations to reporters that do not exist."""
    page = _text(docket.number * 10 + 1)
    modern = docket.term >= 1882
    return {
        "usCite": _text(docket.term - 1700) + " Sim. " + page,
        "sctCite": (_text(docket.term - 1880) + " S. Sim. " + page).where(modern, ""),
        "ledCite": _text(docket.term - 1700) + " L. Sim. " + page,
        "lexisCite": _text(docket.term) + " SIM LEXIS " + _text(docket.number),
        "docket": _text(docket.number).where(modern, ""),
    }


def _dates(rng: np.random.Generator, docket: Docket, unargued: np.ndarray) -> dict[str, pd.Series]:
    opening = (docket.term - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 9
    first = opening.astype("datetime64[D]")
    decided = first + _days(_FIRST_DECISION + docket.moment * (_LAST_DECISION - _FIRST_DECISION))
    argued = np.maximum(decided - _days(rng.integers(10, 110, len(docket))), first + _days(2))
    late = rng.random(len(docket)) < LATE_SHARE
    decided = decided + _days(late * rng.integers(365, 800, len(docket)))
    again = ~unargued & (late | (rng.random(len(docket)) < REARGUED_SHARE))
    between = (decided - argued).astype(int) * rng.uniform(0.2, 0.9, len(docket))
    return {
        "dateDecision": _date_text(decided),
        "dateArgument": _date_text(argued).where(~unargued, ""),
        "dateRearg": _date_text(argued + _days(between)).where(again, ""),
    }


def _days(count: np.ndarray | int) -> np.ndarray:
    return np.asarray(count, dtype=int).astype("timedelta64[D]")


def _date_text(dates: np.ndarray) -> pd.Series:
    """Dates as SCDB writes them, m/d/yyyy."""
    distinct, place = np.unique(dates, return_inverse=True)
    days = pd.DatetimeIndex(distinct)
    spelled = _text(days.month) + "/" + _text(days.day) + "/" + _text(days.year)
    return pd.Series(spelled.array.take(place))


def _court(bench: Bench, docket: Docket) -> dict[str, pd.Series]:
    chiefs = pd.array(bench.chief.tolist(), dtype="str")
    return {
        "naturalCourt": _text(bench.code[docket.court]),
        "chief": pd.Series(chiefs.take(docket.court)),
    }


def _incidental(rng: np.random.Generator, docket: Docket) -> dict[str, pd.Series]:
    """Columns that carry no signal."""
    size = len(docket)
    return {
        "caseName": _case_names(rng, size),
        "petitionerState": _states(rng, size),
        "respondentState": _states(rng, size),
        "authorityDecision1": _coded("authorityDecision1", rng.integers(1, 8, size)),
        "decisionDirectionDissent": _repeated("0", size).where(docket.term >= _MODERN, ""),
    }


def _states(rng: np.random.Generator, size: int) -> pd.Series:
    state = np.where(rng.random(size) < _STATE_BLANK, BLANK, rng.integers(1, 61, size))
    return _coded("petitionerState", state)


def _case_names(rng: np.random.Generator, size: int) -> pd.Series:
    one, other = (_text(rng.integers(1, 10_000, size)).str.zfill(4) for _ in range(2))
    return "PARTY " + one + " v. PARTY " + other


def _vote_columns(
    issue_id: pd.api.extensions.ExtensionArray,
    coding: Coding,
    members: np.ndarray,
    of_case: np.ndarray,
    seat: np.ndarray,
) -> dict[str, pd.api.extensions.ExtensionArray]:
    justice = members[of_case, seat]
    columns = {name: _coded(name, codes[of_case, seat]) for name, codes in coding.votes.items()}
    place = pd.Series(pd.array([f"-01-{n:02d}" for n in range(1, 11)], dtype="str").take(seat))
    columns["voteId"] = pd.Series(issue_id.take(of_case)) + place
    columns["justice"] = _coded("justice", justice)
    columns["justiceName"] = "JSim" + columns["justice"].str.zfill(3)
    columns["firstAgreement"] = _repeated("", len(seat))
    columns["secondAgreement"] = columns["firstAgreement"]
    return {name: column.array for name, column in columns.items()}
