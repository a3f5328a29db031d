"""Terms, Chief Justices, and the moment a label becomes known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


def first_monday_of_october(year: np.ndarray | pd.Series) -> pd.DatetimeIndex:
    """Opening day of October Term `year` (28 U.S.C. § 2), used for every era.

    Examples
    --------
    >>> str(first_monday_of_october(np.array([2014]))[0].date())
    '2014-10-06'
    """
    opening = pd.to_datetime(pd.Series(np.asarray(year)).astype(str) + "-10-01")
    days_to_monday = (7 - opening.dt.day_of_week) % 7
    return pd.DatetimeIndex(opening + pd.to_timedelta(days_to_monday, unit="D"))


def revealed_term(term: pd.Series, date_decision: pd.Series) -> np.ndarray:
    """First term whose forecasts may use a case's outcome.

    A case of term s decided on day d is known to the forecasts of term t when s < t and d lies
    before the first Monday of October of t. A case without a decision date counts as decided in
    the summer of its term, which is too early for one that was held over.

    Parameters
    ----------
    term : pd.Series of int, shape (n_cases,)
    date_decision : pd.Series of datetime64, shape (n_cases,)
        ``NaT`` where unknown.

    Returns
    -------
    np.ndarray of int, shape (n_cases,)
        Always at least ``term + 1``.
    """
    following = term.to_numpy(dtype=int) + 1
    decided = pd.DatetimeIndex(date_decision)
    year = np.where(decided.isna(), following, decided.year)
    opening = first_monday_of_october(year.astype(int))
    known = np.where(decided < opening, year, year + 1)
    return np.maximum(following, np.where(decided.isna(), following, known)).astype(int)


@dataclass(frozen=True)
class ChiefJustice:
    """A Chief Justice with the first and last October Term presided over.

    Attributes
    ----------
    name : str
        As SCDB's ``chief`` spells it.
    natural_courts : tuple of int
        First and last ``naturalCourt`` code, CCNN with CC the Chief's number.
    """

    name: str
    first_term: int
    last_term: int | None
    natural_courts: tuple[int, int]


CHIEFS = (
    ChiefJustice("Jay", 1791, 1795, (102, 104)),
    ChiefJustice("Rutledge", 1795, 1795, (201, 202)),
    ChiefJustice("Ellsworth", 1796, 1800, (301, 303)),
    ChiefJustice("Marshall", 1801, 1835, (401, 410)),
    ChiefJustice("Taney", 1836, 1864, (502, 515)),
    ChiefJustice("Chase", 1864, 1872, (601, 603)),
    ChiefJustice("Waite", 1873, 1887, (701, 707)),
    ChiefJustice("Fuller", 1888, 1909, (801, 813)),
    ChiefJustice("White", 1910, 1920, (901, 905)),
    ChiefJustice("Taft", 1921, 1929, (1001, 1005)),
    ChiefJustice("Hughes", 1929, 1940, (1101, 1108)),
    ChiefJustice("Stone", 1941, 1945, (1202, 1203)),
    ChiefJustice("Vinson", 1946, 1952, (1301, 1303)),
    ChiefJustice("Warren", 1953, 1968, (1401, 1411)),
    ChiefJustice("Burger", 1969, 1985, (1501, 1507)),
    ChiefJustice("Rehnquist", 1986, 2004, (1601, 1607)),
    ChiefJustice("Roberts", 2005, None, (1701, 1710)),
)
