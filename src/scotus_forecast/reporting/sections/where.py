"""Where forecasts help and where they fail: leads by group, recent justices, confident misses."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import UNITS, predicted_reverse
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sections.common import (
    MAIN_BASELINE,
    RIGHT,
    N,
    flagship_rows,
    only,
    stacked_rows,
)
from scotus_forecast.reporting.sources import ReportInputs

#: Grouping, heading of its table, and the unit it is shown for.
SHOWN = (
    ("chief", "Chief Justice", "case"),
    ("issue_area", "Issue area", "case"),
    ("circuit", "Court below", "case"),
    ("margin", "Margin of the vote", "case"),
    ("unanimity", "Unanimity", "case"),
    ("decade", "Decade", "case"),
    ("justice", "Justice", "vote"),
)
#: Recent justices that the body shows; the appendix has all.
RECENT = 12

#: Misses that the report names, and those of them that the body shows.
NAMED, NAMED_FIRST = 30, 8
MODERN_FROM = 1946

LEAD_KEYS = ("reference_model", "lead", "lead_low", "lead_high")


def build(inputs: ReportInputs) -> Section:
    """Collect leads by group, justices and the most confident misses."""
    frames = {group: group_rows(inputs, group, unit) for group, _, unit in SHOWN}
    frames = {group: frame for group, frame in frames.items() if len(frame)}
    cases = case_forecasts(inputs)
    misses = None if cases is None else most_confident_misses(cases)
    if not frames and cases is None:
        return Section(absent="This run holds no scores by group and no case forecasts.")
    groups = [_group_table(g, t, u, frames[g]) for g, t, u in SHOWN if g in frames]
    return Section(
        values={
            "chiefs": _chiefs(frames.get("chief")),
            "shares": None if cases is None else _shares(cases),
            "groups": [f"by_{group}" for group in frames],
            "named": NAMED,
        },
        tables=only(
            _recent_table(frames.get("justice")),
            *(_miss_tables(misses) if misses is not None else ()),
            *groups,
            None if cases is None else _outcome_table(by_outcome(cases)),
            _term_table(inputs),
        ),
    )


def group_rows(inputs: ReportInputs, group: str, unit: str) -> pd.DataFrame:
    """Lead flagship by the values of one grouping, named and in a readable order."""
    rows = flagship_rows(inputs, "groups", LEAD, unit)
    rows = rows[rows["group"] == group].reset_index(drop=True) if len(rows) else rows
    if rows.empty:
        return rows
    leads = flagship_rows(inputs, "leads", LEAD, unit)
    leads = leads[leads["group"] == group] if len(leads) else pd.DataFrame(columns=["value"])
    rows = rows.merge(leads.reindex(columns=["value", *LEAD_KEYS]), on="value", how="left")
    named = labels.justice if group == "justice" else labels.group_value
    rows = rows.assign(
        label=rows["value"].map(named), best=rows["reference_model"].map(labels.model)
    )
    return _ordered(rows, group, {name: int(code) for code, name in inputs.justices.items()})


def _ordered(rows: pd.DataFrame, group: str, seniority: dict[str, int]) -> pd.DataFrame:
    """Recent first; issue areas and courts by their number of cases."""
    places = {"chief": {chief.name: -at for at, chief in enumerate(CHIEFS)},
              "justice": {name: -code for name, code in seniority.items()}}  # fmt: skip
    if group in places:
        return rows.sort_values("value", key=lambda v: v.map(places[group]), ignore_index=True)
    if group in ("issue_area", "circuit", "unanimity"):
        return rows.sort_values("n", ascending=False, ignore_index=True)
    number = pd.to_numeric(rows["value"].str.rstrip("s"), errors="coerce")
    return rows.loc[number.sort_values(ascending=False).index].reset_index(drop=True)


def _group_table(group: str, title: str, unit: str, frame: pd.DataFrame) -> Table:
    columns = (
        column(title, "text", "label"),
        N,
        column("Reversed", "percent", "share_reversed"),
        RIGHT,
        column("Always reverse", "percent", "accuracy_always_reverse"),
        column("Ten-term rule", "percent", f"accuracy_{MAIN_BASELINE}"),
        column("Best rule in hindsight", "text", "best"),
        column("Lead over it", "lead", "lead", "lead_low", "lead_high"),
    )
    caption = f"Ours at argument on {labels.UNITS[unit]}, by {title.lower()}"
    return Table(f"by_{group}", caption, frame, columns, limit=len(frame))


def _recent_table(frame: pd.DataFrame | None) -> Table | None:
    if frame is None:
        return None
    columns = (
        column("Justice", "text", "label"),
        column("Votes", "count", "n"),
        RIGHT,
        column("Always reverse", "percent", "accuracy_always_reverse"),
        column("Our lead over the best rule", "lead", "lead", "lead_low", "lead_high"),
    )
    caption = "The latest justices, newest first: votes forecast right at argument"
    return Table("recent_justices", caption, frame.head(RECENT), columns, csv=False)


def _chiefs(frame: pd.DataFrame | None) -> Mapping[str, Any] | None:
    """Chief Justices under whom the interval of the lead on cases excludes zero."""
    if frame is None or "lead_low" not in frame:
        return None
    clear = frame.loc[frame["lead_low"] > 0, "label"].tolist()
    below = frame.loc[frame["lead_high"] < 0, "label"].tolist()
    return {"names": clear, "n": len(clear), "of": len(frame), "below": below}


def case_forecasts(inputs: ReportInputs) -> pd.DataFrame | None:
    """Lead flagship's case forecasts with what SCDB records of each case."""
    frame = inputs.forecast(LEAD, str(inputs.flagship(LEAD, "case")))
    if frame is None:
        return None
    cases = frame.loc[frame["unit"] == "case", ["case_id", "p_reverse"]]
    joined = cases.merge(inputs.cases, left_on="case_id", right_on="caseId", how="inner")
    right = predicted_reverse(joined["p_reverse"]) == (joined["reversed"] == 1)
    return joined.assign(right=right, surprise=(joined["p_reverse"] - joined["reversed"]).abs())


def by_outcome(cases: pd.DataFrame) -> pd.DataFrame:
    """Accuracy and mean forecast by what the Court did."""
    table = cases.groupby("outcome").agg(
        n=("right", "size"), accuracy=("right", "mean"), mean_forecast=("p_reverse", "mean")
    )
    table = table.sort_index(ascending=False).reset_index()
    return table.assign(label=table["outcome"].map(labels.OUTCOMES))


def _shares(cases: pd.DataFrame) -> dict[str, str]:
    missed = cases[~cases["right"]]
    return {
        "misses": wording.count(len(missed)),
        "cases": wording.count(len(cases)),
        "missed_reversals": wording.percent((missed["reversed"] == 1).mean(), 0),
    }


def most_confident_misses(cases: pd.DataFrame) -> pd.DataFrame:
    """Misses of largest surprise, half since 1946 and half before, at most `NAMED` together."""
    missed = cases[~cases["right"]].sort_values(["surprise", "caseId"], ascending=[False, True])
    modern = missed["term"] >= MODERN_FROM
    chosen = pd.concat([missed[modern].head(NAMED // 2), missed[~modern].head(NAMED // 2)])
    return chosen.assign(
        why=[explain(row) for row in chosen.to_dict("records")],
        named=[_citation(row) for row in chosen.to_dict("records")],
        command=labels.CARD_COMMAND + chosen["caseId"].astype(str),
    )


def explain(case: Mapping[Hashable, Any]) -> str:
    """Say what the Court did in a case, which the forecaster could not see.

    Examples
    --------
    >>> explain({"caseDisposition": 2, "decisionType": 1, "majVotes": 9, "minVotes": 0})
    'affirmed 9–0; signed opinion'
    """
    done = _named(labels.DISPOSITIONS, case["caseDisposition"], "no disposition recorded")
    how = _named(labels.DECISION_TYPES, case["decisionType"], "form not recorded")
    votes = (case["majVotes"], case["minVotes"])
    split = "" if any(pd.isna(vote) for vote in votes) else f" {votes[0]:.0f}–{votes[1]:.0f}"
    return f"{done}{split}; {how}"


def _named(names: Mapping[int, str], code: Any, missing: str) -> str:  # noqa: ANN401 - may be NA
    return missing if pd.isna(code) else names.get(int(code), missing)


def _citation(case: Mapping[Hashable, Any]) -> str:
    cite = "" if pd.isna(case["usCite"]) else f", {case['usCite']}"
    return f"{case['caseName']}{cite} ({case['term']})"


def _outcome_table(frame: pd.DataFrame) -> Table:
    columns = (
        column("What the Court did", "text", "label"),
        N,
        column("Right", "percent", "accuracy"),
        column("Mean forecast of reversal", "percent", "mean_forecast"),
    )
    return Table("by_outcome", "Ours at argument on cases, by outcome", frame, columns)


def _miss_tables(frame: pd.DataFrame) -> tuple[Table, ...]:
    columns = (
        column("Case", "text", "named"),
        column("Forecast of reversal", "percent", "p_reverse"),
        column("What the Court did", "text", "why"),
        column("Its card", "command", "command"),
    )
    first = frame[frame["term"] >= MODERN_FROM].head(NAMED_FIRST)
    first = first if len(first) else frame.head(NAMED_FIRST)
    caption = "The most confident misses"
    return (
        Table("misses_first", caption, first, columns, csv=False),
        Table("misses", f"{caption}, old and new", frame, columns, limit=NAMED, csv=False),
    )


def _term_table(inputs: ReportInputs) -> Table | None:
    frame = stacked_rows([flagship_rows(inputs, "groups", LEAD, unit) for unit in UNITS])
    if frame.empty:
        return None
    frame = frame[frame["group"] == "term"].assign(term=lambda rows: rows["value"].astype(int))
    columns = (
        column("Term", "year"),
        column("Unit", "text"),
        N,
        column("Reversed", "percent", "share_reversed"),
        RIGHT,
        column("Ten-term rule", "percent", f"accuracy_{MAIN_BASELINE}"),
    )
    frame = frame.sort_values(["unit", "term"], ascending=[True, False], ignore_index=True)
    return Table("by_term", "Ours at argument, term by term", frame, columns, limit=0)
