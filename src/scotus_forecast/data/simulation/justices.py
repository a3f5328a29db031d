"""Natural courts and their justices: careers that begin and end, ideologies that drift."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scotus_forecast.core.court.calendar import CHIEFS, ChiefJustice

#: No real Court sat with more.
MAX_BENCH = 10

#: Seats by the year from which Congress (or, at first, attendance) set them.
SEATS = ((1791, 5), (1796, 6), (1808, 7), (1837, 9), (1863, 10), (1866, 8), (1869, 9))

FIRST_YEAR = 1791

#: An open-ended chief's natural courts are spread over this many terms, and go on at that pace.
OPEN_SPAN = 20

#: Where the seats stand from right to left: like replaces like, so that the bench stays as wide.
PLACES = (0.0, -0.8, 0.8, -1.2, 1.2, -0.4, 0.4, -1.6, 1.6, 0.1)

#: The climate of appointments persists, so that the bench's mean moves in long swings.
CLIMATE_PERSISTENCE = 0.95
CLIMATE_SCALE = 0.04
APPOINTEE_SCALE = 0.20
DRIFT_SCALE = 0.03


@dataclass(frozen=True)
class Bench:
    """Every natural court, who sits on it and where each justice stands each term.

    Attributes
    ----------
    code : np.ndarray of int, shape (n_courts,)
        ``naturalCourt``, CCNN.
    opening : np.ndarray of float, shape (n_courts,)
        Term and fraction of the term at which the court first sits, increasing.
    chief : np.ndarray of object, shape (n_courts,)
    members : np.ndarray of int, shape (n_courts, MAX_BENCH)
        Justices in order of appointment, numbered from 1; 0 pads.
    chief_justice : np.ndarray of int, shape (n_courts,)
        Number of the presiding justice.
    ideology : np.ndarray of float, shape (n_justices + 1, n_terms)
        Positive is liberal; columns count terms from `FIRST_YEAR`.
    """

    code: np.ndarray
    opening: np.ndarray
    chief: np.ndarray
    members: np.ndarray
    chief_justice: np.ndarray
    ideology: np.ndarray


@dataclass(frozen=True)
class _Opening:
    code: int
    time: float
    chief: ChiefJustice


def draw_bench(rng: np.random.Generator, last_term: int) -> Bench:
    """Draw the Court's history from 1791 to `last_term`."""
    openings = _openings(rng, last_term)
    careers = _careers(rng, openings)
    return Bench(
        code=np.array([opening.code for opening in openings]),
        opening=np.array([opening.time for opening in openings]),
        chief=np.array([opening.chief.name for opening in openings], dtype=object),
        members=_padded(careers.rosters),
        chief_justice=np.array(careers.presiding),
        ideology=_ideologies(rng, careers, last_term),
    )


def _openings(rng: np.random.Generator, last_term: int) -> list[_Opening]:
    courts = [
        opening
        for chief, start, end in _tenures(last_term)
        for opening in _courts_of(rng, chief, start, end)
    ]
    return [court for court in courts if court.time < last_term + 1]


def _tenures(last_term: int) -> list[tuple[ChiefJustice, float, float]]:
    starts = [_takes_seat(index) for index in range(len(CHIEFS))]
    ends = [*starts[1:], max(last_term + 1, starts[-1] + OPEN_SPAN)]
    return list(zip(CHIEFS, starts, ends, strict=True))


def _takes_seat(index: int) -> float:
    """Return when a chief first presides: mid-term where the predecessor sat in the same term."""
    chief = CHIEFS[index]
    shared = index > 0 and CHIEFS[index - 1].last_term == chief.first_term
    return chief.first_term + 0.5 * shared


def _courts_of(
    rng: np.random.Generator, chief: ChiefJustice, start: float, end: float
) -> list[_Opening]:
    first, last = chief.natural_courts
    pace = (end if chief.last_term else start + OPEN_SPAN) - start
    count = round((last - first + 1) * (end - start) / pace)
    step = (end - start) / count
    jitter = np.r_[0, rng.uniform(-0.4, 0.4, count - 1)]
    times = start + (np.arange(count) + jitter) * step
    return [_Opening(first + n, time, chief) for n, time in enumerate(_at_term(times))]


def _at_term(times: np.ndarray) -> np.ndarray:
    """Move changes of membership to the opening of a term where courts are far enough apart."""
    whole = np.round(times)
    distinct = np.r_[True, np.diff(whole) > 0]
    movable = distinct & np.r_[distinct[1:], True] & (np.arange(len(times)) % 3 > 0)
    return np.where(movable & (whole > times[0]), whole, times)


@dataclass
class _Careers:
    """Roster and presiding justice of each court; year of appointment and seat of each justice."""

    rosters: list[list[int]] = field(default_factory=list)
    presiding: list[int] = field(default_factory=list)
    appointed: list[float] = field(default_factory=list)
    seat: list[int] = field(default_factory=list)

    def appoint(self, time: float, seat: int) -> int:
        self.appointed.append(time)
        self.seat.append(seat)
        return len(self.seat)


def _careers(rng: np.random.Generator, openings: list[_Opening]) -> _Careers:
    careers = _Careers()
    for index, court in enumerate(openings):
        new_chief = index == 0 or court.chief != openings[index - 1].chief
        _open_court(rng, careers, court.time, new_chief)
    return careers


def _open_court(rng: np.random.Generator, careers: _Careers, time: float, new_chief: bool) -> None:
    """Let one justice go, the chief where a new one comes, and fill the seats."""
    sitting = list(careers.rosters[-1]) if careers.rosters else []
    chief = careers.presiding[-1] if careers.presiding else 0
    if sitting:
        sitting.remove(chief if new_chief else _leaver(rng, careers, sitting, time))
    taken = {careers.seat[justice - 1] for justice in sitting}
    vacant = [seat for seat in range(MAX_BENCH) if seat not in taken]
    joining = max(_seats(time) - len(sitting), int(new_chief))
    newcomers = [careers.appoint(time, seat) for seat in vacant[:joining]]
    careers.rosters.append(sitting + newcomers)
    careers.presiding.append(newcomers[0] if new_chief else chief)


def _leaver(rng: np.random.Generator, careers: _Careers, sitting: list[int], time: float) -> int:
    candidates = [justice for justice in sitting if justice != careers.presiding[-1]]
    served = np.array([time - careers.appointed[justice - 1] for justice in candidates])
    weight = (served + 1) ** 3
    return int(rng.choice(candidates, p=weight / weight.sum()))


def _seats(time: float) -> int:
    return next(seats for year, seats in reversed(SEATS) if time >= year)


def _padded(rosters: list[list[int]]) -> np.ndarray:
    return np.array([roster + [0] * (MAX_BENCH - len(roster)) for roster in rosters])


def _ideologies(rng: np.random.Generator, careers: _Careers, last_term: int) -> np.ndarray:
    years = last_term - FIRST_YEAR + 1
    climate = _climate(rng, years)
    named = np.array(careers.appointed, dtype=int) - FIRST_YEAR
    own = APPOINTEE_SCALE * rng.standard_normal(len(named))
    start = climate[named] + np.array(PLACES)[careers.seat] + own
    steps = DRIFT_SCALE * rng.standard_normal((len(named), years))
    since = np.arange(years)[None, :] > named[:, None]
    paths = start[:, None] + np.cumsum(np.where(since, steps, 0.0), axis=1)
    return np.vstack([np.zeros(years), paths])


def _climate(rng: np.random.Generator, years: int) -> np.ndarray:
    shocks = CLIMATE_SCALE * rng.standard_normal(years)
    climate = np.empty(years)
    climate[0] = shocks[0] / np.sqrt(1 - CLIMATE_PERSISTENCE**2)
    for year in range(1, years):
        climate[year] = CLIMATE_PERSISTENCE * climate[year - 1] + shocks[year]
    return climate
