"""Stage prepare: raw archives to typed cases and votes."""

from __future__ import annotations

import logging

from scotus_forecast.data import summary
from scotus_forecast.data.manifest import read as read_manifest
from scotus_forecast.data.prepare import RawTable, prepare
from scotus_forecast.data.read import read_archive
from scotus_forecast.data.schema import check_prepared
from scotus_forecast.project.files import write_json, write_parquet
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.params import Params

logger = logging.getLogger(__name__)


def run(layout: Layout, _params: Params) -> None:
    """Prepare every file the manifest names; tell what was kept and what was set aside."""
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
