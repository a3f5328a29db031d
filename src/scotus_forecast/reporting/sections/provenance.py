"""Where the data come from, what a run costs, how to reproduce and cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sources import ReportInputs

FILE_KEYS = ("file", "release", "origin", "recognition", "sha256", "rows", "first_term",
             "last_term")  # fmt: skip


def build_provenance(inputs: ReportInputs) -> Section:
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
            "lost": ", ".join(inputs.summary.get("cases_without_usable_row", [])),
            "notes": inputs.summary.get("notes", []),
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


def _files(entries: Sequence[dict[str, Any]], inputs: ReportInputs) -> Table:
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


def reproduce(inputs: ReportInputs) -> Section:
    """What to type, and the settings that decide the result."""
    return Section(
        values={
            "seed": inputs.params.seed,
            "first_term": inputs.params.evaluation.first_term,
            "samples": wording.count(inputs.params.evaluation.bootstrap_samples),
        }
    )


def citations(inputs: ReportInputs) -> Section:
    """Sources that a reader who uses this report must cite."""
    return Section(
        values={
            "scdb": labels.SCDB,
            "scdb_url": labels.SCDB_URL,
            "katz": labels.KATZ,
            "katz_doi": labels.KATZ_DOI,
            "katz_arxiv": labels.KATZ_ARXIV,
            "katz_code": labels.KATZ_CODE,
            "article": labels.ARTICLE,
            "article_period": labels.ARTICLE_PERIOD,
            "printed_period": labels.PRINTED_PERIOD,
            "stored_period": wording.terms(*labels.STORED_TERMS),
            "printed": {u: wording.percent(p) for u, p in labels.PRINTED_ACCURACY.items()},
            "simulated": inputs.simulated,
        }
    )


def responsible(inputs: ReportInputs) -> Section:
    """For what the forecasts may and may not be used."""
    return Section(values={"act": labels.EU_AI_ACT, "simulated": inputs.simulated})


_MINUTE = 60


def build_cost(inputs: ReportInputs) -> Section:
    """Show the committed benchmark, with the machine it was made on."""
    measured = inputs.benchmarks or {}
    rows = measured.get("results", [])
    if not rows:
        return Section(absent="No benchmark has been committed yet.")
    return Section(
        values={
            "machine": _machine(measured.get("machine", "")),
            "whole_job": _minutes(measured.get("whole_job_seconds")),
            "flagship": _minutes(measured.get("flagship_seconds")),
            "protocol": _protocol(measured.get("published_protocol")),
        },
        tables=(_table(rows),),
    )


def _table(rows: list[Mapping[str, Any]]) -> Table:
    # Counts stay counts where some rows have none.
    table = pd.DataFrame(rows).convert_dtypes()
    return Table(
        "cost",
        "Time and memory by kind of stage, as last benchmarked",
        table,
        (
            column("Court", "text", "dataset"),
            column("Stage", "text"),
            column("Runs", "count"),
            column("Seconds", "count"),
            column("CPU seconds", "count", "cpu_seconds"),
            column("Peak memory, MB", "count", "peak_rss_mb"),
            column("Models fitted", "count", "fits"),
        ),
    )


def _minutes(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds / _MINUTE:.1f}"


def _protocol(estimate: Mapping[str, float] | None) -> dict[str, str] | None:
    if not estimate or estimate.get("ratio") is None:
        return None
    return {
        "model": labels.model("katz_forest"),
        "core_hours": wording.count(estimate["core_hours"]),
        "core_minutes": f"{estimate['katz_forest_core_seconds'] / _MINUTE:.1f}",
        "ratio": wording.count(estimate["ratio"]),
    }


def _machine(described: Any) -> str:  # noqa: ANN401 - a sentence or a mapping
    if isinstance(described, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in described.items())
    return str(described)
