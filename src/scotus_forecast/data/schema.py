"""Schema of the prepared tables, checked before anything is written.

Bounds are those of `data.column_forms`, by which bad cells were set aside.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from scotus_forecast.core.court.columns import COLUMNS, Kind, Level, names
from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.data.column_forms import BENCH, CASE_ID, CODE_RANGES, TERMS
from scotus_forecast.data.prepare import Prepared

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
