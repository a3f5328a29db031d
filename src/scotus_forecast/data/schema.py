"""Schema of the prepared tables, checked before anything is written."""

from __future__ import annotations

import pandera.pandas as pa

from scotus_forecast.court.columns import Level, names
from scotus_forecast.court.outcomes import AFFIRM, DISPOSITION_CODES, OTHER, REVERSE, VOTE_CODES
from scotus_forecast.data.prepare import Prepared

_OUTCOME = pa.Column("int8", pa.Check.isin((REVERSE, AFFIRM, OTHER)))
_REVERSED = pa.Column("int8", pa.Check.isin((0, 1)))
_REVEALED_LATER = pa.Check(
    lambda table: table["revealed_term"] > table["term"], error="label revealed before its term"
)
_BENCH_OF = (1, 12)

CASES = pa.DataFrameSchema(
    {
        "caseId": pa.Column("string", unique=True),
        "term": pa.Column("int16", pa.Check.in_range(1791, 2100)),
        "caseDisposition": pa.Column("Int32", pa.Check.isin(DISPOSITION_CODES), nullable=True),
        "outcome": _OUTCOME,
        "reversed": _REVERSED,
        "revealed_term": pa.Column("int16"),
    },
    checks=_REVEALED_LATER,
)

VOTES = pa.DataFrameSchema(
    {
        "caseId": pa.Column("string"),
        "term": pa.Column("int16"),
        "justice": pa.Column("Int32", pa.Check.in_range(1, 9999)),
        "vote": pa.Column("Int32", pa.Check.isin(VOTE_CODES), nullable=True),
        "outcome": _OUTCOME,
        "reversed": _REVERSED,
        "case_outcome": _OUTCOME,
    },
    checks=[
        _REVEALED_LATER,
        pa.Check(lambda t: ~t.duplicated(["caseId", "justice"]), error="a vote appears twice"),
        pa.Check(
            lambda t: t.groupby("caseId")["justice"].transform("size").between(*_BENCH_OF),
            error="a bench of impossible size",
        ),
    ],
)


def check_prepared(prepared: Prepared) -> None:
    """Check both tables.

    Raises
    ------
    pandera.errors.SchemaErrors
        With every failing row; a defect of ours, since bad input was quarantined before.
    """
    CASES.validate(prepared.cases, lazy=True)
    VOTES.validate(prepared.votes, lazy=True)
    missing = set(names(Level.CASE)) - set(prepared.cases)
    missing |= set(names(Level.VOTE)) - set(prepared.votes)
    if missing:
        raise ValueError(f"prepared tables lack {sorted(missing)}")
