"""Forecasting pending cases with the fitted models."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.docket.accuracy import bin_of
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.linear import DocketModel
from scotus_forecast.docket.parties import learn_parties
from scotus_forecast.docket.pending import Known, PendingCase, fields_table
from scotus_forecast.docket.reasons import in_words, reasons
from scotus_forecast.docket.rosters import current_roster
from scotus_forecast.docket.tables import (
    CASE_COLUMNS,
    VOTE_COLUMNS,
    DocketTables,
    docket_inputs,
    only_pending,
)
from scotus_forecast.docket.vote_split import votes_to_reverse
from scotus_forecast.ledger.outcomes import docket_key
from scotus_forecast.lookup.card import COLUMNS as NEAREST_COLUMNS
from scotus_forecast.lookup.card import nearest_cases

#: Forecasts are given to this many decimals, and never as sure.
DECIMALS, SUREST = 6, 0.999

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
    for path, command in ((layout.cases, "make reproduce"), (shown, _made_by(layout))):
        if not path.is_file():
            raise UserError(f"{path} not found; run: {command}")
    cases = read_table(layout.cases, columns=list(_READ_OF_CASES))
    votes = read_table(layout.votes, columns=list(VOTE_COLUMNS))
    past = DocketTables(cases[list(CASE_COLUMNS)], votes, read_table(shown).drop(columns="caseId"))
    return Court(cases, votes, past, known_to(cases, votes), hash_of_files(layout))


def _made_by(layout: Layout) -> str:
    return f"scotus-forecast docket {layout.dataset}"


def hash_of_files(layout: Layout) -> str:
    """SHA-256 of the prepared tables, of which every forecast keeps what it was made from."""
    found = hashlib.sha256()
    for path in (layout.cases, layout.votes):
        found.update(path.read_bytes())
    return found.hexdigest()


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


@dataclass(frozen=True)
class Fitted:
    """A fitted model with what it says of its own accuracy.

    Attributes
    ----------
    model : DocketModel
    sha256 : str
        Of the file.
    split_weights : list of float
    accuracy, such_forecasts : list of dict
        See `docket.accuracy`.
    """

    model: DocketModel
    sha256: str
    split_weights: list[float]
    accuracy: list[dict[str, Any]]
    such_forecasts: list[dict[str, Any]]


def load_fitted(layout: Layout, level: int, lag: int, data_hash: str) -> Fitted:
    """Read a fitted model.

    Raises
    ------
    UserError
        When it is missing, or was fitted on other tables than those here.
    """
    path = layout.docket / f"model-level{level}-lag{lag}.json"
    if not path.is_file():
        raise UserError(f"{path} not found; run: {_made_by(layout)}")
    content = path.read_bytes()
    record = _parsed(path, content)
    if record["data"] != data_hash:
        raise UserError(f"{path} was fitted on other data than those here; run: {_made_by(layout)}")
    return Fitted(
        DocketModel.of_record(record["model"]),
        hashlib.sha256(content).hexdigest(),
        record["split_weights"],
        record["accuracy"],
        record["such_forecasts"],
    )


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return json.loads(content)
    except ValueError as error:
        raise UserError(f"{path} is damaged; delete it and run the stage that writes it") from error


def forecast_pending(
    layout: Layout, params: Params, court: Court, pending: Sequence[PendingCase]
) -> list[dict[str, Any]]:
    """Forecast pending cases, each at its level and lag.

    Returns
    -------
    list of dict
        Cards in the order of `pending`, ready for JSON.
    """
    cards: dict[int, dict[str, Any]] = {}
    lags = [case.term - court.known.last_term for case in pending]
    for level, lag in sorted({(c.level, lag) for c, lag in zip(pending, lags, strict=True)}):
        rows = [k for k, case in enumerate(pending) if (case.level, lags[k]) == (level, lag)]
        fitted = load_fitted(layout, level, lag, court.data_hash)
        group = [pending[k] for k in rows]
        cards |= zip(rows, _of_level(params, court, fitted, group), strict=True)
    return [cards[k] for k in range(len(pending))]


def _of_level(
    params: Params, court: Court, fitted: Fitted, pending: Sequence[PendingCase]
) -> list[dict[str, Any]]:
    model = fitted.model
    fields = fields_table(pending, str(court.cases["chief"].iloc[-1]))
    tables = court.past.with_pending(fields, [case.roster for case in pending])
    whole = docket_inputs(tables, LEVELS[model.level], model.lag, params)
    inputs = only_pending(whole, len(pending))
    forecast = model.predict(inputs)
    split = votes_to_reverse(inputs, forecast.vote, fitted.split_weights, params)
    why = reasons(model, inputs)
    return [
        {
            **_case_card(case, fitted, float(forecast.case[k]), court),
            "votes": _votes(case, forecast.vote[inputs.case_of_vote == k]),
            "votes_to_reverse": _split(split[k], len(case.roster)),
            "reasons": [in_words(reason) for reason in why[k]],
            "nearest": _nearest(court, case),
        }
        for k, case in enumerate(pending)
    ]


def _rounded(p: float) -> float:
    return round(float(np.clip(p, 1 - SUREST, SUREST)), DECIMALS)


def _case_card(case: PendingCase, fitted: Fitted, p: float, court: Court) -> dict[str, Any]:
    chance = _rounded(p)
    return {
        "docket": case.docket,
        "also": list(case.also),
        "name": case.name,
        "term": case.term,
        "given": case.given,
        "p_reverse": chance,
        "forecast": "reverse" if chance >= 0.5 else "not reverse",
        "level": case.level,
        "such_forecasts": _alike(fitted, chance),
        "accuracy": fitted.accuracy,
        "matches": {field: _match(match) for field, match in case.matches.items()},
        "missing": case.missing(),
        "notes": list(case.notes),
        "model": {
            "name": "docket",
            "level": case.level,
            "lag": fitted.model.lag,
            "cutoff": fitted.model.cutoff,
            "sha256": fitted.sha256,
        },
        "data": {"sha256": court.data_hash},
    }


def _alike(fitted: Fitted, chance: float) -> dict[str, Any] | None:
    """How forecasts like this one turned out."""
    place = int(bin_of(chance))
    for row in fitted.such_forecasts:
        if int(bin_of(row["low"])) == place:
            return row
    return None


def _match(match: Any) -> dict[str, Any]:  # noqa: ANN401 - a Match
    return {
        "given": match.given,
        "code": match.code,
        "state": match.state,
        "meaning": match.meaning,
        "certainty": round(match.certainty, 2),
        "used": match.used,
        "suggestions": list(match.suggestions),
    }


def _votes(case: PendingCase, chances: np.ndarray) -> dict[str, float]:
    return {name: _rounded(p) for name, p in zip(case.roster.values(), chances, strict=True)}


def _split(distribution: np.ndarray, size: int) -> list[float]:
    """Chances of 0 to `size` votes to reverse, which add up to 1 as rounded."""
    kept = np.round(distribution[: size + 1] / distribution[: size + 1].sum(), DECIMALS)
    kept[kept.argmax()] += round(1 - kept.sum(), DECIMALS)
    return [round(float(chance), DECIMALS) for chance in kept]


def _nearest(court: Court, case: PendingCase) -> list[dict[str, Any]]:
    """Decided cases that share most with the codes of the case."""
    from scotus_forecast.lookup.card import neighbour

    asked = pd.Series({**_with_groups(case), **case.codes}, dtype=object)
    past = nearest_cases(court.cases, asked, case.term)
    return [neighbour(row) for _, row in past.iterrows()]


def _with_groups(case: PendingCase) -> dict[str, int]:
    from scotus_forecast.docket.parties import SIDES, group_of

    return {f"{s}_group": group_of(case.codes[s]) for s in SIDES if s in case.codes}


def ledger_entry(card: dict[str, Any], dataset: str) -> dict[str, Any]:
    """Return what the ledger keeps of a forecast: input, chances, hashes; no row of the data."""
    return {
        "case": {
            "docket": card["docket"],
            "also": card["also"],
            "name": card["name"],
            "term": card["term"],
            "input": card["given"],
        },
        "forecast": {
            "p_reverse": card["p_reverse"],
            "votes": card["votes"],
            "votes_to_reverse": card["votes_to_reverse"],
        },
        "model": card["model"],
        "data": {"dataset": dataset, **card["data"]},
    }
