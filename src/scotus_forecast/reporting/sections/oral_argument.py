"""What the oral argument told, what its plan asked for, and what was tried and not taken.

On the cases of which there is a transcript.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, published, wording
from scotus_forecast.reporting.document import Section, Table, TableColumn, column
from scotus_forecast.reporting.sections.common import ALWAYS, QUALITY, RIGHT, N, heard_row, only
from scotus_forecast.reporting.sources import ReportInputs

MODEL, ARGUMENT = "oral_argument", "argument"

NAMES = {
    MODEL: "with the transcript",
    ARGUMENT: "known before the argument",
    "transcript_text": "the words alone",
    ALWAYS: "always reverse",
    "true_probability": "true probability",
}
GROUPS = {
    "without_counts": "counts of the bench’s speech",
    "without_solicitor_general": "Solicitor General’s side as amicus",
    "without_counsel": "counsel: words, experience, record",
    "without_text": "text",
    "shuffled": "the right transcript (another case’s of the term instead)",
}


def build(inputs: ReportInputs) -> Section:
    """Compare `transcript` with `argument` on the cases heard."""
    scores = inputs.table("oral_scores")
    if scores is None:
        return Section(absent=labels.NO_TRANSCRIPTS)
    return Section(
        values={unit: _words(inputs, unit) for unit in UNITS}
        | {"named": _named(inputs), "terms": _terms()},
        tables=only(
            _shown(inputs),
            _score_table(scores),
            _gain_table(inputs),
            _ablation_table(inputs),
            _justice_table(inputs),
            targets(inputs),
            tried(inputs),
            _published(),
        ),
    )


def _terms() -> str:
    return labels.ARGUED_TERMS.replace("-", "–")


def _words(inputs: ReportInputs, unit: str) -> Mapping[str, str] | None:
    """Accuracy with and without the transcript, and the gain."""
    ours = heard_row(inputs, unit, MODEL)
    gain = inputs.row("oral_gains", unit=unit, reference=ARGUMENT, period=labels.ARGUED_TERMS)
    if not (ours and gain):
        return None
    compared = wording.Lead(
        gain["accuracy_gain"], gain["accuracy_gain_low"], gain["accuracy_gain_high"], inputs.level
    )
    return {
        "n": wording.count(ours["n"]),
        "accuracy": wording.percent(ours["accuracy"]),
        "before": wording.percent(ours["accuracy"] - gain["accuracy_gain"]),
        "gain": compared.against(labels.WITHOUT_TRANSCRIPT),
    }


def _shown(inputs: ReportInputs) -> Table | None:
    """Who is how often right on the cases heard, cases and votes side by side."""
    rows = [
        {"label": NAMES[model].capitalize()}
        | {
            f"{unit}_{key}": row[key]
            for unit in UNITS
            if (row := heard_row(inputs, unit, model))
            for key in ("n", "accuracy", "accuracy_low", "accuracy_high")
        }
        for model in (MODEL, ARGUMENT, ALWAYS)
    ]
    columns = [column("Forecast", "text", "label")] + [
        column(name, "share", *(f"{unit}_accuracy{end}" for end in ("", "_low", "_high")))
        for unit, name in (("case", "Cases"), ("vote", "Votes"))
    ]
    keys = [key for shown in columns for key in shown.keys]
    frame = pd.DataFrame(rows).reindex(columns=keys).dropna(subset="case_accuracy")
    caption = f"Merits cases of {_terms()} with a transcript; intervals over terms"
    return Table("heard", caption, frame, tuple(columns), csv=False)


def _named(inputs: ReportInputs) -> dict[str, list[dict[str, str]]]:
    """Cases that hearing the argument put right, and those it put wrong."""
    table = inputs.table("oral_named_cases")
    told = pd.DataFrame(columns=["right"]) if table is None else table
    return {
        name: [_told(row) for row in told[told["right"] == right].to_dict("records")]
        for name, right in (("right", True), ("wrong", False))
    }


def _told(case: Mapping[Any, Any]) -> dict[str, str]:
    did = "reversed" if case["reversed"] == 1 else "did not reverse"
    before, after = (wording.percent(case[name], 0) for name in (ARGUMENT, MODEL))
    sentence = (
        f"{case['name']} ({case['term']}): the chance of reversal went from {before} to {after}; "
        f"the Court {did}."
    )
    return {"sentence": sentence, "command": labels.CARD_COMMAND + str(case["case_id"])}


def _score_table(scores: pd.DataFrame) -> Table:
    rows = scores.assign(label=scores["model"].map(NAMES))
    columns = (
        column("Unit", "text"),
        column("Terms", "text", "period"),
        column("Forecast", "text", "label"),
        N,
        RIGHT,
        *QUALITY,
        column("Slope", "decimal", "slope"),
        column("found", "decimal", "ece", group="Calibration error"),
        column("perfect", "decimal", "ece_perfect_95", group="Calibration error"),
    )
    return Table("oral_argument", labels.ARGUED_CAPTION, rows, columns, limit=0)


GAIN = (
    N,
    column("Gain", "lead", "accuracy_gain", "accuracy_gain_low", "accuracy_gain_high"),
    column("Brier saved", "decimal4", "brier_gain"),
)


def _gain_table(inputs: ReportInputs) -> Table | None:
    rows = inputs.rows("oral_gains")
    if rows.empty:
        return None
    labelled = rows.assign(label=rows["reference"].map(NAMES))
    columns: tuple[TableColumn, ...] = (
        column("Unit", "text"),
        column("Terms", "text", "period"),
        column("Over", "text", "label"),
        *GAIN,
    )
    caption = "Points gained by hearing the argument, by period and decade"
    return Table("oral_argument_gains", caption, labelled, columns, limit=0)


def _ablation_table(inputs: ReportInputs) -> Table | None:
    rows = inputs.rows("oral_ablations")
    if rows.empty:
        return None
    rows = rows[rows["period"].isin((labels.ARGUED_TERMS, labels.ARGUED_LATE))]
    columns = (
        column("Left out", "text", "label"),
        column("Terms", "text", "period"),
        column("Right", "percent", "accuracy"),
        *QUALITY,
        *GAIN,
    )
    labelled = rows.assign(label=rows["reference"].map(GROUPS))
    caption = "What each group of signals adds to case forecasts"
    return Table("oral_argument_ablations", caption, labelled, columns)


def _justice_table(inputs: ReportInputs) -> Table | None:
    rows = inputs.rows("oral_by_justice")
    if rows.empty:
        return None
    seniority = {name: int(code) for code, name in inputs.justices.items()}
    rows = rows.sort_values("justice", key=lambda j: -j.map(seniority).fillna(0))
    rows = rows.assign(label=rows["justice"].map(labels.justice)).reset_index(drop=True)
    columns = (
        column("Justice", "text", "label"),
        N,
        column("With", "percent", "accuracy", group="Transcript"),
        column("Without", "percent", "reference_accuracy", group="Transcript"),
        column("Gain, points", "points", "gain"),
    )
    return Table("oral_argument_justices", labels.ARGUED_JUSTICES, rows, columns)


def _published() -> Table:
    keys = ["source", "what", "accuracy", "brier", "protocol"]
    frame = pd.DataFrame(published.ARGUED_ELSEWHERE, columns=keys)
    columns = (
        column("Source", "text"),
        column("Population", "text", "what"),
        column("Right", "percent", "accuracy"),
        column("Brier", "decimal4", "brier"),
        column("Protocol", "text"),
    )
    return Table("oral_argument_published", "Published forecasts from argument", frame, columns)


PLANNED_MODEL = "oral_argument"

#: What the plan asked for, by unit and terms (`docs/decisions/025`): accuracy, AUC, Brier score.
TARGETS = (
    ("case", labels.ARGUED_LATE, 0.727, 0.745, 0.177),
    ("case", labels.ARGUED_TERMS, 0.725, 0.755, 0.178),
    ("vote", labels.ARGUED_LATE, 0.725, 0.765, 0.185),
    ("vote", labels.ARGUED_TERMS, 0.728, 0.772, 0.183),
)

#: And for cases: the least lower end of the gain over `argument`, and of the lead over always
#: reversing.
LEAST_ENDS = {"argument": 0.02, ALWAYS: 0.0}


def targets(inputs: ReportInputs) -> Table | None:
    """What was asked before any model was fitted, and whether it was reached."""
    if inputs.simulated:
        return None
    columns = (
        column("Unit", "text"),
        column("Terms", "text", "period"),
        column("Measure", "text"),
        column("Asked", "text"),
        column("Reached", "text"),
        column("Met", "text"),
    )
    rows = pd.DataFrame([*_scores_asked(inputs), *_ends_asked(inputs)])
    return Table("oral_argument_targets", "Targets set before any model was fitted", rows, columns)


def _scores_asked(inputs: ReportInputs) -> Iterator[dict[str, str]]:
    for unit, period, *asked in TARGETS:
        found = inputs.row("oral_scores", unit=unit, model=PLANNED_MODEL, period=period)
        for measure, target in zip(("accuracy", "auc", "brier"), asked, strict=True):
            if found:
                lower_is_better = measure == "brier"
                # Both are compared as printed, to three digits.
                reached = round(found[measure], 4 if lower_is_better else 3)
                met = reached <= target if lower_is_better else reached >= target
                name = {"auc": "AUC", "brier": "Brier"}.get(measure, measure)
                yield _asked(unit, period, name, str(target), str(reached), met)


def _ends_asked(inputs: ReportInputs) -> Iterator[dict[str, str]]:
    for reference, least in LEAST_ENDS.items():
        where = {"unit": "case", "reference": reference, "period": labels.ARGUED_TERMS}
        found = inputs.row("oral_gains", **where)
        if found:
            low = found["accuracy_gain_low"]
            name = f"lower end of the points over {reference.replace('_', ' ')}"
            ends = wording.points(least), wording.points(low)
            yield _asked("case", labels.ARGUED_TERMS, name, *ends, low > least)


def _asked(
    unit: str, period: str, measure: str, asked: str, reached: str, met: bool
) -> dict[str, str]:
    return {
        "unit": unit,
        "period": period,
        "measure": measure,
        "asked": asked,
        "reached": reached,
        "met": "yes" if met else "missed",
    }


#: Tried on cases of 1970-1994 and not taken: Brier score, and that less the chosen model's.
CHOSEN_BRIER = 0.2014
TRIED = (
    ("what is known before the argument alone", 0.2176),
    ("bench’s words without counsel’s", 0.2044),
    ("each justice’s words as well, fitted on votes", CHOSEN_BRIER + 0.0003),
    ("half the weight to boosted trees", CHOSEN_BRIER + 0.0009),
    ("boosted trees alone", CHOSEN_BRIER + 0.0048),
    ("cases given a quarter of their votes’ forecasts", 0.2022),
    ("cases given half of them", 0.2040),
)


def tried(inputs: ReportInputs) -> Table | None:
    """What was tried on the terms of selection and not taken."""
    if inputs.simulated:
        return None
    rows = pd.DataFrame(
        {"variant": what, "brier": brier, "worse": brier - CHOSEN_BRIER} for what, brier in TRIED
    )
    columns = (
        column("Variant", "text"),
        column("Brier", "decimal4"),
        column("Brier lost", "decimal4", "worse"),
    )
    caption = labels.ARGUED_TRIED.format(brier=CHOSEN_BRIER)
    return Table("oral_argument_tried", caption, rows, columns)
