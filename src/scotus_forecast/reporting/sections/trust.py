"""How far to trust the report: leakage checks, the simulated control, the data, other systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, published, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.metrics_json import plain
from scotus_forecast.reporting.sections.common import (
    WHO,
    N,
    difference_columns,
    only,
    reference,
)
from scotus_forecast.reporting.sources import ReportInputs, matching

#: Where a column was looked at: in the file, or as the lead horizon shows it.
RAW, SHOWN = "raw", "shown"
KEYS = ("horizon", "unit")
FILE_KEYS = ("file", "release", "origin", "recognition", "sha256", "rows", "first_term",
             "last_term")  # fmt: skip
STATUSES = ("pass", "warn", "fail", "skipped")


def build(inputs: ReportInputs) -> Section:
    """Collect what a referee asks for."""
    audit, control = inputs.table("audit"), control_rows(inputs)
    data = inputs.manifest["files"]
    stored = inputs.manifest.get("reference") or []
    return Section(
        values={
            "audit": None if audit is None else _statuses(audit),
            "control": None if control is None else _best_of(inputs, control),
            "run": _run(inputs),
            "quarantined": wording.count(len(inputs.quarantine)),
            "lost": ", ".join(inputs.summary.get("cases_without_usable_row", [])),
            "notes": inputs.summary.get("notes", []),
            "reference": len(stored),
            "seed": inputs.params.seed,
            "samples": wording.count(inputs.params.evaluation.bootstrap_samples),
            "first_term": inputs.params.evaluation.first_term,
        }
        | recognised(data)
        | published.CITATIONS
        | {
            "stored_period": wording.terms(*labels.STORED_TERMS),
            "printed": {u: wording.percent(p) for u, p in labels.PRINTED_ACCURACY.items()},
        },
        tables=only(
            None if inputs.simulated else _yardsticks(),
            None if audit is None else _checks(audit),
            _probe(inputs),
            _control(inputs, control),
            _files([*data, *stored], inputs),
            _quarantine(inputs.quarantine),
        ),
    )


def _statuses(audit: pd.DataFrame) -> dict[str, Any]:
    counts = audit["status"].value_counts()
    return {name: int(counts.get(name, 0)) for name in STATUSES} | {
        "checks": len(audit),
        "warned": audit.loc[audit["status"].isin(("warn", "fail")), "code"].tolist(),
    }


def _checks(table: pd.DataFrame) -> Table:
    columns = (
        column("Check", "text", "code"),
        column("What it asks", "text", "title"),
        column("Status", "text"),
        column("Found", "text", "detail"),
    )
    return Table("audit", "Leakage checks", table, columns, limit=60)


def _probe(inputs: ReportInputs) -> Table | None:
    """One row a column: what it tells as in the file, and as the argument horizon shows it."""
    probe = inputs.table("probe")
    if probe is None:
        return None
    in_file = probe["where"] == RAW
    raw, shown = (
        probe[where].set_index("column").drop(columns="where") for where in (in_file, ~in_file)
    )
    wide = raw.join(shown, how="outer", lsuffix=f"_{RAW}", rsuffix=f"_{SHOWN}")
    distance = (wide[f"auc_blank_{RAW}"] - 0.5).abs()
    rows = wide.loc[distance.sort_values(ascending=False).index].reset_index()
    columns = [column("Column", "hash")] + [
        column(name, style, f"{key}_{where}", group=group)
        for where, group in ((RAW, "In the file"), (SHOWN, "At argument"))
        for name, style, key in (("blank", "percent", "blank_share"),
                                 ("AUC, value", "decimal", "auc_value"),
                                 ("AUC, blank", "decimal", "auc_blank"))
    ]  # fmt: skip
    caption = "How well each column alone tells that the outcome is neither reverse nor affirm"
    return Table("probe", caption, rows, tuple(columns), limit=len(rows))


def control_record(inputs: ReportInputs) -> dict[str, Any] | None:
    """Last result on the simulated Court; None on the real one, whose truth nobody knows.

    Returns
    -------
    dict or None
        ``dataset, seed, confidence, cases, votes, first_term, last_term`` of the run, and
        ``results``: for each horizon and unit, the row of ``regret.parquet`` of its most accurate
        model.
    """
    regret = inputs.table("regret")
    if not inputs.simulated or regret is None:
        return None
    best = regret.loc[regret.groupby(list(KEYS))["accuracy"].idxmax()]
    return {
        "dataset": inputs.dataset,
        "seed": inputs.params.seed,
        "confidence": inputs.params.evaluation.confidence,
        "cases": len(inputs.cases),
        "votes": inputs.votes,
        "first_term": int(inputs.cases["term"].min()),
        "last_term": inputs.last_term,
        "results": [
            {name: plain(value) for name, value in row.items()} for row in best.to_dict("records")
        ],
    }


def control_rows(inputs: ReportInputs) -> pd.DataFrame | None:
    """Models of the simulated Court beside its truth: of this run, or as recorded."""
    recorded = None if inputs.control is None else pd.DataFrame(inputs.control["results"])
    regret = inputs.table("regret") if inputs.simulated else recorded
    if regret is None:
        return None
    shown = regret.assign(forecaster=regret["model"].map(labels.model))
    return shown.sort_values(["unit", "accuracy"], ascending=[True, False], ignore_index=True)


def _best_of(inputs: ReportInputs, control: pd.DataFrame) -> dict[str, Mapping[str, str] | None]:
    return {unit: _best(inputs, control, unit) for unit in UNITS}


def _best(inputs: ReportInputs, control: pd.DataFrame, unit: str) -> dict[str, str] | None:
    """Words on the most accurate model of the lead horizon."""
    rows = matching(control, horizon=LEAD, unit=unit)
    if rows.empty:
        return None
    row = rows.iloc[0]
    ends = row["ci_low"], row["ci_high"]
    compared = wording.Lead(row["difference"], *ends, inputs.level)
    return {
        "model": row["forecaster"].lower(),
        "accuracy": wording.percent(row["accuracy"]),
        "bayes": wording.percent(row["bayes_accuracy"]),
        "compared": compared.against(reference("bayes")),
    }


def _run(inputs: ReportInputs) -> dict[str, Any] | None:
    """Which run the record is of; the simulated report is of its own."""
    record = inputs.control
    if inputs.simulated or record is None:
        return None
    counts = {name: wording.count(record[name]) for name in ("cases", "votes")}
    return counts | {name: record[name] for name in ("seed", "first_term", "last_term")}


def _control(inputs: ReportInputs, control: pd.DataFrame | None) -> Table | None:
    if control is None:
        return None
    columns = (
        *WHO,
        N,
        column("Model", "percent", "accuracy", group="Right"),
        column("Truth", "percent", "bayes_accuracy", group="Right"),
        difference_columns("difference"),
        column("mean", "percent", "mean_absolute_error", group="Distance"),
        column("KL", "decimal4", "kl_divergence", group="Distance"),
    )
    which = "every model" if inputs.simulated else "the most accurate model of each horizon"
    caption = f"Simulated Court, {which}: distance to the true probabilities"
    return Table("simulated_control", caption, control, columns, limit=60)


def recognised(files: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Name the data files by how they were recognised."""
    return {
        key: [entry["file"] for entry in files if entry["recognition"] == recognition]
        for key, recognition in (
            ("official", "official"),
            ("known_copies", "known copy"),
            ("unrecognised", "unrecognised"),
        )
    }


def _files(entries: Sequence[Mapping[str, Any]], inputs: ReportInputs) -> Table:
    frame = pd.DataFrame([{key: entry.get(key) for key in FILE_KEYS} for entry in entries])
    columns = (
        column("File", "hash", "file"),
        column("Release", "text"),
        column("Origin", "text"),
        column("Recognised as", "text", "recognition"),
        column("sha256", "hash", "sha256"),
        column("Rows", "count"),
        column("first", "year", "first_term", group="Terms"),
        column("last", "year", "last_term", group="Terms"),
    )
    caption = f"Files {'generated' if inputs.simulated else 'read'} for this report"
    return Table("files", caption, frame.reindex(columns=FILE_KEYS), columns)


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


def _yardsticks() -> Table:
    columns = (
        column("System", "text"),
        column("Population and protocol", "text", "population"),
        column("Figure", "text"),
        column("Source", "text"),
    )
    frame = pd.DataFrame([vars(yardstick) for yardstick in published.YARDSTICKS])
    return Table("yardsticks", "What other systems report, on their own terms", frame, columns)
