"""Reversal propensities: what each code of a case does to every justice's vote, the same always."""

from __future__ import annotations

from functools import reduce

import numpy as np

from scotus_forecast.data.simulation.docket import BLANK, PARTY_KINDS, Docket

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
