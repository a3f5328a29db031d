"""What each field of a docket file is worth: its loss where a user leaves it blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.core.walk_forward.inputs import ForecastInputs
from scotus_forecast.docket.accuracy import PERIODS, SINCE
from scotus_forecast.docket.levels import DocketLevel
from scotus_forecast.docket.tables import DocketTables, assume_certiorari

#: Fields of a docket file and the columns they fill.
FIELDS: dict[str, tuple[str, ...]] = {
    "came_by": ("jurisdiction",),
    "petitioner": ("petitioner", "petitionerState"),
    "respondent": ("respondent", "respondentState"),
    "court_below": ("caseSource", "caseSourceState"),
    "issue_area": ("issueArea",),
    "disposition_below": ("lcDisposition",),
    "direction_below": ("lcDispositionDirection",),
}

#: The fields that only level two has, left out together.
CODED = "coded_fields"

#: Copies of past cases are never known to anybody: they are revealed after the last term by this.
_NEVER = 5


@dataclass(frozen=True)
class WithBlanks:
    """Past cases, then copies of those since 1956 with one field blank.

    Attributes
    ----------
    tables : DocketTables
        The copies count as past cases whose outcome nobody learns.
    rows : dict of str to tuple of np.ndarray of int
        By field: rows of the cases that gave it, and of their copies.
    """

    tables: DocketTables
    rows: dict[str, tuple[np.ndarray, np.ndarray]]


def with_blanks(past: DocketTables, level: DocketLevel, since: int) -> WithBlanks:
    """Add a copy of each case of `since` and later for each field that it gives, with it blank."""
    fields = {n: c for n, c in FIELDS.items() if level.horizon.columns.issuperset(c)}
    tables, rows, first = [past], {}, len(past.cases)
    for field, columns in fields.items():
        given = (past.shown[columns[0]].notna() & (past.cases["term"] >= since)).to_numpy()
        tables.append(_blank(past.rows(given), field, columns))
        rows[field] = np.flatnonzero(given), np.arange(first, first + given.sum())
        first += int(given.sum())
    return WithBlanks(DocketTables(*(_all(tables, n) for n in ("cases", "votes", "shown"))), rows)


def _blank(past: DocketTables, field: str, columns: tuple[str, ...]) -> DocketTables:
    never = int(past.cases["term"].max()) + _NEVER
    cases, votes = (
        table.assign(caseId=table["caseId"].astype(str) + f":{field}", revealed_term=never)
        for table in (past.cases, past.votes)
    )
    every = np.ones(len(past.shown), dtype=bool)
    blank = past.shown.assign(**{name: past.shown[name].mask(every) for name in columns})
    return replace(past, cases=cases, votes=votes, shown=assume_certiorari(blank))


def _all(tables: Iterable[DocketTables], name: str) -> pd.DataFrame:
    return pd.concat([getattr(one, name) for one in tables], ignore_index=True)


def losses(
    inputs: ForecastInputs, p: np.ndarray, rows: dict[str, tuple[np.ndarray, np.ndarray]]
) -> pd.DataFrame:
    """Accuracy and Brier score of cases with each field as given, and with it blank.

    Parameters
    ----------
    inputs : ForecastInputs
        Of `WithBlanks.tables`.
    p : np.ndarray, shape (n_cases,)
    rows : dict
        See `WithBlanks`.

    Returns
    -------
    pd.DataFrame
        ``field, period, n, accuracy, accuracy_blank, brier, brier_blank, moved``; the last is the
        mean change of the chance.
    """
    term, y = inputs.case.term, inputs.case.reversed
    found = [
        {"field": field, "period": period, **_loss(y[given[here]], p[given[here]], p[blank[here]])}
        for field, (given, blank) in rows.items()
        for period, (first, last) in PERIODS.items()
        if (here := _within(term[given], first, last) & ~np.isnan(p[given])).any()
    ]
    return pd.DataFrame(found)


def loss_of_coding(cases: pd.DataFrame, p: dict[int, np.ndarray]) -> pd.DataFrame:
    """Compare level two with level one on the same cases, in the columns of `losses`."""
    term, y = cases["term"].to_numpy(int), cases["reversed"].to_numpy(int)
    both = ~np.isnan(p[1]) & ~np.isnan(p[2])
    found = [
        {"field": CODED, "period": period, **_loss(y[here], p[2][here], p[1][here]), "level": 2}
        for period, (first, last) in PERIODS.items()
        if (here := _within(term, first, last) & both).any()
    ]
    return pd.DataFrame(found)


def costs(fields: pd.DataFrame, level: int) -> dict[str, dict[str, float]]:
    """By field, what a card tells of a blank: scores over the longest period.

    Parameters
    ----------
    fields : pd.DataFrame
        Rows of `losses` with their ``level``.
    level : int
        Of the card. At level one the coded fields are missing together.
    """
    longest = fields[fields["period"] == next(iter(PERIODS))]
    rows = longest[(longest["level"] == level) | (longest["field"] == CODED)].set_index("field")
    told = ["n", "accuracy", "accuracy_blank", "brier", "brier_blank", "moved"]
    return {str(field): row for field, row in rows[told].round(6).to_dict("index").items()}


def _within(term: np.ndarray, first: int, last: int) -> np.ndarray:
    return (term >= max(first, SINCE)) & (term <= last)


def _loss(y: np.ndarray, p: np.ndarray, blank: np.ndarray) -> dict[str, float]:
    return {
        "n": len(y),
        "accuracy": float((predicted_reverse(p) == (y == 1)).mean()),
        "accuracy_blank": float((predicted_reverse(blank) == (y == 1)).mean()),
        "brier": float(((p - y) ** 2).mean()),
        "brier_blank": float(((blank - y) ** 2).mean()),
        "moved": float(np.abs(p - blank).mean()),
    }
