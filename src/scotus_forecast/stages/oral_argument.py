"""Stage oral_argument: forecasts that have heard the argument, on horizon `transcript`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.core.project.files import read_table, write_parquet
from scotus_forecast.core.project.horizons import LEAD, TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import OralArgumentParams, Params
from scotus_forecast.core.walk_forward.execution import execution_of
from scotus_forecast.core.walk_forward.inputs import (
    Forecast,
    Labels,
    labels,
    prediction_frame,
    read_base,
    read_labels,
)
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.forecast import ALL_GROUPS, Heard, forecast, forecast_cases
from scotus_forecast.oral_argument.signals import Signals, build_signals
from scotus_forecast.oral_argument.text_model import forecast_text
from scotus_forecast.oral_argument.vocabulary import Vocabulary, build_vocabulary
from scotus_forecast.transcripts.write import read_text

MODEL, TEXT_MODEL = "oral_argument", "transcript_text"

#: Columns of the forecasts without one group of signals, and of those that heard the argument of
#: another case of the term.
ABLATIONS = tuple(f"without_{group}" for group in ALL_GROUPS)
SHUFFLED = "shuffled"


def run(layout: Layout, params: Params) -> None:
    """Write signals, the text's forecasts, the flagship's, and those without a group of signals."""
    settings = params.oral_argument
    tables = read_labels(layout)
    heard = read_heard(layout, params, tables)
    walk = WalkForward.of(layout, params, TRANSCRIPT.name, MODEL)
    frame = prediction_frame(forecast(heard, settings, walk), tables, walk.names)
    write_parquet(layout.forecast(TRANSCRIPT.name, MODEL), frame)
    folder = layout.oral_argument
    write_parquet(folder / "text.parquet", _text_table(tables[0], heard.text))
    write_parquet(folder / "case_signals.parquet", heard.signals.case)
    write_parquet(folder / "vote_signals.parquet", heard.signals.vote)
    write_parquet(folder / "ablations.parquet", _ablations(heard, settings, walk, tables[0]))


def read_heard(layout: Layout, params: Params, tables: tuple[pd.DataFrame, pd.DataFrame]) -> Heard:
    """Read what was said and forecast what the words tell.

    Parameters
    ----------
    layout : Layout
    params : Params
    tables : pair of pd.DataFrame
        Cases and votes, as `read_labels` gives them.
    """
    cases, votes = tables
    settings, execution = params.oral_argument, execution_of(params)
    base = read_base(layout, LEAD, [settings.base], cases, votes, made_by="combine")
    words = build_vocabulary(read_text(layout.transcripts), TRANSCRIPT, execution.workers)
    walk = WalkForward.of(layout, params, TRANSCRIPT.name, TEXT_MODEL)
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    return Heard(
        case=labels(cases),
        vote=labels(votes),
        case_of_vote=row[votes["caseId"]].to_numpy(int),
        signals=_signals(layout, cases, votes),
        argument=Forecast(base.case[:, 0], base.vote[:, 0]),
        text=text_forecast(words, cases, settings, walk),
    )


def text_forecast(
    words: Vocabulary, cases: pd.DataFrame, settings: OralArgumentParams, walk: WalkForward
) -> np.ndarray:
    """Forecast of the text in the rows of the prepared cases, NaN where there is none."""
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    rows = row.reindex(words.case_id).dropna().to_numpy(int)
    known = words.rows(np.flatnonzero(pd.Index(words.case_id).isin(cases["caseId"])))
    of_words = Labels(*(values[rows] for values in vars(labels(cases)).values()))
    whole = np.full(len(cases), np.nan)
    whole[rows] = forecast_text(known, of_words, settings.text, walk)
    return whole


def _signals(layout: Layout, cases: pd.DataFrame, votes: pd.DataFrame) -> Signals:
    speech, counsel = (
        read_table(layout.transcripts / f"{name}.parquet") for name in ("speech", "counsel")
    )
    return build_signals(cases, votes, speech, counsel, TRANSCRIPT)


def _text_table(cases: pd.DataFrame, text: np.ndarray) -> pd.DataFrame:
    """Forecast of the words alone, `case_id, p_reverse`, where there is one."""
    table = pd.DataFrame({"case_id": cases["caseId"], "p_reverse": text})
    return table.dropna().reset_index(drop=True)


def _ablations(
    heard: Heard, settings: OralArgumentParams, walk: WalkForward, cases: pd.DataFrame
) -> pd.DataFrame:
    """Case forecasts without one group of signals each, of the cases heard."""
    left_out = {
        name: forecast_cases(heard, settings, walk, [g for g in ALL_GROUPS if g != group])
        for name, group in zip(ABLATIONS, ALL_GROUPS, strict=True)
    }
    other = shuffled(heard, np.random.default_rng(walk.seed))
    left_out[SHUFFLED] = forecast_cases(other, settings, walk)
    table = pd.DataFrame({"case_id": cases["caseId"], **left_out})
    return table[heard.usable].reset_index(drop=True)


def shuffled(heard: Heard, rng: np.random.Generator) -> Heard:
    """Give every case heard the argument of another case of its term."""
    signals, terms = heard.signals.case, heard.case.term
    rows = np.arange(len(terms))
    usable = np.flatnonzero(heard.usable)
    by_term = pd.Series(usable).groupby(terms[usable])
    for _, group in by_term:
        rows[group] = rng.permutation(group)
    keys = signals[["case_id", "term"]]
    said = signals.drop(columns=list(keys)).iloc[rows].reset_index(drop=True)
    moved = Signals(pd.concat([keys, said], axis=1), heard.signals.vote)
    return replace(heard, signals=moved, text=heard.text[rows])
