"""Forecasting pending cases with the fitted models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scotus_forecast.case_lookup.card import nearest_cases, neighbour
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.docket.decided import Court
from scotus_forecast.docket.fields import told
from scotus_forecast.docket.fitted import Fitted, bin_of, load_fitted
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.names import Match
from scotus_forecast.docket.parties import SIDES, group_of
from scotus_forecast.docket.pending import PendingCase, fields_table
from scotus_forecast.docket.reasons import ARGUMENT, Reason, in_words, reasons, strongest
from scotus_forecast.docket.tables import docket_inputs, only_pending
from scotus_forecast.docket.vote_split import votes_to_reverse

if TYPE_CHECKING:
    from scotus_forecast.docket.heard import HeardForecast

#: Forecasts are given to this many decimals, and never as sure.
DECIMALS, SUREST = 6, 0.999

#: The level of a case whose argument was heard, and what is said of one whose was not.
HEARD = 3
_NOT_HEARD = "no transcript of its argument was found, so it is forecast at level"


def forecast_pending(
    layout: Layout,
    params: Params,
    court: Court,
    pending: Sequence[PendingCase],
    transcripts: Path | None = None,
) -> list[dict[str, Any]]:
    """Forecast pending cases, each at its level and lag.

    Parameters
    ----------
    layout : Layout
    params : Params
    court : Court
    pending : sequence of PendingCase
    transcripts : Path, optional
        Folder of Oyez's files of arguments that were heard.

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
        group = _Group(layout, params, court, fitted, [pending[k] for k in rows])
        cards |= zip(rows, group.cards(transcripts), strict=True)
    return [cards[k] for k in range(len(pending))]


@dataclass(frozen=True)
class _Group:
    """Pending cases of one level and lag, and what they are forecast from."""

    layout: Layout
    params: Params
    court: Court
    fitted: Fitted
    pending: Sequence[PendingCase]

    def cards(self, transcripts: Path | None) -> list[dict[str, Any]]:
        model, count = self.fitted.model, len(self.pending)
        whole = self._inputs()
        inputs = only_pending(whole, count)
        forecast = model.predict(inputs)
        heard = None if transcripts is None else self._hear(transcripts, forecast)
        forecast = forecast if heard is None else heard.forecast
        split = votes_to_reverse(inputs, forecast.vote, self.fitted.split_weights, self.params)
        why = reasons(model, whole, count)
        return [
            {
                **_case_card(case, self.fitted, float(forecast.case[k]), self.court, _of(heard, k)),
                "votes": _votes(case, forecast.vote[inputs.case_of_vote == k]),
                "votes_to_reverse": _split(split[k], len(case.roster)),
                "reasons": _reasons(why[k], case, _of(heard, k)),
                "nearest": _nearest(self.court, case),
            }
            for k, case in enumerate(self.pending)
        ]

    def _inputs(self) -> ForecastInputs:
        model = self.fitted.model
        fields = fields_table(self.pending, str(self.court.cases["chief"].iloc[-1]))
        tables = self.court.past.with_pending(fields, [case.roster for case in self.pending])
        return docket_inputs(tables, LEVELS[model.level], model.lag, self.params)

    def _hear(self, transcripts: Path, before: Forecast) -> HeardForecast:
        # Imported here, because it brings scikit-learn.
        from scotus_forecast.docket.heard import hear

        names = self.fitted.model.level, self.fitted.model.lag
        tables = self.court.cases, self.court.votes
        return hear(self.layout, transcripts, names, tables, self.pending, before)


#: Of one case whether it was heard, what the argument added, and the record of such forecasts.
_Heard = tuple[bool, float, dict[str, Any]]


def _of(heard: HeardForecast | None, row: int) -> _Heard | None:
    """What is told of one case; None where no transcripts were given."""
    if heard is None:
        return None
    return bool(heard.heard[row]), float(heard.told[row]), heard.record


def _reasons(why: Sequence[Reason], case: PendingCase, heard: _Heard | None) -> list[str]:
    """The strongest reasons, what was said among them where the argument was heard."""
    added = dict(why) | ({ARGUMENT: heard[1]} if heard and heard[0] else {})
    return in_words(strongest(added), told(case.codes))


def _rounded(p: float) -> float:
    return round(float(np.clip(p, 1 - SUREST, SUREST)), DECIMALS)


def _case_card(
    case: PendingCase, fitted: Fitted, p: float, court: Court, heard: _Heard | None
) -> dict[str, Any]:
    chance = _rounded(p)
    record = heard[2] if heard and heard[0] else None
    such = record["such_forecasts"] if record else fitted.such_forecasts
    silent = heard is not None and not heard[0]
    return {
        "docket": case.docket,
        "also": list(case.also),
        "name": case.name,
        "term": case.term,
        "given": case.given,
        "p_reverse": chance,
        "forecast": "reverse" if chance >= 0.5 else "not reverse",
        "level": HEARD if record else case.level,
        "such_forecasts": _alike(such, chance),
        "accuracy": fitted.accuracy,
        "heard": record and {"accuracy": record["accuracy"], "before": record["before"]},
        "matches": {field: _match(match) for field, match in case.matches.items()},
        "missing": case.missing(),
        "cost_of_missing": fitted.cost_of(case.missing()),
        "notes": [*case.notes, *([f"{_NOT_HEARD} {case.level}"] if silent else [])],
        "model": {
            "name": "docket",
            "level": case.level,
            "lag": fitted.model.lag,
            "cutoff": fitted.model.cutoff,
            "sha256": fitted.sha256,
            **({"hearing_sha256": record["sha256"]} if record else {}),
        },
        "data": {"sha256": court.data_hash},
    }


def _alike(such: Sequence[dict[str, Any]], chance: float) -> dict[str, Any] | None:
    """How forecasts like this one turned out."""
    place = int(bin_of(chance))
    for row in such:
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
