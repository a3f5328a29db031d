"""The headline table: the paper printed and stored, ours by horizon, the baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import HORIZONS, NARROWEST_FIRST
from scotus_forecast.core.project.prediction_frame import UNITS, predicted_reverse
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section, Table, TableColumn, column
from scotus_forecast.reporting.sections.common import (
    CHOSEN_ON,
    MAIN_BASELINE,
    NOT_CHOSEN_ON,
    PERIOD,
    QUALITY,
    STORED_RUNS,
    WHO,
    N,
    accuracy_columns,
    difference_columns,
)
from scotus_forecast.reporting.sources import BASELINES, ReportInputs

FIELDS = ("n", "accuracy", "accuracy_low", "accuracy_high")
REPLICA = "katz_forest"
ALWAYS = "always_reverse"
ERAS = (CHOSEN_ON, NOT_CHOSEN_ON, "y1956_2014", "y1946_2014_merits")

#: Baselines so far below the rest that drawing them would hide every other difference.
OFF_THE_SCALE = (labels.model(ALWAYS), labels.model("most_frequent_all"))


def build(inputs: ReportInputs) -> Section:
    """Collect the headline table, its paired tests and the table of every model."""
    rows = headline_rows(inputs)
    return Section(
        values={
            "flagships": flagship_words(_flagships(inputs)),
            "replication": replication(inputs),
            "stored_n": _stored_n(inputs),
            "evaluations": inputs.evaluations,
            "spans": {"chosen": labels.span(CHOSEN_ON), "after": labels.span(NOT_CHOSEN_ON)},
        },
        tables=tuple(
            table
            for table in (
                _headline(rows, inputs),
                *(_paired(inputs, u) for u in UNITS),
                _eras(inputs),
                _all_models(inputs),
            )
            if len(table.frame)
        ),
        figures=(_figure(rows),),
    )


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
    name = {"forecaster": "Katz et al., abstract", "source": "paper, printed"}
    yield name | {"knows": "paper"} | {
        f"{unit}_{field}": value
        for unit in UNITS
        for field, value in (("n", labels.PRINTED_N[unit]),
                             ("accuracy", labels.PRINTED_ACCURACY[unit]))
    }  # fmt: skip
    for run in STORED_RUNS:
        yield _stored_row(run)


def _stored_row(run: str) -> dict[str, Any]:
    scores = {unit: labels.stored(run, unit) for unit in UNITS}
    name = labels.model(run)
    row: dict[str, Any] = {"forecaster": name, "source": "paper, stored", "knows": "paper"}
    for unit, score in scores.items():
        row |= {f"{unit}_n": score.n, f"{unit}_accuracy": score.accuracy} if score else {}
    return row


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
        columns += [
            column(title, "count", f"{unit}_n"),
            column(f"{title} right", "percent", f"{unit}_accuracy"),
            column(f"{inputs.level} interval, {title.lower()}", "percent_interval",
                   f"{unit}_accuracy_low", f"{unit}_accuracy_high"),
        ]  # fmt: skip
    keys = [key for shown in columns for key in shown.keys]
    caption = "Share of cases and of justice votes forecast right, reverse against not reverse"
    return Table("headline", caption, rows.reindex(columns=keys), tuple(columns))


def _paired(inputs: ReportInputs, unit: str) -> Table:
    frame = _all_horizons(inputs, unit, PERIOD)
    columns = (column("Flagship", "text"), *_compared_columns(inputs))
    caption = (
        f"The same {labels.UNITS[unit]}, paired: each flagship against the paper and baselines"
    )
    return Table(f"paired_{unit}", caption, frame, columns)


def _eras(inputs: ReportInputs) -> Table:
    """Cases by whether settings were chosen on their terms."""
    frames = [_all_horizons(inputs, "case", era) for era in ERAS]
    frame = pd.concat(frames, ignore_index=True)
    if len(frame):
        frame = frame[frame["reference"].isin((*STORED_RUNS, MAIN_BASELINE, ALWAYS))]
        frame = frame.assign(label=frame["period"].map(labels.period))
    columns = (column("Period", "text", "label"), *_compared_columns(inputs))
    caption = "The same cases, paired, by whether settings were chosen on their terms"
    return Table("paired_eras", caption, frame, columns, limit=len(frame))


def _compared_columns(inputs: ReportInputs) -> tuple[TableColumn, ...]:
    return (
        column("Knows", "text", "horizon"),
        column("Against", "text"),
        N,
        column("Only ours right", "count", "model_only_correct"),
        column("Only theirs right", "count", "reference_only_correct"),
        *difference_columns("Difference, points", "difference", inputs.level),
        column("with whole terms resampled", "points2_interval", "term_ci_low", "term_ci_high"),
        column("p", "p", "p_value"),
        column("p, Holm", "p", "p_holm"),
    )


def _all_horizons(inputs: ReportInputs, unit: str, period: str) -> pd.DataFrame:
    frames = [_paired_rows(inputs, horizon, unit, period) for horizon in HORIZONS]
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _paired_rows(inputs: ReportInputs, horizon: str, unit: str, period: str) -> pd.DataFrame:
    model = str(inputs.flagship(horizon, unit))
    rows = inputs.rows("paired", horizon=horizon, model=model, unit=unit, period=period)
    if rows.empty:
        return rows
    adjusted = rows["p_holm"] if "p_holm" in rows else float("nan")
    named = {"flagship": labels.model(model), "against": rows["reference"].map(labels.model)}
    return rows.assign(p_holm=adjusted, **named)


def _all_models(inputs: ReportInputs) -> Table:
    rows = inputs.rows("scores", period=PERIOD)
    order = {name: place for place, name in enumerate((*HORIZONS, "none"))}
    rows = rows.assign(forecaster=rows["model"].map(labels.model), place=rows["horizon"].map(order))
    rows = rows.sort_values(["unit", "place", "accuracy"], ascending=[True, True, False])
    columns = (
        *WHO,
        N,
        *accuracy_columns(inputs.level),
        column("Balanced accuracy", "percent", "balanced_accuracy"),
        *QUALITY,
        column("Log loss", "decimal", "log_loss"),
    )
    caption = "Every forecaster of this run on the paper's terms"
    return Table("all_models", caption, rows.drop(columns="place"), columns, limit=60)


def _flagships(inputs: ReportInputs) -> list[dict[str, str]]:
    return [
        {"horizon": horizon}
        | {unit: labels.model(str(inputs.flagship(horizon, unit))) for unit in UNITS}
        for horizon in HORIZONS
        if horizon in inputs.params.flagship
    ]


def flagship_words(flagships: Sequence[Mapping[str, str]]) -> str:
    """Name the flagships; one that is the same throughout is named once."""
    names = {flagship[unit] for flagship in flagships for unit in UNITS}
    if not names:
        return "none"
    if len(names) == 1:
        return f"{names.pop()}, on every horizon, for cases and votes alike"
    return "; ".join(f"on {f['horizon']}, {_by_unit(f)}" for f in flagships)


def _by_unit(flagship: Mapping[str, str]) -> str:
    case, vote = (flagship[unit] for unit in UNITS)
    return case if case == vote else f"{case} for cases and {vote} for votes"


def _stored_n(inputs: ReportInputs) -> dict[str, str] | None:
    stored = inputs.reference[inputs.reference["model"] == STORED_RUNS[0]]
    if stored.empty:
        return None
    known = stored["case_id"].isin(inputs.cases["caseId"])
    return {"all": wording.count(len(stored)), "known": wording.count(known.sum())}


def replication(inputs: ReportInputs) -> dict[str, str | None] | None:
    """How often the paper's method, run again, says what the stored run said."""
    frame = inputs.forecast("paper", REPLICA)
    stored = inputs.reference[inputs.reference["model"] == STORED_RUNS[0]]
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
        "stored_three_class": wording.percent(labels.STORED_THREE_CLASS),
    }


def _figure(rows: pd.DataFrame) -> Figure:
    return Figure(
        name="headline",
        title="Share forecast right, by forecaster",
        alt="Dot plot of accuracy with intervals, cases on the left and votes on the right. "
        "The numbers are those of the headline table.",
        shows="Each dot is the share forecast right on the paper's terms, with its interval "
        "where one was computed. Hollow diamonds are the paper's printed and stored figures.",
        hides="Pairing: intervals may overlap although two forecasters differ on the same cases. "
        "The paired table shows that. Two weak baselines, far to the left, are in the headline "
        "table only.",
        data={"rows": rows[~rows["forecaster"].isin(OFF_THE_SCALE)].reset_index(drop=True)},
    )
