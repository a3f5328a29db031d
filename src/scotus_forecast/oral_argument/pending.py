"""Pending cases that were heard: models fitted up to a term, applied to new transcripts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.core.project.horizons import TRANSCRIPT
from scotus_forecast.core.project.params import OralArgumentParams
from scotus_forecast.core.walk_forward.inputs import Forecast, labels
from scotus_forecast.oral_argument.forecast import (
    Heard,
    SpeechLevel,
    TrustingLogistic,
    case_columns,
    case_level,
    vote_columns,
    vote_level,
)
from scotus_forecast.oral_argument.signals import Signals, build_signals
from scotus_forecast.oral_argument.text_model import FittedText, build_vocabulary
from scotus_forecast.transcripts.source import parts_of
from scotus_forecast.transcripts.write import Transcripts, collect, text_of

#: A pending case is revealed this many terms later: to no forecast made here.
_NOT_YET = 5


@dataclass(frozen=True)
class HearingModel:
    """What forecasts cases heard, and their votes, in one term or later.

    Attributes
    ----------
    term : int
        First term that it may forecast. It learned what was known at its opening.
    cases : int
        Earlier cases heard that it learned from.
    guessed_weight : float
        What a signal counts where all sides are guessed.
    case, vote : TrustingLogistic or None
        None where too few cases were heard. Then the forecast made before the argument stands.
    """

    term: int
    cases: int
    guessed_weight: float
    case: TrustingLogistic | None
    vote: TrustingLogistic | None

    def record(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        levels = {"case": self.case, "vote": self.vote}
        return vars(self) | {name: level and level.record() for name, level in levels.items()}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> HearingModel:
        """Return the model whose `record` this is."""
        levels = {
            name: record[name] and TrustingLogistic.of_record(record[name])
            for name in ("case", "vote")
        }
        return cls(**{**record, **levels})


def fit_hearing_model(
    past: Heard, p_case: np.ndarray, settings: OralArgumentParams, term: int
) -> HearingModel:
    """Fit what forecasts the cases of `term`, on all that was known at its opening.

    Parameters
    ----------
    past : Heard
        Decided cases. Its `base` must be out-of-sample forecasts by the very model that forecasts
        the pending cases before their argument.
    p_case : np.ndarray of float, shape (n_cases,)
        Out-of-sample forecasts of the same cases that heard the argument: those of
        `forecast.forecast_cases` on `past`.
    settings : OralArgumentParams
    term : int
    """
    cases, votes = case_level(past, settings), vote_level(past, p_case, settings)
    known = _known(cases, term)
    return HearingModel(
        term=term,
        cases=int(cases.usable[known].sum()),
        guessed_weight=settings.guessed_weight,
        case=cases.fit(known, term),
        vote=votes.fit(_known(votes, term), term),
    )


def _known(level: SpeechLevel, term: int) -> np.ndarray:
    of = level.labels
    return np.flatnonzero((of.revealed <= term) & (of.term < term))


@dataclass(frozen=True)
class PastHearings:
    """Decided cases and what was said in them, for what is usual of each justice and counsel.

    Attributes
    ----------
    cases : pd.DataFrame
        ``caseId, term, revealed_term, reversed``.
    votes : pd.DataFrame
        ``caseId, term, justice``.
    speech, counsel : pd.DataFrame
        Tables that stage `transcripts` wrote.
    """

    cases: pd.DataFrame
    votes: pd.DataFrame
    speech: pd.DataFrame
    counsel: pd.DataFrame


@dataclass(frozen=True)
class NewHearings:
    """Pending cases of one term, and what was said in them.

    Attributes
    ----------
    cases : pd.DataFrame
        ``caseId, term``, one row a case.
    votes : pd.DataFrame
        ``caseId, term, justice``, one row for each justice who sits.
    said : Transcripts
        Cases without a transcript have no rows.
    """

    cases: pd.DataFrame
    votes: pd.DataFrame
    said: Transcripts


def read_hearings(path: Path, cases: pd.DataFrame, votes: pd.DataFrame) -> NewHearings:
    """Read the transcripts of pending cases.

    Parameters
    ----------
    path : Path
        A folder of Oyez's JSON files, case files beside those of the hearings, or an archive.
    cases : pd.DataFrame
        ``caseId, term, usCite, docket``. A consolidated case has a row for each of its dockets.
    votes : pd.DataFrame
        ``caseId, term, justice, justiceName``, one row for each justice who sits.

    Raises
    ------
    UserError
        When `path` holds no transcript, or an archive is damaged. Hearings of other cases, and
        those that cannot be used, are in ``said.quarantine``.
    """
    said = collect(parts_of(path), cases, votes, workers=1)
    return NewHearings(cases.drop_duplicates("caseId", ignore_index=True), votes, said)


def forecast_pending(
    model: HearingModel, text: FittedText, past: PastHearings, new: NewHearings, base: Forecast
) -> Forecast:
    """Forecast pending cases and votes after their argument.

    Parameters
    ----------
    model : HearingModel
    text : FittedText
    past : PastHearings
    new : NewHearings
    base : Forecast
        Made before the argument, in the rows of ``new.cases`` and ``new.votes``.

    Returns
    -------
    Forecast
        In the same rows; `base` where no argument was heard.

    Raises
    ------
    ValueError
        When a case is of a term before the models': they may know its outcome.
    """
    if (new.cases["term"] < max(model.term, text.term)).any():
        raise ValueError(f"models fitted for term {max(model.term, text.term)} know earlier ones")
    heard = _heard(text, past, new, base)
    p_case = _told(
        model.case, case_columns(heard, model.guessed_weight), heard.usable, heard.base.case
    )
    moved = heard.usable & (p_case != heard.base.case)
    columns = vote_columns(heard, p_case, model.guessed_weight)
    return Forecast(p_case, _told(model.vote, columns, moved[heard.case_of_vote], heard.base.vote))


def _told(
    learner: TrustingLogistic | None, X: np.ndarray, usable: np.ndarray, before: np.ndarray
) -> np.ndarray:
    after = before.copy()
    if learner is not None:
        after[usable] = learner.p_reverse(X[usable])
    return after


def _heard(text: FittedText, past: PastHearings, new: NewHearings, base: Forecast) -> Heard:
    unknown = {"outcome": -1, "reversed": 0}
    cases, votes = (
        table.assign(**unknown, revealed_term=table["term"] + _NOT_YET)
        for table in (new.cases, new.votes)
    )
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    return Heard(
        case=labels(cases),
        vote=labels(votes),
        case_of_vote=row[votes["caseId"]].to_numpy(int),
        signals=_signals(past, cases, votes, new.said),
        base=base,
        text=_text_forecast(text, new.said, cases["caseId"]),
    )


def _signals(
    past: PastHearings, cases: pd.DataFrame, votes: pd.DataFrame, said: Transcripts
) -> Signals:
    """Signals of the pending cases, whose past is that of the Court."""
    both = build_signals(
        pd.concat([past.cases, cases], ignore_index=True),
        pd.concat([past.votes, votes], ignore_index=True),
        pd.concat([past.speech, said.speech], ignore_index=True),
        pd.concat([past.counsel, said.counsel], ignore_index=True),
        TRANSCRIPT,
    )
    return Signals(
        both.case.iloc[len(past.cases) :].reset_index(drop=True),
        both.vote.iloc[len(past.votes) :].reset_index(drop=True),
    )


def _text_forecast(text: FittedText, said: Transcripts, case_id: pd.Series) -> np.ndarray:
    """What the words tell of each case, NaN where there are none."""
    words = build_vocabulary([text_of(said.text)], TRANSCRIPT, workers=1)
    told = pd.Series(text.p_reverse(words, np.arange(len(words.case_id))), index=words.case_id)
    return told.reindex(case_id).to_numpy(float)
