"""Against the paper: its printed and stored results, its runs paired with ours, its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.core.project.horizons import HORIZONS, LEAD, NARROWEST_FIRST
from scotus_forecast.core.project.prediction_frame import UNITS, predicted_reverse
from scotus_forecast.reporting import labels, published, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sections.common import (
    AFTER,
    CHOSEN_ON,
    NOT_CHOSEN_ON,
    PERIOD,
    PUBLICATION_RUN,
    QUALITY,
    RIGHT,
    STORED_RUNS,
    TODAY,
    WHO,
    N,
    comparison,
    difference_columns,
    flagship_rows,
    only,
    paired_row,
    reference,
    stacked_rows,
    years,
)
from scotus_forecast.reporting.sources import BASELINES, ReportInputs

FIELDS = ("n", "accuracy", "accuracy_low", "accuracy_high", "accuracy_term_low",
          "accuracy_term_high")  # fmt: skip
REPLICA = "katz_forest"

#: Periods of which every comparison is shown; `data/<dataset>/scores` has the others.
TESTED = (PERIOD, CHOSEN_ON, NOT_CHOSEN_ON, TODAY, AFTER)


def build(inputs: ReportInputs) -> Section:
    """Compare with the paper, run by run and era by era."""
    runs = [run for run in STORED_RUNS if comparison(inputs, "case", run, PERIOD)]
    return Section(
        values={
            "columns_alike": _stated(inputs, "paper", runs),
            "at_argument": _stated(inputs, LEAD, runs),
            "replication": replication(inputs),
            "stored_n": _stored_n(inputs),
            "flagships": flagship_words(inputs),
            "printed": {u: wording.percent(p) for u, p in labels.PRINTED_ACCURACY.items()},
            "marks": wording.MARKS_LEGEND,
        },
        tables=only(
            _runs(inputs),
            _headline(headline_rows(inputs), inputs),
            *(_paired(inputs, unit) for unit in UNITS),
            _all_models(inputs),
            _term_tests(inputs),
            _stored_periods(inputs),
        ),
    )


def _stated(inputs: ReportInputs, horizon: str, runs: Sequence[str]) -> list[str]:
    """How a flagship's cases compare with each run of the paper."""
    found = {run: comparison(inputs, "case", run, PERIOD, horizon) for run in runs}
    return [compared.against(reference(run)) for run, compared in found.items() if compared]


def _runs(inputs: ReportInputs) -> Table | None:
    """Each flagship against each run of the paper, over all terms and the two eras."""
    rows = [_run_row(inputs, horizon) for horizon in reversed(NARROWEST_FIRST)]
    keys = [(run, period) for run in STORED_RUNS for period in (PERIOD, CHOSEN_ON, NOT_CHOSEN_ON)]
    columns = [column("Ours", "text", "label")] + [
        column(years(inputs, period), "lead", *(f"{run}_{period}_{end}" for end in
               ("difference", "low", "high")), group=labels.RUNS[run])
        for run, period in keys
    ]  # fmt: skip
    frame = pd.DataFrame([row for row in rows if len(row) > 1])
    caption = f"Cases: points ahead of the paper’s runs; {inputs.level} intervals over terms"
    return Table("against_runs", caption, frame, tuple(columns)) if len(frame) else None


def _run_row(inputs: ReportInputs, horizon: str) -> dict[str, Any]:
    row: dict[str, Any] = {"label": labels.FIRST_ROWS[horizon].removeprefix("Ours, ")}
    for run in STORED_RUNS:
        for period in (PERIOD, CHOSEN_ON, NOT_CHOSEN_ON):
            if found := paired_row(inputs, "case", run, period, horizon):
                stem = f"{run}_{period}"
                row |= {f"{stem}_difference": found["difference"],
                        f"{stem}_low": found["term_ci_low"],
                        f"{stem}_high": found["term_ci_high"]}  # fmt: skip
    return row


def headline_rows(inputs: ReportInputs) -> pd.DataFrame:
    """One row a forecaster, case and vote side by side, on the paper's terms."""
    rows: list[dict[str, Any] | None] = [] if inputs.simulated else [*_published_rows()]
    rows += [_row(inputs, "paper", dict.fromkeys(UNITS, run), "paper, rescored on these cases")
             for run in STORED_RUNS]  # fmt: skip
    rows += [_flagship_row(inputs, horizon) for horizon in NARROWEST_FIRST]
    rows += [_row(inputs, "paper", dict.fromkeys(UNITS, REPLICA), "computed here")]
    rows += [_row(inputs, "none", dict.fromkeys(UNITS, name), "baseline") for name in BASELINES]
    return pd.DataFrame([row for row in rows if row])


def _published_rows() -> Iterable[dict[str, Any]]:
    name = {"forecaster": "Katz et al., abstract", "source": "paper, printed", "knows": "paper"}
    yield name | {
        f"{unit}_{field}": value
        for unit in UNITS
        for field, value in (("n", labels.PRINTED_N[unit]),
                             ("accuracy", labels.PRINTED_ACCURACY[unit]))
    }  # fmt: skip
    for run in STORED_RUNS:
        scores = {unit: labels.stored(run, unit) for unit in UNITS}
        row = {"forecaster": labels.model(run), "source": "paper, stored", "knows": "paper"}
        yield row | {
            f"{unit}_{field}": getattr(score, field)
            for unit, score in scores.items() if score
            for field in ("n", "accuracy")
        }  # fmt: skip


def _flagship_row(inputs: ReportInputs, horizon: str) -> dict[str, Any] | None:
    named = {unit: str(inputs.flagship(horizon, unit)) for unit in UNITS}
    return _row(inputs, horizon, named, "flagship, computed here")


def _row(
    inputs: ReportInputs, horizon: str, named: dict[str, str], source: str
) -> dict[str, Any] | None:
    found = {u: inputs.row("scores", horizon=horizon, model=m, unit=u, period=PERIOD)
             for u, m in named.items()}  # fmt: skip
    if not any(found.values()):
        return None
    names = dict.fromkeys(labels.model(named[unit]) for unit in UNITS if found[unit])
    row: dict[str, Any] = {"forecaster": " / ".join(names), "source": source, "knows": horizon}
    for unit, score in found.items():
        row |= {f"{unit}_{field}": score[field] for field in FIELDS} if score else {}
    return row


def _headline(rows: pd.DataFrame, inputs: ReportInputs) -> Table:
    columns = [column("Forecaster", "text"), column("Source", "text"), column("Knows", "text")]
    for unit, title in (("case", "Cases"), ("vote", "Votes")):
        stem = f"{unit}_accuracy"
        columns += [
            column("n", "count", f"{unit}_n", group=title),
            column("cases resampled", "share", stem, f"{stem}_low", f"{stem}_high", group=title),
            column("terms resampled", "percent_interval", f"{stem}_term_low",
                   f"{stem}_term_high", group=title),
        ]  # fmt: skip
    keys = [key for shown in columns for key in shown.keys]
    caption = f"Share right on the paper’s terms, with both {inputs.level} intervals"
    return Table("headline", caption, rows.reindex(columns=keys), tuple(columns))


def _paired(inputs: ReportInputs, unit: str) -> Table:
    """Every comparison of the flagships, by period, with both intervals and the tests."""
    frame = stacked_rows([flagship_rows(inputs, "paired", h, unit) for h in HORIZONS])
    if len(frame):
        places = {name: place for place, name in enumerate(TESTED)}
        frame = frame[frame["period"].isin(TESTED)]
        frame = frame.sort_values("period", key=lambda p: p.map(places), kind="stable")
        adjusted = frame.get("p_holm", np.nan)
        frame = frame.assign(
            p_holm=adjusted,
            label=frame["period"].map(labels.period),
            against=frame["reference"].map(labels.model),
        )
    columns = (
        column("Knows", "text", "horizon"),
        column("Period", "text", "label"),
        column("Against", "text"),
        N,
        column("ours", "count", "model_only_correct", group="Only right"),
        column("theirs", "count", "reference_only_correct", group="Only right"),
        difference_columns("difference"),
        column("Over terms", "points2_interval", "term_ci_low", "term_ci_high"),
        column("p", "mark", "p_value"),
        column("Holm", "mark", "p_holm"),
    )
    caption = f"The flagships on the same {labels.UNITS[unit]} as the paper and the baselines"
    return Table(f"paired_{unit}", caption, frame.reset_index(drop=True), columns, limit=24)


def _all_models(inputs: ReportInputs) -> Table:
    """Every forecaster by period."""
    rows = inputs.rows("scores")
    order = {name: place for place, name in enumerate((*HORIZONS, "none"))}
    rows = rows.assign(forecaster=rows["model"].map(labels.model),
                       label=rows["period"].map(labels.period),
                       place=rows["horizon"].map(order))  # fmt: skip
    rows = rows[rows["period"].isin((PERIOD, TODAY, AFTER))]
    rows = rows.sort_values(["unit", "period", "place", "accuracy"],
                            ascending=[True, True, True, False])  # fmt: skip
    columns = (
        *WHO,
        column("Period", "text", "label"),
        N,
        RIGHT,
        column("Balanced", "percent", "balanced_accuracy"),
        *QUALITY,
        column("Log loss", "decimal", "log_loss"),
    )
    caption = "Every forecaster of this run, by period; intervals resample cases"
    return Table("all_models", caption, rows.drop(columns="place"), columns, limit=0)


def _term_tests(inputs: ReportInputs) -> Table:
    rows = stacked_rows([flagship_rows(inputs, "term_tests", h, u) for h in HORIZONS
                         for u in UNITS])  # fmt: skip
    if len(rows):
        rows = rows[rows["period"] == PERIOD].reset_index(drop=True)
        rows = rows.assign(against=rows["reference"].map(labels.model))
    columns = (
        column("Knows", "text", "horizon"),
        column("Unit", "text"),
        column("Against", "text"),
        *(column(name, "count", name, group="Terms") for name in ("won", "tied", "lost")),
        column("t", "decimal", "t_statistic"),
        column("of t", "mark", "t_p_value", group="p"),
        column("of ranks", "mark", "rank_sum_p_value", group="p"),
    )
    return Table("term_tests", "Term means compared as the paper compares them", rows, columns)


def _stored_periods(inputs: ReportInputs) -> Table | None:
    if inputs.simulated:
        return None
    frame = pd.DataFrame(
        [vars(p) | {"label": wording.terms(p.first_term, p.last_term)}
         for p in published.STORED_PERIODS]
    )  # fmt: skip
    columns = (
        column("Terms", "text", "label"),
        column("n", "count", "n"),
        column("Publication run", "percent", "forest"),
        column("One-tree run", "percent", "one_tree"),
        column("Ten-term rule", "percent", "most_frequent_10"),
        column("Always reverse", "percent", "always_reverse"),
    )
    return Table("stored_periods", "Case accuracy as the paper stored it", frame, columns)


def flagship_words(inputs: ReportInputs) -> str:
    """Name the models whose numbers are the headline, each once."""
    named = dict.fromkeys(
        labels.model(str(inputs.flagship(horizon, unit)))
        for horizon in HORIZONS if horizon in inputs.params.flagship
        for unit in UNITS
    )  # fmt: skip
    return " / ".join(named) or "none"


def _stored_n(inputs: ReportInputs) -> dict[str, str] | None:
    stored = inputs.reference[inputs.reference["model"] == PUBLICATION_RUN]
    if stored.empty:
        return None
    known = stored["case_id"].isin(inputs.cases["caseId"])
    return {"all": wording.count(len(stored)), "known": wording.count(known.sum())}


def replication(inputs: ReportInputs) -> dict[str, str | None] | None:
    """How often the paper's method, run again, says what the stored run said."""
    frame = inputs.forecast("paper", REPLICA)
    stored = inputs.reference[inputs.reference["model"] == PUBLICATION_RUN]
    if frame is None or stored.empty:
        return None
    both = frame[frame["unit"] == "case"].merge(stored, on="case_id")
    same = predicted_reverse(both["p_reverse"]) == (both["predicted_reverse"] == 1)
    votes = inputs.row("scores", horizon="paper", model=REPLICA, unit="vote", period=PERIOD)
    three_class = None if votes is None else votes.get("three_class_accuracy")
    return {
        "agreement": wording.percent(same.mean()),
        "n": wording.count(len(both)),
        "three_class": None if pd.isna(three_class) else wording.percent(three_class),
        "stored_three_class": wording.percent(published.STORED_THREE_CLASS),
    }
