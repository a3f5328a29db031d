"""How the simulated bench decides: propensities, settings of a case, votes and their truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from scotus_forecast.data.simulation.docket import BLANK, PARTY_KINDS, Docket
from scotus_forecast.data.simulation.justices import FIRST_YEAR, Bench
from scotus_forecast.data.simulation.rates import by_era, era_of
from scotus_forecast.data.simulation.truth import Panels, interpolate, merits_tables

#: Standard deviation over the docket of a column's effect, in units of the case shock. Most of
#: the signal lies in few codes that stay common, so that it can be learnt from thousands of cases.
EFFECT_SCALE = {
    "petitioner": 1.55,
    "respondent": 0.25,
    "caseSource": 0.20,
    "issueArea": 0.10,
    "jurisdiction": 0.10,
    "lcDisposition": 0.08,
    "certReason": 0.04,
    "adminAction": 0.05,
    "lawType": 0.05,
    "lawSupp": 0.05,
    "issue": 0.05,
    "caseOrigin": 0.05,
}

#: Chance of an outcome other than reverse and affirm, relative to the era's, by `jurisdiction`.
OTHER_ODDS = {4: 2.5, 9: 2.5, 14: 1.5, 15: 1.5}

_MOST_OTHER = 0.85


def draw_inclination(rng: np.random.Generator, docket: Docket) -> np.ndarray:
    """Sum of the effects of each case's codes on the inclination to reverse.

    Returns
    -------
    np.ndarray of float, shape (n_cases,)
    """
    effects = [
        _effect(rng, _pooled(name, docket.codes[name]), scale)
        for name, scale in EFFECT_SCALE.items()
    ]
    return reduce(np.add, effects)


def other_probability(docket: Docket, base: np.ndarray) -> np.ndarray:
    """Probability that each case ends neither reversed nor affirmed.

    Parameters
    ----------
    base : np.ndarray of float, shape (n_cases,)
        Share of such cases in the era of each.
    """
    odds = np.ones(len(docket))
    for jurisdiction, ratio in OTHER_ODDS.items():
        odds[docket.codes["jurisdiction"] == jurisdiction] = ratio
    return np.clip(base * odds / _mean_by(odds, base), 0, _MOST_OTHER)


def _pooled(name: str, codes: np.ndarray) -> np.ndarray:
    """Parties of one kind share one propensity; unidentifiable ones have none, as blanks do."""
    if name not in ("petitioner", "respondent"):
        return codes
    kinds = [list(kind) for kind in PARTY_KINDS]
    return np.select([np.isin(codes, kind) for kind in kinds], np.arange(1, 1 + len(kinds)))


def _effect(rng: np.random.Generator, codes: np.ndarray, scale: float) -> np.ndarray:
    """Draw two camps of codes, for and against reversal: no seed leaves a column without effect.

    Notes
    -----
    A blank has none, so that nothing is lost where it is told from no ordinary case; a rare code
    has little, since a few cases could not teach more.
    """
    values, place, count = np.unique(codes, return_inverse=True, return_counts=True)
    scores = rng.permutation(np.where(np.arange(len(count)) % 2, 1.0, -1.0))
    weight = np.where(values == BLANK, 0, count)
    scores = scores * np.sqrt(weight / weight.max())
    scores = np.where(values == BLANK, 0.0, scores - np.average(scores, weights=weight))
    deviation = np.sqrt(np.average(scores**2, weights=weight))
    return scale * (scores / (deviation or 1.0))[place]


def _mean_by(values: np.ndarray, key: np.ndarray) -> np.ndarray:
    _, place, count = np.unique(key, return_inverse=True, return_counts=True)
    return (np.bincount(place, weights=values) / count)[place]


#: Side of a reversal by `lcDispositionDirection`: liberal where the court below was conservative.
SIDE = np.array([0, 1, -1, 0])

#: Chance of each justice's dissent in a case without merits that divides the Court.
_DISSENT_FROM_OTHER = 0.25

#: Weight of the case rate against the vote rate, which no one intercept meets both.
_CASES = 0.5

#: Rounds that find the intercepts, each moving one by this much for a rate wholly missed.
_ROUNDS = 40
_STEP = 2.5


@dataclass(frozen=True)
class Expectation:
    """What can be said of every case before its outcome.

    Attributes
    ----------
    inclination : np.ndarray of float, shape (n_cases,)
        The era's intercept and the case's own propensities.
    other : np.ndarray of float, shape (n_cases,)
        Probability of an outcome that is neither reverse nor affirm.
    lean : np.ndarray of float, shape (n_cases, n_seats)
    case : np.ndarray of float, shape (n_cases,)
        True probability of reverse.
    votes, with_case : np.ndarray of float, shape (n_cases, n_seats)
        True probability that each seat votes to reverse, and that it does in a case reversed; 0
        for empty seats.
    """

    inclination: np.ndarray
    other: np.ndarray
    lean: np.ndarray
    case: np.ndarray
    votes: np.ndarray
    with_case: np.ndarray

    def part(self, cases: slice) -> Expectation:
        """Those of some of the cases."""
        return Expectation(
            self.inclination[cases],
            self.other[cases],
            self.lean[cases],
            self.case[cases],
            self.votes[cases],
            self.with_case[cases],
        )


@dataclass(frozen=True)
class Decisions:
    """What the justices did, shape (n_cases,) or (n_cases, n_seats).

    Attributes
    ----------
    other, reversed, divided : np.ndarray of bool, shape (n_cases,)
        Neither reverse nor affirm; reversed; affirmed by an equally divided Court.
    present, dissent : np.ndarray of bool, shape (n_cases, n_seats)
    """

    other: np.ndarray
    reversed: np.ndarray
    divided: np.ndarray
    present: np.ndarray
    dissent: np.ndarray


def expect(bench: Bench, docket: Docket, inclination: np.ndarray) -> Expectation:
    """True probabilities of every case and vote, with intercepts that meet the real rates.

    Parameters
    ----------
    inclination : np.ndarray of float, shape (n_cases,)
        Sum of the propensities of each case, without intercept.
    """
    era = era_of(docket.term)
    panels, panel = _panels(bench, docket, era)
    tables = merits_tables(panels)
    other = other_probability(docket, by_era(era, "other"))
    rates = _rates_reversed(tables, panels)
    inclination = inclination + _intercepts(rates, panel, inclination, other, docket.term)
    of_each = np.column_stack(
        [
            (1 - other) * interpolate(table, panel, inclination)
            for table in tables[:, 1:].swapaxes(0, 1)
        ]
    )
    seats = panels.lean.shape[1]
    return Expectation(
        inclination=inclination,
        other=other,
        lean=panels.lean[panel],
        case=(1 - other) * interpolate(tables[:, 0], panel, inclination),
        votes=of_each[:, :seats],
        with_case=of_each[:, seats:],
    )


def decide(
    rng: np.random.Generator, bench: Bench, docket: Docket, expectation: Expectation
) -> Decisions:
    """Draw every outcome and vote by the rules whose probabilities `expect` holds."""
    era = era_of(docket.term)
    seated = bench.members[docket.court] > 0
    other = rng.random(len(docket)) < expectation.other
    present = seated & (rng.random(seated.shape) >= by_era(era, "absent")[:, None])
    leans = _leanings(rng, expectation, by_era(era, "spread"))
    margin = np.where(present, np.where(leans, 1, -1), 0).sum(axis=1)
    consensus = rng.random(len(docket)) < by_era(era, "consensus")
    split = present & (leans != (margin > 0)[:, None]) & ~consensus[:, None]
    divided = ~other & (margin == 0) & ~consensus & present.any(axis=1)
    dissent = np.where(other[:, None], _dissent_from_other(rng, present, era), split)
    return Decisions(
        other=other,
        reversed=~other & (margin > 0),
        divided=divided,
        present=present,
        dissent=dissent & ~divided[:, None],
    )


def _panels(bench: Bench, docket: Docket, era: np.ndarray) -> tuple[Panels, np.ndarray]:
    side = SIDE[docket.codes["lcDispositionDirection"]]
    key = np.column_stack([docket.term, docket.court, side])
    distinct, first, panel = np.unique(key, axis=0, return_index=True, return_inverse=True)
    members = bench.members[distinct[:, 1]]
    ideology = bench.ideology[members, (distinct[:, 0] - FIRST_YEAR)[:, None]]
    within = era[first]
    weight = by_era(within, "polarisation") * distinct[:, 2]
    panels = Panels(
        lean=weight[:, None] * ideology,
        seated=members > 0,
        spread=by_era(within, "spread"),
        absent=by_era(within, "absent"),
        consensus=by_era(within, "consensus"),
    )
    return panels, panel.ravel()


def _rates_reversed(tables: np.ndarray, panels: Panels) -> np.ndarray:
    """Weigh together the case's table and the mean of its votes'."""
    seats = panels.seated.shape[1]
    votes = tables[:, 1 : 1 + seats].sum(axis=1) / panels.seated.sum(axis=1)[:, None]
    return _CASES * tables[:, 0] + (1 - _CASES) * votes


def _intercepts(
    tables: np.ndarray,
    panel: np.ndarray,
    inclination: np.ndarray,
    other: np.ndarray,
    term: np.ndarray,
) -> np.ndarray:
    """Solve for a path through the eras on which cases and votes together meet their rates.

    Notes
    -----
    The path is linear between the eras' mean terms, since the real Court's rate moved by degrees.
    """
    eras, era, cases = np.unique(era_of(term), return_inverse=True, return_counts=True)
    target = _CASES * by_era(eras, "reversed") + (1 - _CASES) * by_era(eras, "vote_reversed")
    middle = np.bincount(era, weights=term) / cases
    at_middle = np.zeros(len(eras))
    for _ in range(_ROUNDS):
        shifted = inclination + np.interp(term, middle, at_middle)
        truth = (1 - other) * interpolate(tables, panel, shifted)
        at_middle = at_middle + _STEP * (target - np.bincount(era, weights=truth) / cases)
    return np.interp(term, middle, at_middle)


def _leanings(rng: np.random.Generator, expected: Expectation, spread: np.ndarray) -> np.ndarray:
    common = expected.inclination + rng.standard_normal(len(spread))
    own = spread[:, None] * rng.standard_normal(expected.lean.shape)
    return common[:, None] + expected.lean + own > 0


def _dissent_from_other(
    rng: np.random.Generator, present: np.ndarray, era: np.ndarray
) -> np.ndarray:
    """Dissents where there is no merits outcome; a majority of dissenters is none."""
    split = rng.random(len(era)) >= by_era(era, "unanimous")
    dissent = present & split[:, None] & (rng.random(present.shape) < _DISSENT_FROM_OTHER)
    minority = 2 * dissent.sum(axis=1) < present.sum(axis=1)
    return dissent & minority[:, None]
