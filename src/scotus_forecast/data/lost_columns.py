"""A bad cell is set aside; a lost column stops the run with one line.

A column of a file counts as lost when more than `LOST_SHARE` of its filled cells cannot be used,
in more than one case. It also counts as lost when more than `BLANK_SHARE` of its cells are blank
though SCDB fills it.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from scotus_forecast.core.court.columns import COLUMN_BY_NAME, Kind
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import column_forms as forms
from scotus_forecast.data.column_forms import Order, only_day_first
from scotus_forecast.data.rejection import CAUSES

#: Largest share of a column's filled cells that may be set aside.
LOST_SHARE = 0.05

#: Largest share of blank cells in a column that SCDB fills (`column_forms.MOSTLY_FILLED`).
BLANK_SHARE = 0.5

_EXAMPLES = 3
_SHOWN = 40

_NARROW = (re.compile("#{3,}"), "a spreadsheet wrote # where the column was too narrow")
_LABELS = (re.compile(r"[^0-9]*[^\W\d_]{2,}[^0-9]*"), "they look like labels, not codes")

#: What cells look like, and what made them so.
_HINTS_OF_DATES = (
    _NARROW,
    (re.compile(r"(?:[0-9]{1,2}[-/.]){2}[0-9]{2}"), "the years have two digits only"),
    (re.compile(r"[0-9]{5}(?:\.0*)?"), "they look like a spreadsheet's serial numbers"),
    (re.compile(r"(?:1[3-9]|2[0-9]|3[01])[-/.][0-9]{1,2}[-/.][0-9]{4}.*"), "the day stands first"),
    (re.compile(r".*[0-9]:[0-9]{2}.*"), "they hold a time of day"),
)
_HINTS_OF_IDENTIFIERS = (
    _NARROW,
    (forms.REWRITTEN_ID, "a spreadsheet rewrote them as dates"),
)
_HINTS_OF_CODES = (_NARROW, _LABELS)
_WAY_OUT = "take the file as SCDB offers it, not saved again by another program"


def refuse_lost_keys(rows: pd.DataFrame, reasons: pd.Series) -> None:
    """Stop when identifiers, terms, justices or vote identifiers of a file are lost.

    Parameters
    ----------
    rows : pd.DataFrame of str
        The 61 columns, `file` and `row`.
    reasons : pd.Series of str
        As `rejection.rejection_reasons` returns them.

    Raises
    ------
    UserError
        Names file, column, share and three examples. One identifier that a spreadsheet rewrote
        is enough, since two cases may have become one.
    """
    counted = ~reasons.isin(["blank row", "placeholder row"]).to_numpy(bool)
    causes = reasons.map(CAUSES).fillna("").to_numpy(str)
    if not (causes != "").any():
        return
    for file, of_file in rows[counted].groupby("file", sort=False):
        of_rows = causes[of_file.index]
        _refuse_rewritten(str(file), of_file, of_rows == "caseId")
        for column in ("caseId", "term", "justice", "voteId"):
            _refuse_lost(str(file), column, of_file, of_rows == column)


def _refuse_rewritten(file: str, rows: pd.DataFrame, suspect: np.ndarray) -> None:
    if suspect.any():
        text = forms.strip(rows["caseId"]).str.fullmatch(forms.REWRITTEN_ID.pattern)
        rewritten = suspect & text.to_numpy(bool)
        if rewritten.any():
            raise _lost(file, "caseId", rows, rewritten)


def refuse_lost_cells(
    rows: pd.DataFrame,
    wrong: dict[str, np.ndarray],
    differing: dict[str, np.ndarray],
    missing: dict[str, np.ndarray],
) -> None:
    """Stop when a column's cells are lost, or blank throughout, in one file.

    Parameters
    ----------
    rows : pd.DataFrame of str
        Usable rows: the 61 columns, `file` and `row`.
    wrong, differing, missing : dict of str to np.ndarray of bool, shape (n_rows,)
        By column, whether the cell did not fit, differed from the other rows of its case, and
        was blank.

    Raises
    ------
    UserError
        Names file, column, share and three examples.
    """
    files, labels = pd.factorize(rows["file"])
    for number, file in enumerate(labels):
        here = files == number
        for column, of_column in wrong.items():
            if column not in forms.MAY_HOLD_TEXT and of_column[here].any():
                filled = here & ~missing[column]
                _refuse_lost(str(file), column, rows[filled], of_column[filled])
        for column, of_column in differing.items():
            _refuse_differing(str(file), column, rows[here], of_column[here])
        for column in sorted(forms.MOSTLY_FILLED):
            if missing[column][here].mean() > BLANK_SHARE:
                _refuse_blank(str(file), column, rows[here], missing[column][here])


def _refuse_lost(file: str, column: str, rows: pd.DataFrame, wrong: np.ndarray) -> None:
    if wrong.sum() > LOST_SHARE * len(rows) and _in_several_cases(rows[wrong]):
        raise _lost(file, column, rows, wrong)


def _refuse_differing(file: str, column: str, rows: pd.DataFrame, found: np.ndarray) -> None:
    if found.sum() > LOST_SHARE * len(rows) and _in_several_cases(rows[found]):
        raise UserError(
            f"{file}: column {column}: {_share(int(found.sum()), len(rows))} differ from other "
            f"rows of their case ({_examples(rows, column, found)}); expected one value a case "
            f"(a column sorted or pasted apart from the others looks like this); {_WAY_OUT}"
        )


def _in_several_cases(rows: pd.DataFrame) -> bool:
    return len(rows["caseId"].unique()) > 1


def _refuse_blank(file: str, column: str, rows: pd.DataFrame, blank: np.ndarray) -> None:
    if _in_several_cases(rows[blank]):
        raise UserError(
            f"{file}: column {column} is blank in {_share(int(blank.sum()), len(rows))} "
            f"(rows {_places(rows['row'][blank])}); SCDB fills it; {_WAY_OUT}"
        )


def _lost(file: str, column: str, rows: pd.DataFrame, wrong: np.ndarray) -> UserError:
    cells = _three(rows.loc[wrong, ["row", column]], column)
    return UserError(
        f"{file}: column {column}: {_share(int(wrong.sum()), len(rows))} cannot be used "
        f"({_examples(rows, column, wrong)}); expected {forms.expected(column)}"
        f"{_hint(column, list(cells[column]))}; {_WAY_OUT}"
    )


def _examples(rows: pd.DataFrame, column: str, found: np.ndarray) -> str:
    cells = _three(rows.loc[found, ["row", column]], column)
    return ", ".join(f"row {row} {value[:_SHOWN]!r}" for row, value in cells.to_numpy().tolist())


def _three(cells: pd.DataFrame, column: str) -> pd.DataFrame:
    """Three cells, different ones where there are as many."""
    distinct = cells.drop_duplicates(column).head(_EXAMPLES)
    return distinct if len(distinct) == _EXAMPLES else cells.head(_EXAMPLES)


def _hint(column: str, values: list[str]) -> str:
    for looks_like, made_by in _hints_of(column):
        if all(looks_like.fullmatch(value.strip()) for value in values):
            return f" ({made_by})"
    return ""


def _hints_of(column: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    if column in ("caseId", "voteId"):
        return _HINTS_OF_IDENTIFIERS
    is_date = COLUMN_BY_NAME[column].kind is Kind.DATE
    return _HINTS_OF_DATES if is_date else _HINTS_OF_CODES


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} cells ({part / whole:.0%})"


def _places(rows: pd.Series) -> str:
    shown = ", ".join(str(row) for row in rows.head(_EXAMPLES))
    return shown + (", ..." if len(rows) > _EXAMPLES else "")


def refuse_unclear_dates(rows: pd.DataFrame, order: Order, columns: list[str]) -> None:
    """Stop when a file writes some dates day first and some month first.

    Raises
    ------
    UserError
        Names the file and three dates that can only be day/month/year.
    """
    if order is not Order.UNCLEAR:
        return
    for column in columns:
        wrong = only_day_first(forms.strip(rows[column]))
        if wrong.any():
            raise UserError(
                f"{rows['file'].iloc[0]}: column {column}: {_share(int(wrong.sum()), len(rows))} "
                f"can only be day/month/year, and others are month/day/year or either "
                f"(rows {_places(rows['row'][wrong])}); write all dates as 1946-11-18"
            )
