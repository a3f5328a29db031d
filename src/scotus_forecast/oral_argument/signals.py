"""What the numbers of a hearing say: petitioner's side against respondent's, as of each term.

A signal is positive where it leans to the petitioner's side; without a transcript it is 0. Some
justices always talk and some never did: what tells is the difference from their earlier terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.transcripts.sides import PETITIONER, RESPONDENT

#: Pseudo-observations: of the Court's mean for a justice, and of zero for the Court.
_OWN, _COURT = 10.0, 50.0


def departures(value: np.ndarray, who: np.ndarray, term: np.ndarray) -> np.ndarray:
    """Return each value less its speaker's mean in earlier terms.

    The mean is shrunk to that of the whole Court in earlier terms, and that one to zero.

    Parameters
    ----------
    value : np.ndarray of float, shape (n_rows,)
    who, term : np.ndarray of int, shape (n_rows,)

    Returns
    -------
    np.ndarray of float, shape (n_rows,)
    """
    rows = pd.DataFrame({"value": value, "who": who, "term": term})
    court = _earlier(rows.groupby("term")["value"].agg(["sum", "size"]).sort_index())
    own = rows.groupby(["who", "term"])["value"].agg(["sum", "size"]).sort_index()
    own = own.groupby(level="who").cumsum() - own
    usual = (court["sum"] / (court["size"] + _COURT)).reindex(own.index.get_level_values("term"))
    mean = (own["sum"] + _OWN * usual.to_numpy()) / (own["size"] + _OWN)
    return value - mean.reindex(pd.MultiIndex.from_arrays([who, term])).to_numpy(float)


def of_court(value: np.ndarray, term: np.ndarray) -> np.ndarray:
    """Return each value less the Court's mean in earlier terms, shrunk to zero."""
    return departures(value, np.zeros(len(value), dtype=int), term)


def _earlier(by_term: pd.DataFrame) -> pd.DataFrame:
    return by_term.cumsum() - by_term


#: What is counted of a justice's speech, and what is added to both sides before the ratio.
MEASURES = {"turns": 1, "words": 10, "questions": 1, "interruptions": 1, "long_turns": 1}

_COUNTS = (*(f"bench_{m}" for m in MEASURES), *(f"mean_{m}" for m in MEASURES), "bench_share")
_COUNSEL = (
    "counsel_words", "counsel_interruptions", "counsel_experience", "counsel_record",
    "united_states_party",
)  # fmt: skip

#: Signals of cases by group, and the tables each reads.
GROUPS: dict[str, tuple[str, ...]] = {
    "counts": _COUNTS,
    "solicitor_general": ("united_states_amicus",),
    "counsel": _COUNSEL,
}
VOTE_SIGNALS = ("spoke", "own_volume", *(f"own_{m}" for m in MEASURES))
TABLE_OF = {
    **dict.fromkeys((*_COUNTS, *VOTE_SIGNALS, "heard", "guessed"), "speech"),
    **dict.fromkeys((*GROUPS["solicitor_general"], *_COUNSEL), "counsel"),
}

#: The side that wins more often starts ahead when counsel's records are counted.
_PETITIONER_RATE = 0.62
_RECORD_STRENGTH = 5.0


@dataclass(frozen=True)
class Signals:
    """Signals in the rows of the prepared tables.

    Attributes
    ----------
    case : pd.DataFrame
        `case_id, term, heard, guessed` (share of justices' words to sides guessed by order) and
        the signals of `GROUPS`.
    vote : pd.DataFrame
        `case_id, term, justice` and `VOTE_SIGNALS`.
    """

    case: pd.DataFrame
    vote: pd.DataFrame


def build_signals(
    cases: pd.DataFrame,
    votes: pd.DataFrame,
    speech: pd.DataFrame,
    counsel: pd.DataFrame,
    horizon: Horizon,
) -> Signals:
    """Compute every signal, or refuse where the horizon may not read what was said.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables. Outcomes are read for the records of counsel alone, each from the term on
        in which it was revealed.
    speech, counsel : pd.DataFrame
        Tables of `transcripts.write.Transcripts`.
    horizon : Horizon

    Raises
    ------
    HorizonError
        Naming signal, table and horizon.
    """
    for signal, table in TABLE_OF.items():
        horizon.require(signal, (table,))
    heard = cases[cases["caseId"].isin(speech["case_id"])]
    row = pd.Series(np.arange(len(heard)), index=heard["caseId"])
    said = _Said.of(speech[speech["case_id"].isin(row.index)], row, heard["term"].to_numpy(int))
    argued = counsel[counsel["case_id"].isin(row.index)]
    of_case = pd.DataFrame(
        {
            "heard": 1.0,
            "guessed": said.guessed(),
            **dict(_counts(said)),
            **_counsel_signals(argued.assign(row=row[argued["case_id"]].to_numpy()), heard),
        },
        index=heard["caseId"],
    )
    keys = cases[["caseId", "term"]].rename(columns={"caseId": "case_id"})
    whole = of_case.reindex(cases["caseId"]).fillna(0.0).astype(np.float32)
    return Signals(
        pd.concat([keys.reset_index(drop=True), whole.reset_index(drop=True)], axis=1),
        _vote_signals(said, votes),
    )


@dataclass(frozen=True)
class _Said:
    """Speech of justices in the cases heard, one row a case and justice.

    Attributes
    ----------
    case_id, justice : np.ndarray, shape (n_rows,)
    row, term : np.ndarray of int, shape (n_rows,)
        Row of the case among those heard, and its term.
    terms : np.ndarray of int, shape (n_heard,)
    petitioner, respondent : pd.DataFrame
        Counts by side.
    """

    case_id: np.ndarray
    justice: np.ndarray
    row: np.ndarray
    term: np.ndarray
    terms: np.ndarray
    petitioner: pd.DataFrame
    respondent: pd.DataFrame

    @classmethod
    def of(cls, speech: pd.DataFrame, row: pd.Series, terms: np.ndarray) -> _Said:
        keys = ["case_id", "justice"]
        both = speech[keys].drop_duplicates().sort_values(keys)
        index = pd.MultiIndex.from_frame(both)
        counts = [*MEASURES, "guessed_words"]
        sides = (
            speech[speech["side"] == side].set_index(keys)[counts].reindex(index, fill_value=0)
            for side in (PETITIONER, RESPONDENT)
        )
        rows = row[both["case_id"]].to_numpy(int)
        justice = both["justice"].to_numpy(int)
        return cls(both["case_id"].to_numpy(), justice, rows, terms[rows], terms, *sides)

    def by_case(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.row, values, minlength=len(self.terms))

    def mean_by_case(self, values: np.ndarray) -> np.ndarray:
        speakers = np.bincount(self.row, minlength=len(self.terms))
        return self.by_case(values) / np.maximum(speakers, 1)

    def guessed(self) -> np.ndarray:
        """Share of justices' words to counsel whose side is guessed, shape (n_heard,)."""
        sides = (self.petitioner, self.respondent)
        guessed, words = (
            sum(self.by_case(side[count].to_numpy(float)) for side in sides)
            for count in ("guessed_words", "words")
        )
        return guessed / np.maximum(words, 1)

    def own(self, measure: str) -> np.ndarray:
        """Log ratio of each justice less the justice's earlier mean, shape (n_rows,)."""
        petitioner = self.petitioner[measure].to_numpy(float)
        respondent = self.respondent[measure].to_numpy(float)
        ratio = _log_ratio(petitioner, respondent, MEASURES[measure])
        return departures(ratio, self.justice, self.term)


def _log_ratio(petitioner: np.ndarray, respondent: np.ndarray, added: float) -> np.ndarray:
    return np.log((petitioner + added) / (respondent + added))


def _counts(said: _Said) -> Iterator[tuple[str, np.ndarray]]:
    for measure, added in MEASURES.items():
        petitioner, respondent = (
            said.by_case(side[measure].to_numpy(float))
            for side in (said.petitioner, said.respondent)
        )
        ratio = _log_ratio(petitioner, respondent, 3 * added)
        yield f"bench_{measure}", of_court(ratio, said.terms)
        yield f"mean_{measure}", said.mean_by_case(said.own(measure))
    more = np.sign(said.petitioner["words"].to_numpy(float) - said.respondent["words"].to_numpy())
    yield "bench_share", of_court(said.mean_by_case(more), said.terms)


def _vote_signals(said: _Said, votes: pd.DataFrame) -> pd.DataFrame:
    words = said.petitioner["words"].to_numpy(float) + said.respondent["words"].to_numpy(float)
    index = pd.MultiIndex.from_arrays([said.case_id, said.justice])
    spoken = pd.DataFrame(
        {
            "spoke": 1.0,
            "own_volume": np.log1p(words),
            **{f"own_{m}": said.own(m) for m in MEASURES},
        },
        index=index,
    )
    asked = pd.MultiIndex.from_arrays([votes["caseId"], votes["justice"].astype(int)])
    aligned = spoken.reindex(asked).fillna(0.0).astype(np.float32).reset_index(drop=True)
    keys = votes[["caseId", "term", "justice"]].rename(columns={"caseId": "case_id"})
    return pd.concat([keys.reset_index(drop=True), aligned], axis=1)


def _counsel_signals(counsel: pd.DataFrame, heard: pd.DataFrame) -> dict[str, np.ndarray]:
    terms = heard["term"].to_numpy(int)
    sided = counsel[counsel["side"].notna()].assign(
        lean=lambda c: np.where(c["side"] == PETITIONER, 1, -1)
    )
    party, amicus = (sided[sided["amicus"].astype(bool) == friend] for friend in (False, True))
    experience, record = _careers(party, heard)
    words, broke_in = (
        of_court(_side_ratio(sided, count, added, len(heard)), terms)
        for count, added in (("words", 100), ("interruptions", 2))
    )
    return {
        "united_states_amicus": _net(amicus[amicus["united_states"].astype(bool)], len(heard)),
        "united_states_party": _net(party[party["united_states"].astype(bool)], len(heard)),
        "counsel_words": words,
        "counsel_interruptions": broke_in,
        "counsel_experience": experience,
        "counsel_record": record,
    }


def _net(counsel: pd.DataFrame, n: int) -> np.ndarray:
    """Side of counsel in each case: 1, -1, or 0 for none or both."""
    return np.sign(np.bincount(counsel["row"], counsel["lean"], minlength=n))


def _side_ratio(counsel: pd.DataFrame, count: str, added: float, n: int) -> np.ndarray:
    petitioner, respondent = (
        np.bincount(side["row"], side[count], minlength=n)
        for side in (counsel[counsel["lean"] == lean] for lean in (1, -1))
    )
    return _log_ratio(petitioner, respondent, added)


def _careers(counsel: pd.DataFrame, heard: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Experience and record of each side's counsel, petitioner's less respondent's.

    Experience is the log of one more than the arguments in earlier terms; a record the mean
    surprise of earlier outcomes revealed by then, shrunk to none.
    """
    row = counsel["row"].to_numpy(int)
    lean = counsel["lean"].to_numpy(float)
    term, revealed = (heard[c].to_numpy(int)[row] for c in ("term", "revealed_term"))
    surprise = lean * (heard["reversed"].to_numpy(float)[row] - _PETITIONER_RATE)
    experience, record = np.zeros(len(row)), np.zeros(len(row))
    rows_of = pd.Series(np.arange(len(row))).groupby(counsel["counsel"].to_numpy()).groups
    for mine in rows_of.values():
        before = term[mine][None, :] < term[mine][:, None]
        known = revealed[mine][None, :] <= term[mine][:, None]
        experience[mine] = np.log1p(before.sum(axis=1))
        record[mine] = known @ surprise[mine] / (known.sum(axis=1) + _RECORD_STRENGTH)
    n = len(heard)
    return _difference(counsel, experience, n), _difference(counsel, record, n)


def _difference(counsel: pd.DataFrame, values: np.ndarray, n: int) -> np.ndarray:
    """Mean over the petitioner's counsel less mean over the respondent's, 0 for a side of none."""
    row, lean = counsel["row"].to_numpy(int), counsel["lean"].to_numpy(int)
    total = np.zeros(n)
    for side in (1, -1):
        mine = lean == side
        number = np.maximum(np.bincount(row[mine], minlength=n), 1)
        total += side * np.bincount(row[mine], values[mine], minlength=n) / number
    return total
