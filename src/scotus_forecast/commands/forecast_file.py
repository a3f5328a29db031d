"""Anyone's forecasts from a CSV file, checked cell by cell, as a prediction frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.prediction_frame import as_prediction_frame

#: Other spellings of the columns, all compared in lower case.
_COLUMNS = {
    "case_id": "caseid",
    "predicted": "forecast",
    "p": "p_reverse",
    "justicename": "justice",
}

#: What a forecast without probability may say, in lower case.
FORECASTS = {
    **dict.fromkeys(("reverse", "reversed", "1"), 1.0),
    **dict.fromkeys(("not reverse", "affirm", "affirmed", "other", "0"), 0.0),
}

#: Prepared columns that `read_forecasts` needs.
CASE_COLUMNS = ["caseId", "term", "docket", "reversed", "outcome"]
VOTE_COLUMNS = ["caseId", "term", "justice", "justiceName", "reversed", "outcome"]


def read_forecasts(
    path: Path, cases: pd.DataFrame, votes: pd.DataFrame, dataset: str
) -> pd.DataFrame:
    """Read a file of forecasts, judged by what the prepared tables say happened.

    Parameters
    ----------
    path : Path
        CSV with ``caseId``, or ``docket`` and where that fits several cases ``term``; ``p_reverse``
        or ``forecast``; and ``justice``, a name or SCDB's number, where it forecasts votes. Other
        columns are passed over.
    cases, votes : pd.DataFrame
        Prepared tables, with `CASE_COLUMNS` and `VOTE_COLUMNS`.
    dataset : str

    Returns
    -------
    pd.DataFrame
        Prediction frame of a model with the file's name.

    Raises
    ------
    UserError
        At the first cell that is wrong, naming file, line, column and value.
    """
    table = _read(path)
    case_id = _case_ids(path, table, cases)
    rows = pd.DataFrame({"caseId": case_id, "p_reverse": _chances(path, table)})
    rows["justice"] = _justices(path, table, votes)
    _refuse_repeated(path, rows)
    known = pd.concat(
        [cases.assign(justice=pd.NA).astype({"justice": "Int32"}), votes], ignore_index=True
    )[["caseId", "justice", "term", "reversed", "outcome"]]
    judged = rows.reset_index(names="line").merge(known, how="left", on=["caseId", "justice"])
    lacking = judged["term"].isna().to_numpy()
    _require(path, table, "justice", lacking, "is not on the bench of this case")
    return _frame(judged, dataset, path.name)


def _frame(judged: pd.DataFrame, dataset: str, name: str) -> pd.DataFrame:
    unit = np.where(judged["justice"].isna(), "case", "vote")
    labelled = judged.rename(columns={"caseId": "case_id"}).assign(
        dataset=dataset, horizon="file", model=name, unit=unit, cutoff=judged["term"] - 1
    )
    return as_prediction_frame(labelled)


def _read(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(
            path,
            dtype="string",
            keep_default_na=False,
            encoding="utf-8-sig",
            skip_blank_lines=False,
        )
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path} is no CSV in UTF-8: {reason}") from error
    lower = [str(name).strip().lower() for name in table]
    table.columns = pd.Index([_COLUMNS.get(name, name) for name in lower])
    _require_columns(path, set(table))
    if table.empty:
        raise UserError(f"{path} holds no forecast")
    # A line below the header; so that messages can name it.
    table.index = pd.RangeIndex(2, len(table) + 2)
    return table.apply(lambda column: column.str.strip())


def _require_columns(path: Path, names: set[str]) -> None:
    for needed in (("caseid", "docket"), ("p_reverse", "forecast")):
        if not names & set(needed):
            there = ", ".join(sorted(names))
            raise UserError(f"{path} lacks column {' or '.join(needed)}; it has {there}")


def _require(
    path: Path, table: pd.DataFrame, column: str, wrong: np.ndarray | pd.Series, problem: str
) -> None:
    """Refuse the first wrong cell, and say how many more there are."""
    rows = np.flatnonzero(np.asarray(wrong, dtype=bool))
    if len(rows):
        value = table[column].iloc[rows[0]] if column in table else ""
        more = f" ({len(rows) - 1:,} more such rows)" if len(rows) > 1 else ""
        line = table.index[rows[0]]
        raise UserError(f"{path}, line {line}, column {column}: '{value}' {problem}{more}")


def _case_ids(path: Path, table: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    if "caseid" not in table:
        return _by_docket(path, table, cases)
    unknown = ~table["caseid"].isin(cases["caseId"])
    _require(path, table, "caseid", unknown, "is no caseId of these data; remove the row")
    return table["caseid"]


def _by_docket(path: Path, table: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """``caseId`` of each row by docket number, and by term too where the file gives it."""
    keys = ["docket", "term"] if "term" in table else ["docket"]
    text = cases[["caseId", *keys]].astype("string")
    once = text.dropna().drop_duplicates(keys, keep=False)
    found = table[keys].merge(once, how="left", on=keys)["caseId"].set_axis(table.index)
    several = text.duplicated(keys, keep=False)
    twice = table[keys].merge(text[several][keys].drop_duplicates(), how="left", indicator=True)
    many = (twice["_merge"] == "both").to_numpy()
    way_out = "give caseId" if "term" in keys else "add a column term, or give caseId"
    _require(path, table, "docket", many, f"is the docket number of several cases; {way_out}")
    _require(path, table, "docket", found.isna(), "is the docket number of no case; remove the row")
    return found


def _chances(path: Path, table: pd.DataFrame) -> pd.Series:
    if "p_reverse" in table:
        chance = pd.to_numeric(table["p_reverse"], errors="coerce")
        _require(path, table, "p_reverse", ~chance.between(0, 1).fillna(False), "is not 0 to 1")
        return chance.astype(float)
    said = table["forecast"].str.lower().map(FORECASTS)
    _require(path, table, "forecast", said.isna(), "is neither 'reverse' nor 'not reverse'")
    return said.astype(float)


def _justices(path: Path, table: pd.DataFrame, votes: pd.DataFrame) -> pd.Series:
    """SCDB's number of each justice; missing where the row forecasts the case."""
    if "justice" not in table:
        return pd.Series(pd.NA, index=table.index, dtype="Int32")
    named = votes.drop_duplicates("justice")
    numbers = dict(zip(named["justiceName"].str.lower(), named["justice"], strict=True))
    numbers |= {str(number): number for number in named["justice"]}
    given = table["justice"].str.lower()
    found = given.map(numbers).astype("Int32")
    wrong = found.isna() & (given != "")
    _require(path, table, "justice", wrong, "is no justice; write as SCDB does, SAAlito or 112")
    return found


def _refuse_repeated(path: Path, rows: pd.DataFrame) -> None:
    repeated = rows[rows.duplicated(["caseId", "justice"])]
    if len(repeated):
        row = repeated.iloc[0]
        whose = "the case" if pd.isna(row["justice"]) else f"justice {row['justice']}"
        raise UserError(
            f"{path}, line {repeated.index[0]}: {row['caseId']} has a second forecast of {whose}"
        )
