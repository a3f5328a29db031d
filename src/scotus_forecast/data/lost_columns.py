"""A bad cell is set aside; a lost column stops the run with one line.

A column of a file counts as lost when more than `LOST_SHARE` of its filled cells cannot be used,
in more than one case. It also counts as lost when more than `BLANK_SHARE` of its cells are blank
though SCDB fills it.
"""

from __future__ import annotations

import re

import pandas as pd

from scotus_forecast.data import column_forms as forms
from scotus_forecast.data.dates import Order, only_day_first
from scotus_forecast.data.rejection import CAUSES
from scotus_forecast.project.errors import UserError

#: Largest share of a column's filled cells that may be set aside.
LOST_SHARE = 0.05

#: Largest share of blank cells in a column that SCDB fills (`column_forms.MOSTLY_FILLED`).
BLANK_SHARE = 0.5

_EXAMPLES = 3
_SHOWN = 40

_HINTS = (
    # what a cell looks like, what made it so
    (re.compile("#{3,}"), "a spreadsheet wrote # where the column was too narrow"),
    (forms.REWRITTEN_ID, "a spreadsheet rewrote them as dates"),
    (re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}"), "the years have two digits only"),
    (re.compile(r"[0-9]{5}(?:\.0*)?"), "they look like a spreadsheet's serial numbers"),
    (re.compile(r"[^0-9]*[^\W\d_]{2,}[^0-9]*"), "they look like labels, not codes"),
)
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
    counted = ~reasons.isin(["blank row", "placeholder row"])
    for file, of_file in rows[counted].groupby("file", sort=False):
        causes = reasons[of_file.index].map(CAUSES)
        _refuse_rewritten(str(file), of_file, causes)
        for column in ("caseId", "term", "justice", "voteId"):
            _refuse_lost(str(file), column, of_file, causes.eq(column).fillna(False).astype(bool))


def _refuse_rewritten(file: str, rows: pd.DataFrame, causes: pd.Series) -> None:
    suspects = rows[causes.eq("caseId").fillna(False).astype(bool)]
    rewritten = forms.strip(suspects["caseId"]).str.fullmatch(forms.REWRITTEN_ID.pattern)
    if rewritten.any():
        lost = suspects.index[rewritten]
        raise _lost(file, "caseId", rows, rows.index.isin(lost))


def refuse_lost_cells(rows: pd.DataFrame, wrong: pd.DataFrame, missing: pd.DataFrame) -> None:
    """Stop when a column's cells are lost or blank throughout in one file.

    Parameters
    ----------
    rows : pd.DataFrame of str
        Usable rows: the 61 columns, `file` and `row`.
    wrong, missing : pd.DataFrame of bool
        For each column of SCDB, whether the cell was set aside, and whether it was blank.

    Raises
    ------
    UserError
        Names file, column, share and three examples.
    """
    for file, of_file in rows.groupby("file", sort=False):
        here = of_file.index
        for column in wrong:
            if column not in forms.MAY_HOLD_TEXT:
                filled = ~missing.loc[here, column]
                _refuse_lost(str(file), column, of_file[filled], wrong.loc[here, column][filled])
        _refuse_blank(str(file), of_file, missing.loc[here])


def _refuse_lost(file: str, column: str, rows: pd.DataFrame, wrong: pd.Series) -> None:
    if wrong.sum() > LOST_SHARE * len(rows) and _in_several_cases(rows[wrong]):
        raise _lost(file, column, rows, wrong.to_numpy())


def _in_several_cases(rows: pd.DataFrame) -> bool:
    return len(rows["caseId"].unique()) > 1


def _refuse_blank(file: str, rows: pd.DataFrame, missing: pd.DataFrame) -> None:
    for column in sorted(forms.MOSTLY_FILLED):
        blank = missing[column]
        if blank.mean() > BLANK_SHARE and _in_several_cases(rows[blank]):
            raise UserError(
                f"{file}: column {column} is blank in {_share(int(blank.sum()), len(rows))} "
                f"(rows {_places(rows['row'][blank])}); SCDB fills it; {_WAY_OUT}"
            )


def _lost(file: str, column: str, rows: pd.DataFrame, wrong: object) -> UserError:
    cells = rows.loc[wrong, ["row", column]]
    shown = cells.drop_duplicates(column).head(_EXAMPLES)
    if len(shown) < _EXAMPLES:
        shown = cells.head(_EXAMPLES)
    examples = ", ".join(
        f"row {row} {value[:_SHOWN]!r}" for row, value in shown.itertuples(index=False)
    )
    return UserError(
        f"{file}: column {column}: {_share(len(cells), len(rows))} cannot be used ({examples}); "
        f"expected {forms.expected(column)}{_hint(list(shown[column]))}; {_WAY_OUT}"
    )


def _hint(values: list[str]) -> str:
    for looks_like, made_by in _HINTS:
        if all(looks_like.fullmatch(value.strip()) for value in values):
            return f" ({made_by})"
    return ""


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
