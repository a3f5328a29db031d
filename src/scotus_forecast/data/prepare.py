"""From raw text rows to typed cases and votes; what is rejected is kept with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.court.calendar import revealed_term
from scotus_forecast.court.columns import COLUMNS, Column, Kind, Level, names
from scotus_forecast.court.outcomes import (
    DISPOSITION_CODES,
    REVERSE,
    VOTE_CODES,
    case_outcome,
    vote_outcome,
)
from scotus_forecast.project.errors import UserError

QUARANTINE_COLUMNS = ["file", "row", "column", "value", "reason"]
BLANKS = frozenset({"", "NA", "NULL"})
PLACEHOLDER = "-99"

#: Codes outside these are blanked and quarantined; other columns take any whole number.
ALLOWED_CODES: dict[str, tuple[int, ...]] = {
    "vote": VOTE_CODES,
    "caseDisposition": DISPOSITION_CODES,
}


@dataclass(frozen=True)
class RawTable:
    """One raw file: its release, its name and its rows as text in SCDB's 61 columns."""

    release: str
    file: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Prepared:
    """Typed tables, the quarantine and the counts; schemas in `docs/architecture.md`."""

    cases: pd.DataFrame
    votes: pd.DataFrame
    quarantine: pd.DataFrame
    summary: dict


def prepare(tables: Iterable[RawTable]) -> Prepared:
    """Type, check and code raw tables.

    Parameters
    ----------
    tables : iterable of RawTable
        In the order of `params.yaml`; where two hold the same case, the later one wins.

    Returns
    -------
    Prepared

    Raises
    ------
    UserError
        When no usable row is left.
    """
    stacked = _stack(tables)
    reasons = rejection_reasons(stacked)
    kept = stacked[reasons.isna()]
    if kept.empty:
        raise UserError("no usable vote row in " + ", ".join(stacked["file"].unique()))
    typed, bad_cells = type_columns(kept)
    votes, cases = split_levels(typed)
    quarantine = pd.concat([_rejected_rows(stacked, reasons), bad_cells], ignore_index=True)
    return Prepared(cases, votes, quarantine, summarise(stacked, typed, quarantine))


def _stack(tables: Iterable[RawTable]) -> pd.DataFrame:
    parts = [
        table.rows.assign(
            file=table.file, release=table.release, row=np.arange(len(table.rows)) + 2
        )
        for table in tables
    ]
    return pd.concat(parts, ignore_index=True)


def rejection_reasons(rows: pd.DataFrame) -> pd.Series:
    """Reason for which each raw row cannot be used, missing where it can.

    Parameters
    ----------
    rows : pd.DataFrame of str
        The 61 columns and `release`.

    Returns
    -------
    pd.Series of str, shape (n_rows,)
    """
    checks = {
        "no case identifier": rows["caseId"].str.strip().isin(BLANKS),
        "term is not a year": ~rows["term"].str.fullmatch(r"1[789]\d\d|2[01]\d\d"),
        "placeholder row": (rows["justice"] == PLACEHOLDER) | (rows["splitVote"] == PLACEHOLDER),
        "justice is not a number": ~rows["justice"].str.fullmatch(r"\d+"),
        "case stands in a later release": _superseded(rows),
        "further docket or vote of the case": _further_records(rows),
    }
    reasons = pd.Series(pd.NA, index=rows.index, dtype="string")
    for reason, failing in checks.items():
        reasons = reasons.mask(reasons.isna() & failing, reason)
    usable = rows[reasons.isna()]
    repeated = usable.duplicated(["caseId", "justice"])
    return reasons.mask(repeated.reindex(rows.index, fill_value=False), "vote appears twice")


def _superseded(rows: pd.DataFrame) -> pd.Series:
    order = rows["release"].map({name: k for k, name in enumerate(rows["release"].unique())})
    return order < order.groupby(rows["caseId"]).transform("max")


def _further_records(rows: pd.DataFrame) -> pd.Series:
    """Rows of a Docket, LegalProvision or Vote file beyond the first record of their case."""
    record = rows["voteId"].str.rpartition("-")[0]
    return record != record.groupby(rows["caseId"]).transform("min")


def _rejected_rows(rows: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    rejected = rows.loc[reasons.notna(), ["file", "row", "caseId", "justice"]]
    values = rejected["caseId"] + " justice " + rejected["justice"]
    return rejected.assign(column="", value=values, reason=reasons[rejected.index])[
        QUARANTINE_COLUMNS
    ]


def type_columns(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Type every SCDB column; a cell that does not fit becomes blank and is reported.

    Returns
    -------
    typed : pd.DataFrame
        Same index; codes `Int32`, text `string`, dates `datetime64[s]`.
    bad_cells : pd.DataFrame
        In the columns of the quarantine.
    """
    typed, bad = {}, []
    for column in COLUMNS:
        typed[column.name], wrong = _type_column(rows[column.name], column)
        bad.append(_bad_cells(rows.iloc[np.flatnonzero(wrong)], column))
    kept = pd.DataFrame(typed).assign(release=rows["release"])
    return kept, pd.concat(bad, ignore_index=True)


def _type_column(text: pd.Series, column: Column) -> tuple[pd.Series, np.ndarray]:
    """Type each distinct text once, since a column repeats few of them many times."""
    codes, distinct = pd.factorize(text)
    stripped = pd.Series(distinct, dtype="str").str.strip()
    if column.kind is not Kind.TEXT:
        stripped = stripped.mask(stripped.isin(BLANKS))
    values = _CONVERTERS[column.kind](stripped, column.name)
    wrong = (stripped.notna() & values.isna()).to_numpy()
    return values.take(codes).set_axis(text.index), wrong[codes]


def _to_code(text: pd.Series, name: str) -> pd.Series:
    number = pd.to_numeric(text, errors="coerce")
    whole = number.where(number == number.round())
    if name in ALLOWED_CODES:
        whole = whole.where(whole.isin(ALLOWED_CODES[name]))
    return whole.astype("Int32")


def _to_date(text: pd.Series, _name: str) -> pd.Series:
    return pd.to_datetime(text, format="%m/%d/%Y", errors="coerce").astype("datetime64[s]")


def _to_text(text: pd.Series, _name: str) -> pd.Series:
    return text.astype("string")


_CONVERTERS = {Kind.CODE: _to_code, Kind.DATE: _to_date, Kind.TEXT: _to_text}


def _bad_cells(rows: pd.DataFrame, column: Column) -> pd.DataFrame:
    reason = f"not a {column.kind} of {column.name}"
    cells = rows[["file", "row", column.name]].rename(columns={column.name: "value"})
    return cells.assign(column=column.name, reason=reason)[QUARANTINE_COLUMNS]


def split_levels(typed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Votes and cases with their outcomes, and the term that may first use each label."""
    cases = _case_table(typed)
    votes = typed[["caseId", "term", *names(Level.VOTE)]].assign(
        outcome=vote_outcome(typed["vote"], typed["caseDisposition"])
    )
    by_case = cases[["caseId", "outcome", "revealed_term"]]
    votes = votes.merge(by_case.rename(columns={"outcome": "case_outcome"}), on="caseId")
    return _with_reversed(votes, ["term", "caseId", "justice"]), cases


def _case_table(typed: pd.DataFrame) -> pd.DataFrame:
    first = typed[[*names(Level.CASE), "release"]].drop_duplicates("caseId")
    cases = first.assign(
        outcome=case_outcome(first["caseDisposition"]),
        revealed_term=revealed_term(first["term"], first["dateDecision"]),
    )
    return _with_reversed(cases, ["term", "caseId"])


def _with_reversed(table: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    coded = table.assign(reversed=(table["outcome"] == REVERSE).astype("int8"))
    return coded.astype({"term": "int16", "revealed_term": "int16"}).sort_values(
        order, ignore_index=True
    )


def summarise(stacked: pd.DataFrame, typed: pd.DataFrame, quarantine: pd.DataFrame) -> dict:
    """Count rows read, kept and quarantined, by release, term and reason."""
    by_term = typed.groupby(["release", "term"]).agg(
        votes=("caseId", "size"), cases=("caseId", "nunique")
    )
    return {
        "rows_read": len(stacked),
        "votes": len(typed),
        "cases": int(typed["caseId"].nunique()),
        "first_term": int(typed["term"].min()),
        "last_term": int(typed["term"].max()),
        "quarantined": {str(k): int(v) for k, v in quarantine.groupby("reason").size().items()},
        "by_release_and_term": [
            {"release": release, "term": int(term), "votes": int(votes), "cases": int(cases)}
            for release, term, votes, cases in by_term.reset_index().itertuples(index=False)
        ],
    }
