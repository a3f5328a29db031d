"""Where the forecasts fail: by outcome, and the most confident misses by name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Section, Table, column
from scotus_forecast.reporting.sources import ReportInputs

#: Real cases that a report may name.
NAMED = 30
MODERN_FROM = 1946


def build(inputs: ReportInputs) -> Section:
    """Collect accuracy by outcome and the most confident misses of the lead flagship."""
    cases = case_forecasts(inputs)
    if cases is None:
        return Section(absent="The lead flagship's case forecasts are not in this run.")
    outcomes = by_outcome(cases)
    return Section(
        values=_shares(cases) | {"named": NAMED, "modern_from": MODERN_FROM},
        tables=(_outcome_table(outcomes), _miss_table(most_confident_misses(cases))),
    )


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
    return (
        table.sort_index(ascending=False)
        .reset_index()
        .assign(label=lambda rows: rows["outcome"].map(labels.OUTCOMES))
    )


def _shares(cases: pd.DataFrame) -> dict[str, str]:
    missed = cases[~cases["right"]]
    return {
        "misses": wording.count(len(missed)),
        "cases": wording.count(len(cases)),
        "missed_reversals": wording.percent((missed["reversed"] == 1).mean()),
        "other_share": wording.percent((missed["outcome"] == -1).mean()),
    }


def most_confident_misses(cases: pd.DataFrame) -> pd.DataFrame:
    """Misses of largest surprise, half before and half from 1946, at most `NAMED` together."""
    missed = cases[~cases["right"]].sort_values(["surprise", "caseId"], ascending=[False, True])
    modern = missed["term"] >= MODERN_FROM
    chosen = pd.concat([missed[modern].head(NAMED // 2), missed[~modern].head(NAMED // 2)])
    return chosen.assign(why=[explain(row) for row in chosen.to_dict("records")])


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


def _outcome_table(frame: pd.DataFrame) -> Table:
    columns = (
        column("What the Court did", "text", "label"),
        column("n", "count", "n"),
        column("Right", "percent", "accuracy"),
        column("Mean forecast of reversal", "percent", "mean_forecast"),
    )
    return Table("by_outcome", "The lead flagship's cases by outcome", frame, columns)


def _miss_table(frame: pd.DataFrame) -> Table:
    columns = (
        column("Case", "text", "caseName"),
        column("Citation", "text", "usCite"),
        column("Term", "year"),
        column("Forecast of reversal", "percent", "p_reverse"),
        column("What the Court did", "text", "why"),
    )
    caption = "The most confident misses"
    return Table("misses", caption, frame, columns, limit=NAMED, csv=False)
