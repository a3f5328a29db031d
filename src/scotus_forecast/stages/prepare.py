"""Stage prepare: raw archives to typed cases and votes."""

from __future__ import annotations

import logging

from scotus_forecast.core.project.files import write_json, write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.data import summary
from scotus_forecast.data.manifest import read as read_manifest
from scotus_forecast.data.prepare import RawTable, check_prepared, prepare
from scotus_forecast.data.read import read_archive

logger = logging.getLogger(__name__)


def run(layout: Layout, _params: Params) -> None:
    """Prepare every file the manifest names; tell what was kept and what was set aside.

    Tables
    ------
    cases.parquet : one row a case, sorted by term and case
        caseId, term, ... : str, int16, Int32, datetime64 or null
            Every case-level column of SCDB under SCDB's own name.
        outcome : int8
            1 reverse, 0 affirm, -1 other.
        reversed : int8
            1 where the outcome is reverse, else 0.
        revealed_term : int16
            First term whose forecasts may use the outcome.
    votes.parquet : one row a justice in a case, sorted by term, case and justice
        caseId, term, justice, ... : str, int16, Int32 or null
            Every vote-level column of SCDB under SCDB's own name.
        outcome, reversed : int8
            Of the vote, as for cases.
        case_outcome : int8
            Outcome of its case.
        revealed_term : int16
            As for cases.
    quarantine.parquet : one row a rejected row or cell
        file, row : str, int
            Where it stands.
        column, value : str
            The cell. Where a row is rejected: the column that causes it, if one does, and the case
            and justice of the row. A value is cut after 200 characters.
        reason : str
            Why it was set aside.
    summary.json : one object
        rows_read, cases, votes, first_term, last_term : int
            What was read and kept.
        quarantined : object
            Number of rows and cells set aside, by reason.
        cases_without_usable_row, notes : list of str
            Cases of the files that are in no table, and how a file was read where it differs.
        by_release_and_term : list
            Cases and votes by release and term.
    """
    manifest = read_manifest(layout.manifest)
    tables = [
        RawTable(record.release, record.file, read_archive(layout.raw / record.file))
        for record in manifest.files
    ]
    prepared = prepare(tables)
    check_prepared(prepared)
    write_parquet(layout.cases, prepared.cases)
    write_parquet(layout.votes, prepared.votes)
    write_parquet(layout.quarantine, prepared.quarantine)
    write_json(layout.summary, prepared.summary)
    for line in summary.lines(prepared.summary, prepared.quarantine):
        logger.info("prepare: %s", line)
