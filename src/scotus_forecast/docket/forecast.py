"""Forecasting pending cases with the fitted models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.case_lookup.card import nearest_cases, neighbour
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.docket.bins import bin_of
from scotus_forecast.docket.fitted import Fitted, load_fitted
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.matches import Match
from scotus_forecast.docket.parties import SIDES, group_of
from scotus_forecast.docket.past import Court
from scotus_forecast.docket.pending import PendingCase, fields_table
from scotus_forecast.docket.reasons import in_words, reasons
from scotus_forecast.docket.tables import docket_inputs, only_pending
from scotus_forecast.docket.vote_split import votes_to_reverse
from scotus_forecast.docket.words import told

#: Forecasts are given to this many decimals, and never as sure.
DECIMALS, SUREST = 6, 0.999


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
    why = reasons(model, whole, len(pending))
    return [
        {
            **_case_card(case, fitted, float(forecast.case[k]), court),
            "votes": _votes(case, forecast.vote[inputs.case_of_vote == k]),
            "votes_to_reverse": _split(split[k], len(case.roster)),
            "reasons": in_words(why[k], told(case.codes)),
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
        "cost_of_missing": fitted.cost_of(case.missing()),
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


def _match(match: Match) -> dict[str, Any]:
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
    asked = pd.Series({**_with_groups(case), **case.codes}, dtype=object)
    past = nearest_cases(court.cases, asked, case.term)
    return [neighbour(row) for _, row in past.iterrows()]


def _with_groups(case: PendingCase) -> dict[str, int]:
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
