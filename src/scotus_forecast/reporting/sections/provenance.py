"""Where the data come from, and which rows were set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from scotus_forecast.reporting import wording
from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs
from scotus_forecast.reporting.tables import Table, column

FILE_KEYS = ("file", "release", "origin", "recognition", "sha256", "rows", "first_term",
             "last_term")  # fmt: skip


def build(inputs: Inputs) -> Section:
    """Collect files, counts and quarantined rows."""
    data = inputs.manifest["files"]
    reference = inputs.manifest.get("reference") or []
    tables = [_files([*data, *reference], inputs)]
    if len(inputs.quarantine):
        tables.append(_quarantine(inputs.quarantine))
    return Section(
        values={
            "cases": wording.count(len(inputs.cases)),
            "votes": wording.count(inputs.votes),
            "first_term": int(inputs.cases["term"].min()),
            "last_term": inputs.last_term,
            "reference": len(reference),
            "quarantined": wording.count(len(inputs.quarantine)),
        }
        | recognised(data),
        tables=tuple(tables),
    )


def recognised(files: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Name the data files by how they were recognised."""
    return {
        key: [entry["file"] for entry in files if entry["recognition"] == recognition]
        for key, recognition in (
            ("official", "official"),
            ("known_copies", "known copy"),
            ("unrecognised", "unrecognised"),
        )
    }


def _files(entries: Sequence[dict[str, Any]], inputs: Inputs) -> Table:
    frame = pd.DataFrame([{key: entry.get(key) for key in FILE_KEYS} for entry in entries])
    columns = (
        column("File", "text"),
        column("Release", "text"),
        column("Origin", "text"),
        column("Recognised as", "text", "recognition"),
        column("sha256", "hash", "sha256"),
        column("Rows", "count"),
        column("First term", "year"),
        column("Last term", "year"),
    )
    made = "generated" if inputs.simulated else "read"
    return Table(
        "files", f"Files {made} for this report", frame.reindex(columns=FILE_KEYS), columns
    )


def _quarantine(quarantine: pd.DataFrame) -> Table:
    keys = ["file", "column", "reason"]
    counted = quarantine[keys].astype("string").fillna("").groupby(keys).size()
    columns = (
        column("File", "text"),
        column("Column", "text"),
        column("Reason", "text"),
        column("Rows or cells", "count", "n"),
    )
    frame = counted.rename("n").reset_index()
    return Table("quarantine", "Rows and cells set aside, by reason", frame, columns)
