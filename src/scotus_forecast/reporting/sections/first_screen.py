"""The first screen: the finding, three sentences, one table, one figure; and what reverse means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sections.common import (
    AFTER,
    ALWAYS,
    CHOSEN_ON,
    HINDSIGHT,
    MAIN_BASELINE,
    NOT_CHOSEN_ON,
    PERIOD,
    PUBLICATION_RUN,
    STORED_RUNS,
    TODAY,
    comparison,
    flagship_scored,
    heard_row,
    only,
    paired_row,
    reference,
    years,
)
from scotus_forecast.reporting.sections.reversal import (
    coding_table,
    disposition_table,
    equally_divided,
    ranges,
)
from scotus_forecast.reporting.sources import ReportInputs

#: Periods of the three opening sentences.
SPANS = (PERIOD, NOT_CHOSEN_ON, TODAY)


def title(inputs: ReportInputs) -> str:
    """The finding in one line."""
    if inputs.simulated:
        return labels.SIMULATED_TITLE
    paper = comparison(inputs, "case", PUBLICATION_RUN, PERIOD)
    today = comparison(inputs, "case", ALWAYS, TODAY)
    return wording.finding(paper, today) or labels.PLAIN_TITLE


def build(inputs: ReportInputs) -> Section:
    """Collect the first screen."""
    rows = forecaster_rows(inputs)
    return Section(
        values={
            "sentences": [s for period in SPANS if (s := _sentence(inputs, period))],
            **_for_the_card(inputs),
            "heard": _heard(inputs),
            "codings": ranges(inputs),
            "note": labels.FIRST_NOTE,
            "divided": equally_divided(inputs),
            "last_term": inputs.last_term,
            "scored": flagship_scored(inputs, LEAD, "case") is not None,
        },
        tables=only(_table(rows, inputs), disposition_table(inputs), *coding_table(inputs)),
    )


def _for_the_card(inputs: ReportInputs) -> dict[str, Any]:
    """What the model card says beside the headline."""
    after = {unit: flagship_scored(inputs, LEAD, unit, NOT_CHOSEN_ON) for unit in UNITS}
    against = {
        name: {u: comparison(inputs, u, HINDSIGHT, period) for u in UNITS}
        for name, period in (("baseline", PERIOD), ("today", TODAY))
    }
    spans = {"chosen": CHOSEN_ON, "after": NOT_CHOSEN_ON, "all": PERIOD, "today": TODAY}
    return {
        "after": after if all(after.values()) else None,
        "spans": {name: years(inputs, period) for name, period in spans.items()},
    } | {
        name: {u: c.against(labels.BEST_RULE) if c else None for u, c in units.items()}
        for name, units in against.items()
    }


def _sentence(inputs: ReportInputs, period: str) -> dict[str, Any] | None:
    """One span: who wins, by how much, and how surely."""
    against = _opponent(inputs, period)
    compared = comparison(inputs, "case", against, period)
    ours = flagship_scored(inputs, LEAD, "case", period)
    row = paired_row(inputs, "case", against, period)
    if compared is None or ours is None or row is None:
        return None
    model, terms = str(row["reference_model"]), years(inputs, period)
    return {
        "span": labels.FIRST_SPANS[period].format(terms=terms, last=terms.split("–")[-1]),
        "winner": compared.winner(labels.WINNERS.get(model, labels.SIMPLE_RULE)),
        "ours": ours["accuracy"],
        "against": compared.against(labels.FIRST_REFERENCES.get(model, reference(model))),
    }


def _opponent(inputs: ReportInputs, period: str) -> str:
    """The paper's publication run over all its terms, its better one later; else a baseline."""
    if period == PERIOD and comparison(inputs, "case", PUBLICATION_RUN, PERIOD):
        return PUBLICATION_RUN
    if period != NOT_CHOSEN_ON:
        return HINDSIGHT
    runs = {
        run: row["accuracy"]
        for run in STORED_RUNS
        if (row := inputs.row("scores", model=run, unit="case", period=period))
    }
    return max(runs, key=runs.__getitem__, default=HINDSIGHT)


def _heard(inputs: ReportInputs) -> Mapping[str, str] | None:
    found = {m: heard_row(inputs, "case", m) for m in ("oral_argument", "argument", ALWAYS)}
    if not all(found.values()):
        return None
    shares = {name: wording.percent(row["accuracy"]) for name, row in found.items() if row}
    first = found["oral_argument"]
    spans = {"lead": labels.ARGUED_TERMS, "late_lead": labels.ARGUED_LATE}
    leads = {name: _heard_against_always(inputs, span) for name, span in spans.items()}
    return shares | {
        **{name: lead.against("“always reverse”") if lead else "" for name, lead in leads.items()},
        "late_terms": labels.ARGUED_LATE.replace("-", "–"),
        "terms": labels.ARGUED_TERMS.replace("-", "–"),
        "n": wording.count(first["n"] if first else 0),
    }


def _heard_against_always(inputs: ReportInputs, period: str) -> wording.Lead | None:
    """The transcript's lead over always reversing, on the cases heard."""
    keys = {"unit": "case", "model": "oral_argument", "reference": ALWAYS, "period": period}
    row = inputs.row("oral_gains", **keys)
    if row is None:
        return None
    gain, low, high = (row[f"accuracy_gain{end}"] for end in ("", "_low", "_high"))
    return wording.Lead(gain, low, high, inputs.level)


def forecaster_rows(inputs: ReportInputs) -> pd.DataFrame:
    """At most eight forecasters: cases and votes, over the paper's terms and after them."""
    return pd.DataFrame(list(_rows(inputs)))


def _rows(inputs: ReportInputs) -> Iterator[dict[str, Any]]:
    if not inputs.simulated:
        printed = {f"{u}_accuracy": labels.PRINTED_ACCURACY[u] for u in UNITS}
        yield {"label": labels.FIRST_ROWS["printed"]} | printed
        yield {"label": labels.FIRST_ROWS["stored"]} | _stored(inputs)
    for horizon in ("paper", LEAD, "strict"):
        named = {unit: str(inputs.flagship(horizon, unit)) for unit in UNITS}
        if found := _scores(inputs, horizon, named):
            yield {"label": labels.FIRST_ROWS[horizon]} | found
    heard = {unit: heard_row(inputs, unit, "oral_argument") for unit in UNITS}
    if all(heard.values()):
        yield {"label": labels.FIRST_ROWS["transcript"]} | _flat("", heard)
    for name in (MAIN_BASELINE, ALWAYS):
        if found := _scores(inputs, "none", dict.fromkeys(UNITS, name)):
            yield {"label": labels.FIRST_ROWS[name]} | found


def _stored(inputs: ReportInputs) -> dict[str, Any]:
    """What the paper stored, with the interval of its cases where they can be scored."""
    found = _scores(inputs, "paper", dict.fromkeys(UNITS, PUBLICATION_RUN))
    totals = {unit: labels.stored(PUBLICATION_RUN, unit) for unit in UNITS}
    return {f"{unit}_accuracy": s.accuracy for unit, s in totals.items() if s} | found


def _scores(inputs: ReportInputs, horizon: str, named: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for prefix, period in (("", PERIOD), ("after_", AFTER)):
        of = {u: inputs.row("scores", horizon=horizon, model=m, unit=u, period=period)
              for u, m in named.items()}  # fmt: skip
        row |= _flat(prefix, of)
    return row


def _flat(prefix: str, of: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Any]:
    """Accuracies of both units in one row, each with the ends of its interval."""
    flat: dict[str, Any] = {}
    for unit, score in of.items():
        if score is not None:
            ends = _ends(score)
            flat |= {f"{prefix}{unit}_accuracy": score["accuracy"],
                     f"{prefix}{unit}_low": ends[0], f"{prefix}{unit}_high": ends[1]}  # fmt: skip
    return flat


def _ends(score: Mapping[str, Any]) -> tuple[float, float]:
    """Ends of the interval over terms; what the transcript told has no other."""
    stem = "accuracy_term" if "accuracy_term_low" in score else "accuracy"
    return score[f"{stem}_low"], score[f"{stem}_high"]


def _table(rows: pd.DataFrame, inputs: ReportInputs) -> Table:
    spans = (("", years(inputs, PERIOD)), ("after_", years(inputs, AFTER)))
    columns = [column("Forecast", "text", "label")]
    for prefix, span in spans:
        if f"{prefix}case_accuracy" in rows:
            columns += [
                column(name, "share", *(f"{prefix}{unit}_{end}" for end in
                                        ("accuracy", "low", "high")), group=span)
                for unit, name in (("case", "Cases"), ("vote", "Votes"))
            ]  # fmt: skip
    keys = [key for shown in columns for key in shown.keys]
    caption = labels.FIRST_CAPTION.format(level=inputs.level)
    return Table("first_screen", caption, rows.reindex(columns=keys), tuple(columns))
