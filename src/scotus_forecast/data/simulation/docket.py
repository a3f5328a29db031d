"""What is known of a case when it is argued: court below, parties, topic, law, direction below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.data.simulation.justices import Bench
from scotus_forecast.data.simulation.rates import CASES_A_TERM

#: A term has at least this many cases where the docket is large enough to give every term as many.
LEAST_CASES = 8

BLANK = 0

#: Mixes change in these terms; within a period the docket is stationary.
PERIODS = (1791, 1900, 1946)

_Mix = dict[int, float]

#: `jurisdiction`: writ of error and appeal first, then certiorari.
JURISDICTION: tuple[_Mix, ...] = (
    {13: 0.52, 2: 0.34, 4: 0.05, 9: 0.03, 14: 0.03, 15: 0.03},
    {13: 0.30, 1: 0.34, 2: 0.28, 4: 0.03, 9: 0.03, 14: 0.02},
    {1: 0.80, 2: 0.16, 9: 0.02, 14: 0.02},
)

ISSUE_AREA: tuple[_Mix, ...] = (
    {8: 0.29, 9: 0.25, 14: 0.24, 2: 0.06, 1: 0.05, 12: 0.05, 4: 0.04, 10: 0.02},
    {8: 0.40, 9: 0.17, 12: 0.10, 14: 0.07, 1: 0.08, 2: 0.08, 4: 0.05, 10: 0.03, 7: 0.02},
    {1: 0.24, 8: 0.19, 2: 0.17, 9: 0.14, 3: 0.08, 4: 0.05, 10: 0.05, 7: 0.04, 12: 0.04},
)

LAW_TYPE: tuple[_Mix, ...] = (
    {6: 0.45, 8: 0.20, 9: 0.15, 1: 0.08, 2: 0.06, 3: 0.06},
    {6: 0.30, 3: 0.25, 8: 0.16, 9: 0.12, 2: 0.10, 1: 0.07},
    {2: 0.34, 3: 0.38, 6: 0.18, 1: 0.06, 4: 0.04},
)

#: What the court below did; blank of trial courts, which dispose of nothing that is under review.
LC_DISPOSITION: tuple[_Mix, ...] = (
    {BLANK: 0.76, 2: 0.18, 3: 0.06},
    {BLANK: 0.36, 2: 0.46, 3: 0.11, 4: 0.07},
    {BLANK: 0.12, 2: 0.52, 3: 0.20, 4: 0.09, 9: 0.07},
)

#: Directions below: conservative, liberal, unspecifiable.
LC_DIRECTION: tuple[_Mix, ...] = (
    {1: 0.40, 2: 0.36, 3: 0.24},
    {1: 0.45, 2: 0.46, 3: 0.09},
    {1: 0.52, 2: 0.47, 3: 0.01},
)

ADMIN_ACTION: tuple[_Mix, ...] = (
    {BLANK: 0.90, 117: 0.10},
    {BLANK: 0.65, 117: 0.17, 69: 0.10, 66: 0.08},
    {BLANK: 0.75, 117: 0.10, 69: 0.08, 66: 0.07},
)

#: The circuits of today (21-32) and state supreme courts (300) stand in every era, so that their
#: propensities can be learnt; blank where there is no court below.
APPEALED_FROM: _Mix = {
    300: 0.24, 29: 0.17, 22: 0.15, 25: 0.12, 27: 0.09, 32: 0.08, 26: 0.04, 23: 0.03, 24: 0.02,
    28: 0.02, 30: 0.01, 31: 0.01, 21: 0.01, BLANK: 0.01,
}  # fmt: skip

#: A district or trial court for each court of `APPEALED_FROM`; cases without a disposition below
#: come from there straight away.
CASE_ORIGIN = {
    300: 302, 29: 50, 22: 96, 25: 75, 27: 66, 32: 55, 26: 103, 23: 109, 24: 126, 28: 86, 30: 52,
    31: 58, 21: 80, BLANK: BLANK,
}  # fmt: skip

#: Kinds of party, each with its codes: a local official, the United States, a State, a private
#: person or business.
PARTY_KINDS: tuple[_Mix, ...] = (
    {3: 0.05, 4: 0.03, 19: 0.10},
    {27: 0.24},
    {28: 0.20},
    {126: 0.12, 231: 0.08, 195: 0.05, 135: 0.05, 102: 0.02, 145: 0.02, 171: 0.01},
)

PARTY: _Mix = {code: share for kind in PARTY_KINDS for code, share in kind.items()} | {501: 0.03}

CERT_REASON: _Mix = {12: 0.50, 11: 0.15, 2: 0.15, 10: 0.15, 13: 0.05}

#: Issues of an area: these offsets added to 10,000 times the area.
ISSUE_OFFSETS: _Mix = {10: 0.35, 20: 0.25, 30: 0.20, 40: 0.12, 50: 0.08}

#: `lawSupp` by `lawType`.
LAW_SUPP: dict[int, _Mix] = {
    1: {111: 0.6, 128: 0.4},
    2: {230: 0.4, 231: 0.4, 200: 0.2},
    3: {307: 0.4, 345: 0.3, 356: 0.2, 367: 0.1},
    4: {400: 0.7, 403: 0.3},
    6: {600: 1.0},
    8: {800: 1.0},
    9: {900: 1.0},
}

CERTIORARI = 1
NOT_CERTIORARI = 1

#: Share of cases in which the opinion speaks of a dissent below, by period.
LC_DISAGREEMENT = (0.05, 0.05, 0.22)


@dataclass(frozen=True)
class Docket:
    """Cases in file order, one array a column; 0 is blank.

    Attributes
    ----------
    term, number : np.ndarray of int, shape (n_cases,)
        October Term, and place within it from 1.
    moment : np.ndarray of float, shape (n_cases,)
        Fraction of the term gone when the case is decided, increasing within a term.
    court : np.ndarray of int, shape (n_cases,)
        Position of the natural court in `Bench`.
    codes : dict of str to np.ndarray of int, shape (n_cases,)
        SCDB columns known by argument.
    """

    term: np.ndarray
    number: np.ndarray
    moment: np.ndarray
    court: np.ndarray
    codes: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.term)

    def part(self, cases: slice) -> Docket:
        """Some of the cases."""
        return Docket(
            term=self.term[cases],
            number=self.number[cases],
            moment=self.moment[cases],
            court=self.court[cases],
            codes={name: values[cases] for name, values in self.codes.items()},
        )


def draw_docket(
    rng: np.random.Generator, bench: Bench, cases: int, first_term: int, last_term: int
) -> Docket:
    """Draw `cases` cases over the terms, none of it dependent on an outcome."""
    terms = np.arange(first_term, last_term + 1)
    counts = cases_by_term(terms, cases)
    term = np.repeat(terms, counts)
    moment = _moments(rng, term)
    return Docket(
        term=term,
        number=np.arange(cases) - np.repeat(np.cumsum(counts) - counts, counts) + 1,
        moment=moment,
        court=np.searchsorted(bench.opening, term + moment, side="right") - 1,
        codes=_draw_codes(rng, np.searchsorted(PERIODS, term, side="right") - 1),
    )


def cases_by_term(terms: np.ndarray, cases: int) -> np.ndarray:
    """Cases of each term: in the real Court's shape, with a floor.

    Returns
    -------
    np.ndarray of int, shape (n_terms,)
        Sums to `cases`.
    """
    floor = min(LEAST_CASES, cases // (2 * len(terms)))
    decade = np.clip((terms - 1790) // 10, 0, len(CASES_A_TERM) - 1)
    weight = np.array(CASES_A_TERM, dtype=float)[decade]
    reached = np.cumsum(weight) / weight.sum() * (cases - floor * len(terms))
    return floor + np.diff(np.round(reached).astype(int), prepend=0)


def _moments(rng: np.random.Generator, term: np.ndarray) -> np.ndarray:
    order = np.lexsort((drawn := rng.random(len(term)), term))
    return drawn[order]


def _draw_codes(rng: np.random.Generator, period: np.ndarray) -> dict[str, np.ndarray]:
    codes = {
        name: _by_period(rng, mixes, period)
        for name, mixes in (
            ("jurisdiction", JURISDICTION),
            ("issueArea", ISSUE_AREA),
            ("lawType", LAW_TYPE),
            ("lcDisposition", LC_DISPOSITION),
            ("lcDispositionDirection", LC_DIRECTION),
            ("adminAction", ADMIN_ACTION),
        )
    }
    for name, mix in (("caseSource", APPEALED_FROM), ("petitioner", PARTY), ("respondent", PARTY)):
        codes[name] = _choose(rng, mix, len(period))
    codes["caseOrigin"] = _mapped(codes["caseSource"], CASE_ORIGIN)
    straight = codes["lcDisposition"] == BLANK
    codes["caseSource"] = np.where(straight, codes["caseOrigin"], codes["caseSource"])
    codes["issue"] = 10_000 * codes["issueArea"] + _choose(rng, ISSUE_OFFSETS, len(period))
    codes["lawSupp"] = _law_supp(rng, codes["lawType"])
    codes["certReason"] = _cert_reason(rng, codes["jurisdiction"])
    codes["lcDisagreement"] = (rng.random(len(period)) < np.array(LC_DISAGREEMENT)[period]) * 1
    return codes


def _choose(rng: np.random.Generator, mix: _Mix, size: int) -> np.ndarray:
    weight = np.array(list(mix.values()))
    edges = np.cumsum(weight / weight.sum())[:-1]
    return np.array(list(mix))[np.searchsorted(edges, rng.random(size), side="right")]


def _by_period(rng: np.random.Generator, mixes: tuple[_Mix, ...], period: np.ndarray) -> np.ndarray:
    drawn = np.zeros(len(period), dtype=int)
    for index, mix in enumerate(mixes):
        here = period == index
        drawn[here] = _choose(rng, mix, int(here.sum()))
    return drawn


def _mapped(codes: np.ndarray, mapping: dict[int, int]) -> np.ndarray:
    values, place = np.unique(codes, return_inverse=True)
    return np.array([mapping[int(value)] for value in values])[place]


def _law_supp(rng: np.random.Generator, law_type: np.ndarray) -> np.ndarray:
    drawn = np.zeros(len(law_type), dtype=int)
    for kind, mix in LAW_SUPP.items():
        here = law_type == kind
        drawn[here] = _choose(rng, mix, int(here.sum()))
    return drawn


def _cert_reason(rng: np.random.Generator, jurisdiction: np.ndarray) -> np.ndarray:
    reason = _choose(rng, CERT_REASON, len(jurisdiction))
    return np.where(jurisdiction == CERTIORARI, reason, NOT_CERTIORARI)
