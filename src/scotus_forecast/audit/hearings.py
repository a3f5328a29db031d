"""What horizon `transcript` is made of, and the same with another future or other transcripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scotus_forecast.audit.check import same_bytes
from scotus_forecast.core.project.horizons import TRANSCRIPT
from scotus_forecast.core.project.params import OralArgumentParams
from scotus_forecast.core.walk_forward.inputs import Forecast, labels
from scotus_forecast.core.walk_forward.splits import split_at
from scotus_forecast.oral_argument.forecast import Heard, case_level, vote_level
from scotus_forecast.oral_argument.signals import Signals, build_signals
from scotus_forecast.oral_argument.text_model import TextModel, Vocabulary

ON = TRANSCRIPT.name


@dataclass(frozen=True, eq=False)
class Hearings:
    """Tables of one Court, what was said in it, and the forecasts stored of it.

    Attributes
    ----------
    cases, votes : pd.DataFrame
        Prepared tables.
    speech, counsel : pd.DataFrame
        Tables of stage `transcripts`.
    read_words : callable
        Gives the words of the latest terms heard. They are read where they are needed, since they
        are too large to be handed from process to process.
    text : np.ndarray of float, shape (n_cases,)
        Stored forecasts of the words, NaN where there are none.
    base, stored : Forecast
        Stored forecasts on `argument` and on `transcript`, in the rows of `cases` and `votes`.
    settings : OralArgumentParams
    """

    cases: pd.DataFrame
    votes: pd.DataFrame
    speech: pd.DataFrame
    counsel: pd.DataFrame
    read_words: Callable[[], Vocabulary]
    text: np.ndarray
    base: Forecast
    stored: Forecast
    settings: OralArgumentParams

    def signals(self) -> Signals:
        """Signals of all cases and votes."""
        return build_signals(self.cases, self.votes, self.speech, self.counsel, TRANSCRIPT)

    def heard(self, signals: Signals | None = None) -> Heard:
        """All that the models are given; `signals` in the place of those of the tables."""
        row = pd.Series(np.arange(len(self.cases)), index=self.cases["caseId"])
        return Heard(
            case=labels(self.cases),
            vote=labels(self.votes),
            case_of_vote=row[self.votes["caseId"]].to_numpy(int),
            signals=signals or self.signals(),
            base=self.base,
            text=self.text,
        )

    def text_model(self) -> tuple[TextModel, np.ndarray]:
        """Model of the words of the latest terms, and the rows of their cases."""
        words = self.read_words()
        row = pd.Index(self.cases["caseId"]).get_indexer(words.case_id)
        return TextModel(words, labels(self.cases.iloc[row]), self.settings.text), row

    def heard_terms(self) -> np.ndarray:
        """Terms whose stored forecasts heard the argument."""
        moved = (self.stored.case != self.base.case) & ~np.isnan(self.text)
        return np.unique(self.cases["term"].to_numpy(int)[moved])

    def rows(self, case: np.ndarray, vote: np.ndarray) -> Hearings:
        """Keep some cases and votes."""
        cases = self.cases[case].reset_index(drop=True)
        return replace(
            self,
            cases=cases,
            votes=self.votes[vote].reset_index(drop=True),
            speech=self.speech[self.speech["case_id"].isin(cases["caseId"])],
            counsel=self.counsel[self.counsel["case_id"].isin(cases["caseId"])],
            text=self.text[case],
            base=Forecast(self.base.case[case], self.base.vote[vote]),
            stored=Forecast(self.stored.case[case], self.stored.vote[vote]),
        )


#: Makes signals; a test may plant a leak.
Build = Callable[[Hearings], Signals]


def cut(hearings: Hearings, term: int) -> Hearings:
    """Forget all later terms."""
    return hearings.rows(
        *((table["term"] <= term).to_numpy() for table in (hearings.cases, hearings.votes))
    )


def turned(hearings: Hearings, term: int) -> Hearings:
    """Turn every outcome that is not known at the opening of `term`, and later forecasts.

    Cases keep their terms and their speech.
    """
    cases, votes = (_turned_labels(table, term) for table in (hearings.cases, hearings.votes))
    later_case, later_vote = ((table["term"] > term).to_numpy() for table in (cases, votes))
    return replace(
        hearings,
        cases=cases,
        votes=votes,
        text=_opposite(hearings.text, later_case),
        base=Forecast(
            _opposite(hearings.base.case, later_case), _opposite(hearings.base.vote, later_vote)
        ),
    )


def _turned_labels(table: pd.DataFrame, term: int) -> pd.DataFrame:
    unknown = (table["term"] >= term) | (table["revealed_term"] > term)
    was = table["reversed"]
    return table.assign(reversed=was.mask(unknown, 1 - was))


def _opposite(p: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.where(rows, 1 - p, p)


def shuffled(hearings: Hearings, rng: np.random.Generator, since: int = 0) -> Hearings:
    """Give every case heard, from term `since` on, the transcript of another case of its term."""
    spoken = hearings.cases["caseId"].isin(hearings.speech["case_id"])
    rows = np.flatnonzero(spoken & ~np.isnan(hearings.text) & (hearings.cases["term"] >= since))
    terms = hearings.cases["term"].to_numpy(int)
    giver = np.arange(len(terms))
    for _, group in pd.Series(rows).groupby(terms[rows]):
        ring = rng.permutation(group)
        giver[ring] = np.roll(ring, 1)
    case_id = hearings.cases["caseId"].to_numpy()
    taker = dict(zip(case_id[giver], case_id, strict=True))
    return replace(
        hearings,
        speech=hearings.speech.assign(case_id=hearings.speech["case_id"].map(taker)),
        counsel=hearings.counsel.assign(case_id=hearings.counsel["case_id"].map(taker)),
        text=hearings.text[giver],
    )


def forecasts_at(hearings: Hearings, term: int, signals: Signals | None = None) -> Forecast:
    """Forecasts of `term`, the models fitted again on what was known at its opening.

    Returns
    -------
    Forecast
        Of the cases and the votes of the term, in their order.
    """
    heard = hearings.heard(signals)
    cases = case_level(heard, hearings.settings)
    split = split_at(term, heard.case.term, heard.case.revealed)
    p_case = hearings.stored.case.copy()
    p_case[split.test] = _spoken(cases(split, 0), heard.base.case[split.test])
    votes = vote_level(heard, p_case, hearings.settings)
    of_votes = split_at(term, heard.vote.term, heard.vote.revealed)
    p_vote = _spoken(votes(of_votes, 0), heard.base.vote[of_votes.test])
    return Forecast(p_case[split.test], p_vote)


def _spoken(p: np.ndarray, before: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(p), before, p)


def differing(whole: Signals, other: Signals, last: int) -> list[str]:
    """Names of the signals of which any value up to term `last` is another."""
    pairs = ((whole.case, other.case), (whole.vote, other.vote))
    return [
        name
        for was, now in pairs
        for name in was
        if name != "case_id"
        and not same_bytes(
            *(table.loc[table["term"] <= last, name].to_numpy() for table in (was, now))
        )
    ]
