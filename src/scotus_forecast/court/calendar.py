"""Terms of the Court and the moment a label becomes known."""

from __future__ import annotations

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
    the summer of its term.

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
