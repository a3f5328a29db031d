"""From cells of text to typed columns; a cell that does not fit becomes missing and is reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.court.columns import COLUMNS, Column, Kind, Level, names
from scotus_forecast.data import column_forms as forms
from scotus_forecast.data.dates import Order, order_of, read_dates
from scotus_forecast.data.lost_columns import refuse_lost_cells, refuse_unclear_dates

QUARANTINE_COLUMNS = ["file", "row", "column", "value", "reason"]

_DATES = [column.name for column in COLUMNS if column.kind is Kind.DATE]


@dataclass(frozen=True)
class TypedRows:
    """Typed columns of the usable rows, and what was set aside on the way.

    Attributes
    ----------
    rows : pd.DataFrame
        The 61 columns and `release`; codes `Int32`, text `string`, dates `datetime64[s]`. Rows
        of one case agree in every column of the case.
    bad_cells : pd.DataFrame
        In `QUARANTINE_COLUMNS`.
    date_orders : dict of str to Order
        How each file writes its dates.
    """

    rows: pd.DataFrame
    bad_cells: pd.DataFrame
    date_orders: dict[str, Order]


def type_columns(rows: pd.DataFrame) -> TypedRows:
    """Type every SCDB column of the usable rows.

    Parameters
    ----------
    rows : pd.DataFrame of str
        The 61 columns, `file`, `release` and `row`.

    Raises
    ------
    UserError
        When a column of a file is lost (see `data.lost_columns`).
    """
    orders = {str(file): _order(part) for file, part in rows.groupby("file", sort=False)}
    order = rows["file"].map(orders)
    typed, wrong, missing = {}, {}, {}
    for column in COLUMNS:
        cells = _type_cells(rows[column.name], column, order)
        if column.kind is Kind.DATE:
            cells = _near_the_term(cells, column.name, typed_term(rows))
        typed[column.name], wrong[column.name], missing[column.name] = cells
    values, lost = pd.DataFrame(typed), pd.DataFrame(wrong, index=rows.index)
    contradicting = _make_cases_agree(values, lost)
    blank = pd.DataFrame(missing, index=rows.index)
    refuse_lost_cells(rows, lost | contradicting, blank)
    bad = [_bad_cells(rows, column, lost, contradicting) for column in COLUMNS]
    kept = values.assign(release=rows["release"])
    return TypedRows(kept, pd.concat(bad, ignore_index=True), orders)


def typed_term(rows: pd.DataFrame) -> pd.Series:
    """Term of each usable row, which its case identifier begins with."""
    return forms.strip(rows["caseId"]).str[:4].astype("int64")


def _order(rows: pd.DataFrame) -> Order:
    distinct = [pd.Series(rows[name].unique(), dtype="str") for name in _DATES]
    order = order_of([forms.strip(text) for text in distinct])
    refuse_unclear_dates(rows, order, _DATES)
    return order


_Cells = tuple[pd.Series, np.ndarray, np.ndarray]


def _type_cells(text: pd.Series, column: Column, order: pd.Series) -> _Cells:
    """Values, which cells did not fit, and which were blank."""
    if column.kind is not Kind.DATE:
        return _type_distinct(text, column)
    values, wrong, missing = _type_distinct(text, column)
    day_first = order.eq(Order.DAY_FIRST)
    if day_first.any():
        others, wrong_others, _ = _type_distinct(text, column, Order.DAY_FIRST)
        values, wrong = values.mask(day_first, others), np.where(day_first, wrong_others, wrong)
    return values, wrong, missing


def _type_distinct(text: pd.Series, column: Column, order: Order = Order.MONTH_FIRST) -> _Cells:
    """Type each distinct text once, since a column repeats few of them many times."""
    codes, distinct = pd.factorize(text)
    stripped = forms.strip(pd.Series(distinct, dtype="str"))
    missing = forms.blank(stripped) if column.kind is not Kind.TEXT else stripped.eq("")
    values = _read(stripped, column, order)
    wrong = (~missing & values.isna()).to_numpy(bool)
    return (
        values.take(codes).set_axis(text.index),
        wrong[codes],
        missing.to_numpy(bool)[codes],
    )


def _read(text: pd.Series, column: Column, order: Order) -> pd.Series:
    if column.kind is Kind.DATE:
        return read_dates(text, order)
    if column.kind is Kind.CODE:
        return forms.code(text, column.name)
    fitting = ~text.str.contains(forms.REPLACEMENT, regex=False) & text.str.len().le(
        forms.LONGEST_TEXT
    )
    return text.astype("string").where(fitting)


def _near_the_term(cells: _Cells, name: str, term: pd.Series) -> _Cells:
    """Set aside dates before the Court first sat or too far from the term."""
    values, wrong, missing = cells
    year = values.dt.year
    earliest, latest = forms.YEARS_TO_DECISION
    far = year.lt(forms.FIRST_SITTING) | (year - term).gt(latest)
    if name == "dateDecision":
        far |= (year - term).lt(earliest)
    return values.mask(far), wrong | far.to_numpy(bool), missing


def _make_cases_agree(values: pd.DataFrame, wrong: pd.DataFrame) -> pd.DataFrame:
    """Give all rows of a case the value of most of them, in place; tell which cells differed.

    Where no value stands in more than half of a case's rows, the case has none.
    """
    case, _ = pd.factorize(values["caseId"])
    first = np.unique(case, return_index=True)[1][case]
    differing = pd.DataFrame(False, index=values.index, columns=wrong.columns)
    for name in names(Level.CASE):
        codes, distinct = pd.factorize(values[name])
        odd = np.unique(case[codes != codes[first]])
        if len(odd):
            chosen = _chosen(codes, case, odd)
            differing[name] = (codes != chosen) & ~wrong[name].to_numpy()
            values[name] = _taken(distinct, chosen, values[name])
    return differing


def _chosen(codes: np.ndarray, case: np.ndarray, odd: np.ndarray) -> np.ndarray:
    """Code of each row once the cases `odd` agree; -1 is missing."""
    chosen = codes.copy()
    order = np.argsort(case, kind="stable")
    starts, ends = (np.searchsorted(case[order], odd, side=side) for side in ("left", "right"))
    for start, end in zip(starts, ends, strict=True):
        rows = order[start:end]
        found, count = np.unique(codes[rows], return_counts=True)
        most = count.argmax()
        chosen[rows] = found[most] if 2 * count[most] > len(rows) else -1
    return chosen


def _taken(distinct: pd.Index, chosen: np.ndarray, like: pd.Series) -> pd.Series:
    values = pd.Series(distinct).astype(like.dtype)
    taken = values.reindex(np.where(chosen < 0, len(values), chosen))
    return taken.set_axis(like.index).astype(like.dtype)


def _bad_cells(
    rows: pd.DataFrame, column: Column, wrong: pd.DataFrame, contradicting: pd.DataFrame
) -> pd.DataFrame:
    name = column.name
    found = {
        f"not a {column.kind} of {name}": wrong[name],
        f"{name} differs between rows of the case": contradicting[name],
    }
    parts = [
        rows.loc[where, ["file", "row", name]]
        .rename(columns={name: "value"})
        .assign(column=name, reason=reason)[QUARANTINE_COLUMNS]
        for reason, where in found.items()
    ]
    return pd.concat(parts, ignore_index=True)
