"""What the oral argument told, on the cases of which there is a transcript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sources import ReportInputs

MODEL, ARGUMENT, ALWAYS = "oral_argument", "argument", "always_reverse"

NAMES = {
    MODEL: "transcript: oral_argument",
    ARGUMENT: "argument: stacked",
    "transcript_text": "the words alone",
    ALWAYS: "always reverse",
    "true_probability": "true probability",
}
GROUPS = {
    "without_counts": "counts of the bench's speech",
    "without_solicitor_general": "Solicitor General's side as amicus",
    "without_counsel": "counsel: words, experience, record",
    "without_text": "text",
    "shuffled": "the right transcript (another case's of the term instead)",
}


def build(inputs: ReportInputs) -> Section:
    """Compare `transcript` with `argument` on the cases heard."""
    scores = inputs.table("oral_scores")
    if scores is None:
        return Section(absent=labels.NO_TRANSCRIPTS)
    return Section(
        values={
            "case": _words(inputs, "case"),
            "vote": _words(inputs, "vote"),
            "calibration": _calibration(inputs),
            "named": _named(inputs),
        },
        tables=(
            _score_table(scores),
            _gain_table(inputs),
            _decade_table(inputs),
            _ablation_table(inputs),
            _justice_table(inputs),
            _anchor_table(),
        ),
    )


def _words(inputs: ReportInputs, unit: str) -> dict[str, str] | None:
    where = {"unit": unit, "period": labels.ARGUED_TERMS}
    ours = inputs.row("oral_scores", model=MODEL, **where)
    gain = inputs.row("oral_gains", reference=ARGUMENT, **where)
    lead = inputs.row("oral_gains", reference=ALWAYS, **where)
    if not (ours and gain and lead):
        return None
    return {
        "period": labels.ARGUED_TERMS,
        "n": wording.count(ours["n"]),
        "accuracy": wording.percent(ours["accuracy"]),
        "before": wording.percent(ours["accuracy"] - gain["accuracy_gain"]),
        **_interval("gain", gain),
        **_interval("lead", lead),
        "verdict": wording.verdict(
            gain["accuracy_gain"], gain["accuracy_gain_low"], gain["accuracy_gain_high"]
        ),
    }


def _interval(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    ends = wording.points_interval(row["accuracy_gain_low"], row["accuracy_gain_high"])
    return {name: wording.points(row["accuracy_gain"]), f"{name}_interval": ends}


def _calibration(inputs: ReportInputs) -> dict[str, str] | None:
    row = inputs.row("oral_scores", unit="case", model=MODEL, period=labels.ARGUED_TERMS)
    if not row:
        return None
    return {name: wording.decimal(row[name]) for name in ("slope", "ece", "ece_perfect_95")}


def _named(inputs: ReportInputs) -> dict[str, list[str]]:
    """Sentences on the cases that hearing the argument put right, and on those it put wrong."""
    table = inputs.table("oral_named_cases")
    told = pd.DataFrame(columns=["right"]) if table is None else table
    return {
        name: [_sentence(row) for row in told[told["right"] == right].to_dict("records")]
        for name, right in (("right", True), ("wrong", False))
    }


def _sentence(case: Mapping[Any, Any]) -> str:
    did = "reversed" if case["reversed"] == 1 else "did not reverse"
    before, after = (wording.percent(case[name], 0) for name in (ARGUMENT, MODEL))
    return (
        f"{case['name']} ({case['term']}): the chance of reversal went from {before} to {after}; "
        f"the Court {did}."
    )


def _score_table(scores: pd.DataFrame) -> Table:
    rows = scores[scores["period"].isin(labels.ARGUED_PERIODS)]
    rows = rows.assign(label=rows["model"].map(NAMES))
    columns = (
        column("Unit", "text"),
        column("Terms", "text", "period"),
        column("Forecast", "text", "label"),
        column("n", "count", "n"),
        column("Accuracy", "percent"),
        column("Interval", "percent_interval", "accuracy_low", "accuracy_high"),
        column("AUC", "decimal", "auc"),
        column("Brier", "decimal4", "brier"),
        column("Slope", "decimal", "slope"),
        column("Calibration error", "decimal", "ece"),
        column("A perfect model's bound", "decimal", "ece_perfect_95"),
    )
    caption = labels.ARGUED_CAPTION
    return Table("oral_argument", caption, rows, columns)


def _gain_columns() -> tuple:
    return (
        column("n", "count", "n"),
        column("Gain, points", "points", "accuracy_gain"),
        column("Interval", "points_interval", "accuracy_gain_low", "accuracy_gain_high"),
        column("Brier score saved", "decimal4", "brier_gain"),
    )


def _gain_table(inputs: ReportInputs) -> Table:
    rows = inputs.rows("oral_gains")
    rows = rows[
        rows["period"].isin(labels.ARGUED_PERIODS) & rows["reference"].isin((ARGUMENT, ALWAYS))
    ]
    columns = (
        column("Unit", "text"),
        column("Terms", "text", "period"),
        column("Over", "text", "label"),
        *_gain_columns(),
    )
    labelled = rows.assign(label=rows["reference"].map(NAMES))
    return Table("oral_argument_gains", "Gain of hearing the argument", labelled, columns)


def _decade_table(inputs: ReportInputs) -> Table:
    rows = inputs.rows("oral_gains", reference=ARGUMENT)
    rows = rows[rows["period"].str.endswith("s")]
    columns = (column("Unit", "text"), column("Decade", "text", "period"), *_gain_columns())
    return Table("oral_argument_decades", "Gain over `argument` by decade", rows, columns)


def _ablation_table(inputs: ReportInputs) -> Table:
    rows = inputs.rows("oral_ablations")
    rows = (
        rows[rows["period"].isin((labels.ARGUED_TERMS, labels.ARGUED_LATE))] if len(rows) else rows
    )
    labelled = rows.assign(label=rows["reference"].map(GROUPS) if len(rows) else [])
    columns = (
        column("Left out", "text", "label"),
        column("Terms", "text", "period"),
        column("Accuracy", "percent"),
        column("AUC", "decimal", "auc"),
        column("Brier", "decimal4", "brier"),
        *_gain_columns(),
    )
    caption = "What each group of signals adds to case forecasts"
    return Table("oral_argument_ablations", caption, labelled, columns)


def _justice_table(inputs: ReportInputs) -> Table:
    columns = (
        column("Justice", "text"),
        column("n", "count", "n"),
        column("Accuracy", "percent"),
        column("On argument", "percent", "reference_accuracy"),
        column("Gain, points", "points", "gain"),
    )
    caption = labels.ARGUED_JUSTICES
    return Table("oral_argument_justices", caption, inputs.rows("oral_by_justice"), columns)


def _anchor_table() -> Table:
    frame = pd.DataFrame(
        labels.ARGUED_ELSEWHERE, columns=["source", "what", "accuracy", "brier", "protocol"]
    )
    columns = (
        column("Source", "text"),
        column("Population", "text", "what"),
        column("Accuracy", "percent"),
        column("Brier", "decimal4", "brier"),
        column("Protocol", "text"),
    )
    return Table("oral_argument_published", "Published forecasts from argument", frame, columns)
