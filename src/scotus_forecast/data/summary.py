"""Counts of what was read, kept and set aside, and the lines in which `prepare` tells them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scotus_forecast.data.column_forms import Order
from scotus_forecast.data.rejection import HARMLESS
from scotus_forecast.data.typed_columns import TypedRows

_EXAMPLES = 5
_SHOWN = 60


def summarise(
    rows: pd.DataFrame, reasons: pd.Series, typed: TypedRows, quarantine: pd.DataFrame
) -> dict:
    """Count rows read, kept and quarantined, by release, term and reason.

    Parameters
    ----------
    rows : pd.DataFrame of str
        All raw rows.
    reasons : pd.Series of str, shape (n_rows,)
        Why a row is rejected, missing where it is not.
    typed : TypedRows
    quarantine : pd.DataFrame

    Returns
    -------
    dict
        Of JSON's types. ``cases_without_usable_row`` names cases that stand in a file and are
        in no table; ``notes`` says how a file was read where it differs from SCDB's own.
    """
    kept = typed.rows
    by_term = kept.groupby(["release", "term"]).agg(
        votes=("caseId", "size"), cases=("caseId", "nunique")
    )
    return {
        "rows_read": len(rows),
        "votes": len(kept),
        "cases": int(kept["caseId"].nunique()),
        "first_term": int(kept["term"].min()),
        "last_term": int(kept["term"].max()),
        "quarantined": {str(k): int(v) for k, v in quarantine.groupby("reason").size().items()},
        "cases_without_usable_row": _cases_without_usable_row(rows, reasons, kept),
        "notes": [*_date_notes(typed), *_unit_notes(rows, reasons)],
        "by_release_and_term": [
            {"release": release, "term": int(term), "votes": int(votes), "cases": int(cases)}
            for release, term, votes, cases in by_term.reset_index().itertuples(index=False)
        ],
    }


def lines(summary: dict, quarantine: pd.DataFrame) -> Iterator[str]:
    """Tell what was kept, then what was set aside: reason, count and the first instance."""
    yield (
        f"{summary['votes']:,} votes in {summary['cases']:,} cases, "
        f"terms {summary['first_term']}-{summary['last_term']}, from {summary['rows_read']:,} rows"
    )
    yield from summary["notes"]
    first = quarantine.drop_duplicates("reason").set_index("reason")
    for reason, count in sorted(summary["quarantined"].items(), key=lambda item: -item[1]):
        file, row, _, value = first.loc[reason, ["file", "row", "column", "value"]]
        yield f"set aside: {reason}: {count:,} (first: {file}, row {row}, {value[:_SHOWN]!r})"
    lost = summary["cases_without_usable_row"]
    if lost:
        shown = ", ".join(map(_printable, lost[:_EXAMPLES])) + (
            ", ..." if len(lost) > _EXAMPLES else ""
        )
        yield f"set aside: whole cases: {len(lost):,} ({shown})"


def _cases_without_usable_row(
    rows: pd.DataFrame, reasons: pd.Series, kept: pd.DataFrame
) -> list[str]:
    """Cases all of whose rows are rejected for a fault; the file's placeholders are none."""
    faulty = rows["caseId"][reasons.notna() & ~reasons.isin(HARMLESS).fillna(False)]
    named = faulty.str.strip().str[:_SHOWN]
    return sorted(set(named[named.ne("")]) - set(kept["caseId"]))


def _printable(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _date_notes(typed: TypedRows) -> list[str]:
    return [
        f"{file}: dates are read as day/month/year, since none can be read otherwise"
        for file, order in typed.date_orders.items()
        if order is Order.DAY_FIRST
    ]


def _unit_notes(rows: pd.DataFrame, reasons: pd.Series) -> list[str]:
    """Name the files that hold a case several times, as those of other units do."""
    further = rows[reasons.eq("further docket or vote of the case").fillna(False).astype(bool)]
    return [
        f"{file}: holds {part['caseId'].nunique():,} cases more than once, as SCDB's files by "
        "docket, issue or vote do; the first usable record of each is taken (the file organized "
        "by Supreme Court citation has one record a case)"
        for file, part in further.groupby("file", sort=False)
    ]
