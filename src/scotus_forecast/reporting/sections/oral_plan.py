"""What the plan of horizon `transcript` asked for, and what was tried and not taken."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Table, column
from scotus_forecast.reporting.sections.common import ALWAYS
from scotus_forecast.reporting.sources import ReportInputs

MODEL = "oral_argument"

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
        found = inputs.row("oral_scores", unit=unit, model=MODEL, period=period)
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
