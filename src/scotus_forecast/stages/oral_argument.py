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
    labels,
    prediction_frame,
    read_base,
    read_labels,
)
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.forecast import ALL_GROUPS, Heard, forecast, forecast_cases
from scotus_forecast.oral_argument.signals import Signals, build_signals
from scotus_forecast.oral_argument.text_model import (
    FittedText,
    TextModel,
    Vocabulary,
    build_vocabulary,
    forecast_text,
)
from scotus_forecast.transcripts.write import read_text

MODEL, TEXT_MODEL = "oral_argument", "transcript_text"

#: Columns of the forecasts without one group of signals, and of those that heard the argument of
#: another case of the term.
ABLATIONS = tuple(f"without_{group}" for group in ALL_GROUPS)
SHUFFLED = "shuffled"

#: What the words told in all decided terms, for pending cases; missing where too few were heard.
TEXT_FILE = "text_model.npz"


def run(layout: Layout, params: Params) -> None:
    """Write signals, the text's forecasts, the flagship's, and those without a group of signals."""
    settings = params.oral_argument
    tables = read_labels(layout)
    words = build_vocabulary(
        read_text(layout.transcripts), TRANSCRIPT, execution_of(params).workers
    )
    of_words = WalkForward.of(layout, params, TRANSCRIPT.name, TEXT_MODEL)
    text = text_forecast(words, tables[0], settings, of_words)
    fitted = fit_text(words, tables[0], settings, of_words)
    del words  # the largest thing in memory
    heard = read_heard(layout, settings, tables, text)
    walk = WalkForward.of(layout, params, TRANSCRIPT.name, MODEL)
    frame = prediction_frame(forecast(heard, settings, walk), tables, walk.names)
    write_parquet(layout.forecast(TRANSCRIPT.name, MODEL), frame)
    folder = layout.oral_argument
    write_parquet(folder / "text.parquet", _text_table(tables[0], heard.text))
    write_parquet(folder / "case_signals.parquet", heard.signals.case)
    write_parquet(folder / "vote_signals.parquet", heard.signals.vote)
    write_parquet(folder / "ablations.parquet", _ablations(heard, settings, walk, tables[0]))
    if fitted is not None:
        fitted.write(folder / TEXT_FILE)


def read_heard(
    layout: Layout,
    settings: OralArgumentParams,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    text: np.ndarray,
) -> Heard:
    """Read what was said, and the forecasts made before the argument.

    Parameters
    ----------
    layout : Layout
    settings : OralArgumentParams
    tables : pair of pd.DataFrame
        Cases and votes, as `read_labels` gives them.
    text : np.ndarray of float, shape (n_cases,)
        Forecasts of the words.
    """
    cases, votes = tables
    base = read_base(layout, LEAD, [settings.base], cases, votes, made_by="combine")
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    return Heard(
        case=labels(cases),
        vote=labels(votes),
        case_of_vote=row[votes["caseId"]].to_numpy(int),
        signals=_signals(layout, cases, votes),
        base=Forecast(base.case[:, 0], base.vote[:, 0]),
        text=text,
    )


def text_forecast(
    words: Vocabulary, cases: pd.DataFrame, settings: OralArgumentParams, walk: WalkForward
) -> np.ndarray:
    """Forecast of the text in the rows of the prepared cases, NaN where there is none."""
    known, row = _with_words(words, cases)
    of_words = labels(cases.iloc[row])
    whole = np.full(len(cases), np.nan)
    whole[row] = forecast_text(known, of_words, settings.text, walk)
    return whole


def _with_words(words: Vocabulary, cases: pd.DataFrame) -> tuple[Vocabulary, np.ndarray]:
    """Words of the prepared cases, and the row of each in their table."""
    row = pd.Index(cases["caseId"]).get_indexer(words.case_id)
    if (row >= 0).all():
        return words, row  # a copy is hundreds of megabytes
    return words.rows(np.flatnonzero(row >= 0)), row[row >= 0]


def fit_text(
    words: Vocabulary, cases: pd.DataFrame, settings: OralArgumentParams, walk: WalkForward
) -> FittedText | None:
    """Fit what the words tell on every decided case, for the term after the last one."""
    known, row = _with_words(words, cases)
    of_words = labels(cases.iloc[row])
    after = int(cases["term"].max()) + 1
    decided = np.flatnonzero(of_words.revealed <= after)
    return TextModel(known, of_words, settings.text).fit(decided, after, walk.seed_of(after))


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
