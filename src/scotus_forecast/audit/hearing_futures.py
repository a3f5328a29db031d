"""L01, L02, L11 on horizon `transcript`: nothing that comes later is heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scotus_forecast.audit.check import (
    FUTURE_FEATURES_QUESTION,
    FUTURE_FORECASTS_QUESTION,
    REFITTED_FRAMES_QUESTION,
    TOLERANCE,
    AuditCheck,
    same_bytes,
)
from scotus_forecast.audit.hearings import (
    ON,
    Build,
    Hearings,
    cut,
    differing,
    forecasts_at,
    shuffled,
    turned,
)
from scotus_forecast.core.walk_forward.inputs import Forecast
from scotus_forecast.core.walk_forward.splits import split_at, term_seed
from scotus_forecast.oral_argument.signals import TABLE_OF


@FUTURE_FEATURES_QUESTION.guards
def check_future_signals(
    hearings: Hearings, terms: Sequence[int], seed: int, build: Build = Hearings.signals
) -> AuditCheck:
    """Compare the signals up to each of `terms` with those of another future.

    Later terms are removed. Outcomes unknown at the opening of the term are turned. Within the term
    every case gets the transcript of another, and only earlier terms are compared; a second time
    the transcripts stay, and the term is compared as well.
    """
    whole = build(hearings)
    faults = []
    for term in terms:
        until = turned(cut(hearings, term), term)
        elsewhere = shuffled(until, np.random.default_rng([seed, term]), since=term)
        for world, last in ((until, term), (elsewhere, term - 1)):
            faults += [f"{ON}, {term}: {name}" for name in differing(whole, build(world), last)]
    return FUTURE_FEATURES_QUESTION.verdict(
        list(dict.fromkeys(faults)),
        f"{len(TABLE_OF)} signals of {ON} up to {_years(terms)} identical",
    )


@FUTURE_FORECASTS_QUESTION.guards
def check_future_hearings(
    hearings: Hearings, terms: Sequence[int], build: Build = Hearings.signals
) -> AuditCheck:
    """Forecast each of `terms` twice, with the future as it was and with an altered one.

    Outcomes unknown at its opening are turned, and what was forecast of later terms is.
    """
    faults = []
    for term in terms:
        made = [
            forecasts_at(world, term, build(world)) for world in (hearings, turned(hearings, term))
        ]
        faults += [
            f"{ON}, {term}: {unit} forecasts differ" for unit in _units_differing(made[0], made[1])
        ]
    return FUTURE_FORECASTS_QUESTION.verdict(
        faults, f"forecasts of {ON} in {_years(terms)} identical, cases and votes"
    )


def _units_differing(one: Forecast, other: Forecast, tolerance: float | None = None) -> list[str]:
    pairs = {"case": (one.case, other.case), "vote": (one.vote, other.vote)}
    if tolerance is None:
        return [unit for unit, pair in pairs.items() if not same_bytes(*pair)]
    return [
        unit
        for unit, pair in pairs.items()
        if not np.allclose(*pair, rtol=0, atol=tolerance, equal_nan=True)
    ]


@REFITTED_FRAMES_QUESTION.guards
def check_refitted_hearings(
    hearings: Hearings, terms: Sequence[int], names: tuple[str, ...], seed: int
) -> AuditCheck:
    """Cut everything after each of `terms`, hide its outcomes, fit again and compare.

    The words are fitted again in the latest term heard.

    Parameters
    ----------
    hearings : Hearings
    terms : sequence of int
    names : tuple of str
        Names of the walk-forward of the words, for its seeds.
    seed : int
    """
    faults = []
    for term in terms:
        again = forecasts_at(turned(cut(hearings, term), term), term)
        at = [(table["term"] == term).to_numpy() for table in (hearings.cases, hearings.votes)]
        stored = Forecast(hearings.stored.case[at[0]], hearings.stored.vote[at[1]])
        faults += [
            f"{ON}, {term}: {unit} forecasts differ"
            for unit in _units_differing(again, stored, TOLERANCE)
        ]
    last, differ = _words_again(hearings, names, seed)
    faults += [f"{ON}, {last}: words"] if differ else []
    return REFITTED_FRAMES_QUESTION.verdict(
        faults,
        f"cases and votes of {_years(terms)} and words of {last} alike on {ON}, all later cut",
    )


def _words_again(hearings: Hearings, names: tuple[str, ...], seed: int) -> tuple[int, bool]:
    """Latest term of the words, and whether its stored forecasts differ from those fitted again."""
    term = int(hearings.heard_terms().max())
    model, row = turned(hearings, term).text_model()
    split = split_at(term, model.labels.term, model.labels.revealed)
    again = model(split, term_seed(seed, *names, term=term))
    stored = hearings.text[row[split.test]]
    return term, not np.allclose(again, stored, rtol=0, atol=TOLERANCE, equal_nan=True)


def _years(terms: Sequence[int]) -> str:
    return ", ".join(map(str, terms))
