"""From cells of text to typed columns; a cell that does not fit becomes missing and is reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.columns import COLUMN_BY_NAME, COLUMNS, Kind, Level, names
from scotus_forecast.data import column_forms as forms
from scotus_forecast.data.column_forms import Order, order_of, read_dates
from scotus_forecast.data.lost_columns import refuse_lost_cells, refuse_unclear_dates
from scotus_forecast.data.rejection import make_cases_agree

QUARANTINE_COLUMNS = ["file", "row", "column", "value", "reason"]

_CODES, _TEXTS, _DATES = (
    [column.name for column in COLUMNS if column.kind is kind]
    for kind in (Kind.CODE, Kind.TEXT, Kind.DATE)
)

#: Stands for what is no whole number: in no column's range.
_NO_CODE = -(2**62)

_UNFIT = "not a {kind} of {name}"
_DIFFERING = "{name} differs between rows of the case"
_NO_CELLS = pd.DataFrame({name: pd.Series(dtype="str") for name in QUARANTINE_COLUMNS}).astype(
    {"row": "int64"}
)


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
    cells = _read_codes(rows) | _read_texts(rows) | _read_dates(rows, orders)
    values = pd.DataFrame({name: cells[name].typed for name in names()}, index=rows.index)
    wrong = {name: cells[name].wrong for name in names()}
    differing = make_cases_agree(values, {name: cells[name].codes for name in names(Level.CASE)})
    differing = {name: found & ~wrong[name] for name, found in differing.items()}
    missing = {name: cells[name].missing for name in names()}
    refuse_lost_cells(rows, wrong, differing, missing)
    bad_cells = [*_bad_cells(rows, wrong, _UNFIT), *_bad_cells(rows, differing, _DIFFERING)]
    return TypedRows(
        values.assign(release=rows["release"]),
        pd.concat([_NO_CELLS, *bad_cells], ignore_index=True),
        orders,
    )


def _order(rows: pd.DataFrame) -> Order:
    order = order_of(_Pool(rows, _DATES).text)
    refuse_unclear_dates(rows, order, _DATES)
    return order


@dataclass(frozen=True)
class _Cells:
    """One column, typed; which cells did not fit, which were blank, and equal texts."""

    typed: pd.api.extensions.ExtensionArray
    wrong: np.ndarray
    missing: np.ndarray
    codes: np.ndarray


class _Pool:
    """The distinct texts of several columns, stripped, one below another.

    A column repeats few texts many times, so each distinct one is read once.
    """

    def __init__(self, rows: pd.DataFrame, columns: list[str]) -> None:
        factored = {name: pd.factorize(rows[name]) for name in columns}
        self.codes = {name: codes for name, (codes, _) in factored.items()}
        sizes = [len(distinct) for _, distinct in factored.values()]
        starts = np.cumsum([0, *sizes[:-1]])
        self._places = {
            name: slice(start, start + size)
            for name, start, size in zip(columns, starts, sizes, strict=True)
        }
        distinct = [pd.Series(texts, dtype="str") for _, texts in factored.values()]
        self.text = forms.strip(pd.concat(distinct, ignore_index=True))

    def cells(
        self,
        values: pd.api.extensions.ExtensionArray,
        fits: np.ndarray,
        missing: np.ndarray,
        name: str,
    ) -> _Cells:
        """Spread what was read of the pool over the rows of one column."""
        place, codes = self._places[name], self.codes[name]
        wrong = ~fits[place] & ~missing[place]
        return _Cells(values[place].take(codes), wrong[codes], missing[place][codes], codes)

    def within(self, number: np.ndarray, ranges: dict[str, tuple[int, int]]) -> np.ndarray:
        """Whether each number lies in the range of its column."""
        fits = np.zeros(len(number), dtype=bool)
        for name, place in self._places.items():
            first, last = ranges[name]
            fits[place] = (number[place] >= first) & (number[place] <= last)
        return fits


def _read_codes(rows: pd.DataFrame) -> dict[str, _Cells]:
    pool = _Pool(rows, _CODES)
    number = forms.whole_number(pool.text)
    missing = forms.blank(pool.text).to_numpy(bool)
    found = number.fillna(_NO_CODE).to_numpy("int64")
    fits = pool.within(found, forms.CODE_RANGES)
    values = pd.array(np.where(fits, found, 0).astype("int32"), dtype="Int32")
    values[~fits] = pd.NA
    return {name: pool.cells(values, fits, missing, name) for name in _CODES}


def _read_texts(rows: pd.DataFrame) -> dict[str, _Cells]:
    pool = _Pool(rows, _TEXTS)
    odd = pool.text.str.contains(forms.REPLACEMENT, regex=False)
    fits = ~(odd | pool.text.str.len().gt(forms.LONGEST_TEXT)).to_numpy(bool)
    values = pool.text.astype("string").where(fits).array
    missing = pool.text.eq("").to_numpy(bool)
    return {name: pool.cells(values, fits, missing, name) for name in _TEXTS}


def _read_dates(rows: pd.DataFrame, orders: dict[str, Order]) -> dict[str, _Cells]:
    """Read dates, each file in its order, and set aside those too far from the term."""
    pool = _Pool(rows, _DATES)
    missing = forms.blank(pool.text).to_numpy(bool)
    by_order = {
        order: _spread_dates(pool, read_dates(pool.text, order), missing)
        for order in set(orders.values())
    }
    order = rows["file"].map(orders)
    term = _term(rows)
    return {name: _one_order(name, by_order, order, term) for name in _DATES}


def _spread_dates(pool: _Pool, values: pd.Series, missing: np.ndarray) -> dict[str, _Cells]:
    fits = values.notna().to_numpy(bool)
    return {name: pool.cells(values.array, fits, missing, name) for name in _DATES}


def _one_order(
    name: str, by_order: dict[Order, dict[str, _Cells]], order: pd.Series, term: np.ndarray
) -> _Cells:
    first, *others = by_order.items()
    cells = first[1][name]
    values, wrong = pd.Series(cells.typed), cells.wrong
    for other, read in others:
        here = order.eq(other).to_numpy(bool)
        values = values.mask(here, pd.Series(read[name].typed))
        wrong = np.where(here, read[name].wrong, wrong)
    far = _far_from_the_term(values, term, name)
    return _Cells(values.mask(far).array, wrong | far, cells.missing, cells.codes)


def _term(rows: pd.DataFrame) -> np.ndarray:
    """Term of each usable row, with which its case identifier begins."""
    return forms.strip(rows["caseId"]).str[:4].to_numpy("int64")


def _far_from_the_term(values: pd.Series, term: np.ndarray, name: str) -> np.ndarray:
    """Whether a date lies before the Court first sat, or too far from its term."""
    year = values.dt.year
    earliest, latest = forms.YEARS_TO_DECISION
    far = year.lt(forms.FIRST_SITTING) | (year - term).gt(latest)
    if name == "dateDecision":
        far |= (year - term).lt(earliest)
    return far.to_numpy(bool)


def _bad_cells(
    rows: pd.DataFrame, found: dict[str, np.ndarray], reason: str
) -> Iterator[pd.DataFrame]:
    for name in names():
        where = found.get(name)
        if where is not None and where.any():
            cells = rows.loc[where, ["file", "row"]]
            told = reason.format(name=name, kind=COLUMN_BY_NAME[name].kind)
            yield cells.assign(column=name, value=rows[name][where], reason=told)
