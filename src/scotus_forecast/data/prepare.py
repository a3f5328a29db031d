"""From raw text rows to typed cases and votes, checked against their schema.

What is rejected is kept with its reason. Bounds are those of `data.column_forms`, by which bad
cells were set aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from scotus_forecast.core.court.calendar import revealed_term
from scotus_forecast.core.court.columns import COLUMNS, Kind, Level, names
from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE, case_outcome, vote_outcome
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.column_forms import BENCH, CASE_ID, CODE_RANGES, TERMS
from scotus_forecast.data.lost_columns import refuse_lost_keys
from scotus_forecast.data.rejection import CAUSES, read_keys, rejection_reasons
from scotus_forecast.data.summary import summarise
from scotus_forecast.data.typed_columns import QUARANTINE_COLUMNS, type_columns

#: Characters of a rejected value that the quarantine keeps.
LONGEST_VALUE = 200


@dataclass(frozen=True)
class RawTable:
    """One raw file: its release, its name and its rows as text in SCDB's 61 columns."""

    release: str
    file: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Prepared:
    """Typed tables, the quarantine and the counts; columns in `docs/tables.md`."""

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
        When a column of a file is lost (see `data.lost_columns`) or no usable row is left.
    """
    stacked = _stack(tables)
    reasons = rejection_reasons(stacked, read_keys(stacked))
    refuse_lost_keys(stacked, reasons)
    rejected = _rejected_rows(stacked, reasons)
    if len(rejected) == len(stacked):
        raise UserError(_nothing_usable(rejected))
    typed = type_columns(stacked[reasons.isna()])
    votes, cases = split_levels(typed.rows)
    quarantine = pd.concat([rejected, typed.bad_cells], ignore_index=True)
    quarantine["value"] = quarantine["value"].str[:LONGEST_VALUE]
    return Prepared(cases, votes, quarantine, summarise(stacked, reasons, typed, quarantine))


def _stack(tables: Iterable[RawTable]) -> pd.DataFrame:
    parts = [
        table.rows.assign(
            file=table.file, release=table.release, row=np.arange(len(table.rows)) + 2
        )
        for table in tables
    ]
    return pd.concat(parts, ignore_index=True)


def _rejected_rows(rows: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    rejected = rows[reasons.notna()]
    reason = reasons[rejected.index]
    values = rejected["caseId"] + " justice " + rejected["justice"]
    causes = reason.map(CAUSES)
    for column in ("term", "voteId"):
        values = values.mask(
            causes.eq(column).fillna(False).astype(bool), values + f" {column} " + rejected[column]
        )
    return rejected.assign(column=causes, value=values, reason=reason)[QUARANTINE_COLUMNS]


def _nothing_usable(rejected: pd.DataFrame) -> str:
    reason, rows = next(iter(rejected.groupby("reason", sort=False)))
    first = rows.iloc[0]
    value = first["value"].strip()[:LONGEST_VALUE]
    files = ", ".join(rejected["file"].unique())
    return (
        f"no usable vote row in {files}: {reason} in {len(rows):,} of {len(rejected):,} rows, "
        f"first in row {first['row']} ({value!r})"
    )


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


_OUTCOME = pa.Column("int8", pa.Check.isin((REVERSE, AFFIRM, OTHER)))
_REVERSED = pa.Column("int8", pa.Check.isin((0, 1)))
_CASE_ID = pa.Check.str_matches(f"^{CASE_ID.pattern}$")
_REVEALED_LATER = pa.Check(
    lambda table: table["revealed_term"] > table["term"], error="label revealed before its term"
)


CASES = pa.DataFrameSchema(
    {
        "caseId": pa.Column("string", _CASE_ID, unique=True),
        "term": pa.Column("int16", pa.Check.in_range(*TERMS)),
        "outcome": _OUTCOME,
        "reversed": _REVERSED,
        "revealed_term": pa.Column("int16"),
    },
    checks=_REVEALED_LATER,
)

VOTES = pa.DataFrameSchema(
    {
        "caseId": pa.Column("string", _CASE_ID),
        "term": pa.Column("int16", pa.Check.in_range(*TERMS)),
        "justice": pa.Column("Int32"),
        "outcome": _OUTCOME,
        "reversed": _REVERSED,
        "case_outcome": _OUTCOME,
    },
    checks=[
        _REVEALED_LATER,
        pa.Check(lambda t: ~t.duplicated(["caseId", "justice"]), error="a vote appears twice"),
        pa.Check(
            lambda t: t.groupby("caseId")["justice"].transform("size").between(*BENCH),
            error="a bench of impossible size",
        ),
    ],
)


def check_prepared(prepared: Prepared) -> None:
    """Check both tables.

    Raises
    ------
    pandera.errors.SchemaErrors, ValueError
        With the failing rows or columns; a defect of ours, since bad input was quarantined before.
    """
    CASES.validate(prepared.cases, lazy=True)
    VOTES.validate(prepared.votes, lazy=True)
    for table, level in ((prepared.cases, Level.CASE), (prepared.votes, Level.VOTE)):
        _check_columns(table, level)


def _check_columns(table: pd.DataFrame, level: Level) -> None:
    missing = set(names(level)) - set(table)
    if missing:
        raise ValueError(f"prepared tables lack {sorted(missing)}")
    outside = [
        column.name
        for column in COLUMNS
        if column.kind is Kind.CODE and column.level is level and _is_outside(table, column.name)
    ]
    if outside:
        raise ValueError(f"prepared tables hold codes out of range in {outside}")


def _is_outside(table: pd.DataFrame, name: str) -> bool:
    return not table[name].dropna().between(*CODE_RANGES[name]).all()
