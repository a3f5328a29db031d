"""Stage docket: walks the model of pending cases forward, and fits it for the terms to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.core.learners.case_then_votes import LEAST_TERMS
from scotus_forecast.core.project.files import read_table, write_csv, write_json, write_parquet
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import Execution, execution_of
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, read_labels
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.docket.accuracy import (
    SINCE,
    accuracy_table,
    matched_names,
    name_accuracy,
    such_forecasts,
)
from scotus_forecast.docket.field_worth import (
    costs,
    loss_of_coding,
    losses,
    with_blanks,
)
from scotus_forecast.docket.fields import current_roster
from scotus_forecast.docket.fit import (
    Recipe,
    Walked,
    docket_frame,
    fit_docket,
    forecast_cases,
    walk_docket,
    walk_of,
)
from scotus_forecast.docket.fitted import hash_of_files
from scotus_forecast.docket.heard import has_hearings, hearing_record, past_heard
from scotus_forecast.docket.levels import LAGS, LEVELS, DocketLevel
from scotus_forecast.docket.reasons import WORDS
from scotus_forecast.docket.tables import DocketTables, docket_inputs, past_tables
from scotus_forecast.docket.vote_split import split_weights

#: Terms on which the name matcher is measured.
_TERMS_OF_NAMES = 20


@dataclass(frozen=True)
class _Run:
    """What every level and lag is made from."""

    layout: Layout
    params: Params
    past: DocketTables
    execution: Execution

    def walk(self, level: int, lag: int) -> WalkForward:
        return walk_of(self.layout.dataset, self.params, level, lag, self.execution)


def run(layout: Layout, params: Params, execution: Execution | None = None) -> None:
    """Write forecasts of past terms, their accuracy, and the models for pending cases.

    ``level<n>-lag<m>.parquet`` are prediction frames, ``model-level<n>-lag<m>.json`` the models.

    Tables
    ------
    cases.parquet : one row a case
        caseId : str
            Key.
        one column a visible column : as prepared
            As a user would have known it.
    accuracy.csv : one row a forecast, unit and period
        forecast, unit, period : str
            Level and lag, or what it is compared with.
        n : int
            Cases or votes.
        accuracy, brier : float
            Share forecast right, and the Brier score.
    fields.csv : one row a field and period
        field : str
            Left blank; ``coded_fields`` compares level two with level one.
        period : str
            First and last term.
        n : int
            Cases that give the field.
        accuracy, brier : float
            Of these, as the field is given.
        accuracy_blank, brier_blank : float
            Of the same model where the field is blank.
        moved : float
            Mean change of the chance.
        level : int
            Level of the model.
    reasons-level<n>.parquet : one row a case
        caseId : str
            Key.
        petitioner, respondent, court_below, came_by, issue_area, disposition_below : float
            What the fact adds to the log-odds, beside the mean case of the ten terms before.
        direction_below, bench, court : float
            The same.
    names.csv : one row a way names are understood
        understood : str
            ``code``, ``group``, ``missing`` or ``all``.
        n, share, mean_certainty, right, right_group : int, float
            How many, and how often the code and its group are right.
    """
    cases, votes = read_table(layout.cases), read_table(layout.votes)
    past = past_tables(cases, votes, params)
    whole = _Run(layout, params, past, execution or execution_of(params))
    write_parquet(layout.docket / "cases.parquet", past.shown.assign(caseId=cases["caseId"]))
    fields = _fields(whole)
    write_csv(layout.docket / "fields.csv", fields)
    frames = [
        (f"level {number}, lag {lag}", _one(whole, level, lag, fields))
        for number, level in LEVELS.items()
        for lag in LAGS
    ]
    beside = [(name, read_table(path)) for name, path in _compared(layout, params)]
    write_csv(layout.docket / "accuracy.csv", accuracy_table([*frames, *beside]))
    last = int(cases["term"].max())
    names = matched_names(cases, range(last - _TERMS_OF_NAMES + 1, last + 1))
    write_csv(layout.docket / "names.csv", name_accuracy(names))


def _fields(whole: _Run) -> pd.DataFrame:
    """Measure what each field is worth, and write the reasons of past forecasts."""
    recipe, lag = Recipe.of(whole.params), max(LAGS)
    tables, chances, ids = [], {}, whole.past.cases["caseId"]
    for number, level in LEVELS.items():
        walk = whole.walk(number, lag)
        both = with_blanks(whole.past, level, max(SINCE, walk.first_term + LEAST_TERMS))
        inputs = docket_inputs(both.tables, level, lag, whole.params, of_votes=False)
        p, facts = forecast_cases(inputs, recipe, walk)
        tables.append(losses(inputs, p, both.rows).assign(level=number))
        chances[number] = p[: len(ids)]
        path = whole.layout.docket / f"reasons-level{number}.parquet"
        write_parquet(path, pd.DataFrame(facts[: len(ids)], columns=list(WORDS)).assign(caseId=ids))
    tables.append(loss_of_coding(whole.past.cases, chances))
    return pd.concat(tables, ignore_index=True)


def _compared(layout: Layout, params: Params) -> list[tuple[str, Any]]:
    """Frames beside which accuracy is told, those that there are."""
    lead = layout.forecast(LEAD, params.flagship[LEAD].case)
    always = layout.forecast("none", "always_reverse")
    return [(n, p) for n, p in ((LEAD, lead), ("always reverse", always)) if p.is_file()]


def _one(whole: _Run, level: DocketLevel, lag: int, fields: pd.DataFrame) -> pd.DataFrame:
    """Walk one level and lag forward, fit it for the term `lag` terms on, write both."""
    params, walk = whole.params, whole.walk(level.number, lag)
    inputs = docket_inputs(whole.past, level, lag, params)
    recipe = Recipe.of(params)
    walked = walk_docket(inputs, recipe, walk)
    frame = docket_frame(walked.final, read_labels(whole.layout), walk.names, lag)
    write_parquet(whole.layout.docket / f"level{level.number}-lag{lag}.parquet", frame)
    record = _model_record(whole, level, lag, walked, frame)
    record["fields"] = costs(fields, level.number)
    path = whole.layout.docket / f"model-level{level.number}-lag{lag}.json"
    write_json(path, record)
    if has_hearings(whole.layout):
        heard = past_heard(whole.layout, inputs, walked.final)
        term = int(whole.past.cases["term"].max()) + lag
        path = whole.layout.docket / f"hearing-level{level.number}-lag{lag}.json"
        write_json(path, hearing_record(heard, params, walk, term))
    return frame


def _model_record(
    whole: _Run, level: DocketLevel, lag: int, walked: Walked, frame: pd.DataFrame
) -> dict[str, Any]:
    """Return the fitted model with the accuracy such forecasts have had, ready for JSON."""
    cutoff = int(whole.past.cases["term"].max())
    inputs = _with_one_pending(whole, level, lag, cutoff + lag)
    walk, recipe = whole.walk(level.number, lag), Recipe.of(whole.params)
    names = {"level": level.number, "lag": lag, "cutoff": cutoff}
    model = fit_docket(inputs, walked, recipe, walk, names)
    past_votes = np.concatenate(
        [walked.final.vote, np.full(len(inputs.vote.term) - len(walked.final.vote), np.nan)]
    )
    return {
        "model": model.to_record(),
        "split_weights": split_weights(inputs, past_votes, whole.params, walk.first_term),
        "accuracy": accuracy_table([("docket", frame)]).to_dict("records"),
        "such_forecasts": such_forecasts(frame).to_dict("records"),
        "data": hash_of_files(whole.layout),
    }


def _with_one_pending(whole: _Run, level: DocketLevel, lag: int, term: int) -> ForecastInputs:
    """Past cases and one blank case, which gives the term that is fitted for."""
    blank = pd.DataFrame({"caseId": ["pending"], "term": [term]})
    roster = current_roster(whole.past.votes)
    return docket_inputs(whole.past.with_pending(blank, [roster]), level, lag, whole.params)
