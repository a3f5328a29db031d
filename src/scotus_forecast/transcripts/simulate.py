"""Transcripts of the simulated Court in Oyez's format, whose worth is known.

What is said depends on the outcome alone, through two channels. The bench's words lean by a normal
score, drawn about +1/2 of `_SHIFT` where the judgment will be reversed and about -1/2 of it where
not. And justices use plain or doubting words to each side, doubting ones more often to the side
that will lose. So the log-likelihood ratio of every transcript is known exactly, and with it, by
Bayes' theorem, the best forecast that anyone can make who has heard the argument.

Case files carry the outcome in Oyez's own fields, as the real ones do. A reader that looked at them
would pass the Bayes bound.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.transcripts.sides import PETITIONER, RESPONDENT
from scotus_forecast.transcripts.source import Document

#: First term of which Oyez has transcripts.
FIRST_TERM = 1955

#: Share of cases whose argument was recorded.
_RECORDED = 0.95

#: Distance of the mean scores of cases reversed and not reversed, in standard deviations.
_SHIFT = 0.7

#: Telling words to each side, and how much likelier each is a doubting one to the losing side.
_TELLING = 12
_DOUBT = 0.05

#: A justice's words to both sides together, and how strongly the score moves their log ratio.
_WORDS = 120
_PULL = 0.6
_DOUBTING, _PLAIN = "but surely not", "I see that"


@dataclass(frozen=True)
class SimulatedTranscripts:
    """Documents by term, and what each transcript is worth.

    Attributes
    ----------
    parts : list of list of Document
        One list a term.
    truth : pd.DataFrame
        ``case_id, log_likelihood_ratio`` of reverse against not-reverse.
    """

    parts: list[list[Document]]
    truth: pd.DataFrame


def simulate_transcripts(
    cases: pd.DataFrame, votes: pd.DataFrame, seed: int
) -> SimulatedTranscripts:
    """Let the simulated Court speak.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables of the simulated Court.
    seed : int
    """
    rng = np.random.default_rng([seed, *b"transcripts"])
    since = cases[cases["term"] >= FIRST_TERM].reset_index(drop=True)
    heard = since[rng.random(len(since)) < _RECORDED].reset_index(drop=True)
    benches = votes.groupby("caseId")[["justice", "justiceName"]]
    bench_of = {case: rows for case, rows in benches if case in set(heard["caseId"])}
    parts: dict[int, list[Document]] = {}
    worth = []
    for case in heard.to_dict("records"):
        argument = _Argument.drawn(rng, bool(case["reversed"]))
        documents = _documents(rng, case, bench_of[case["caseId"]], argument)
        parts.setdefault(int(case["term"]), []).extend(documents)
        worth.append(argument.log_likelihood_ratio)
    truth = pd.DataFrame({"case_id": heard["caseId"], "log_likelihood_ratio": worth})
    return SimulatedTranscripts(list(parts.values()), truth)


@dataclass(frozen=True)
class _Argument:
    """What tells the outcome in one argument.

    Attributes
    ----------
    score : float
        Normal score of the bench's words; positive where reversal is likelier.
    doubts : dict of str to int
        Doubting words among `_TELLING` to each side.
    """

    score: float
    doubts: dict[str, int]

    @classmethod
    def drawn(cls, rng: np.random.Generator, reverse: bool) -> _Argument:
        sign = 1 if reverse else -1
        chance = {PETITIONER: 0.5 - sign * _DOUBT, RESPONDENT: 0.5 + sign * _DOUBT}
        doubts = {side: int(rng.binomial(_TELLING, p)) for side, p in chance.items()}
        return cls(rng.standard_normal() + sign * _SHIFT / 2, doubts)

    @property
    def log_likelihood_ratio(self) -> float:
        """Log-likelihood of reverse less that of not-reverse."""
        odds = np.log((0.5 + _DOUBT) / (0.5 - _DOUBT))
        more = self.doubts[RESPONDENT] - self.doubts[PETITIONER]
        return float(_SHIFT * self.score + 2 * odds * more)


def _documents(
    rng: np.random.Generator, case: dict, bench: pd.DataFrame, argument: _Argument
) -> Iterator[Document]:
    stem = f"{case['term']}.{case['caseId']}"
    hearing = _hearing(rng, case, bench, argument)
    for name, document in ((f"{stem}-t01", hearing), (stem, _case_file(case))):
        content = json.dumps(document).encode()
        yield Document(f"{name}.json", stem, name.endswith("-t01"), content)


def _case_file(case: dict) -> dict:
    counsel = {PETITIONER: "for the petitioner", RESPONDENT: "for the respondent"}
    winner = "first_party" if case["reversed"] else "second_party"
    return {
        "term": str(case["term"]),
        "docket_number": case["docket"],
        "citation": None,
        "first_party": "first_party",
        "second_party": "second_party",
        "advocates": [
            {"advocate": {"identifier": f"{side}_counsel"}, "advocate_description": description}
            for side, description in counsel.items()
        ],
        "decisions": [{"winning_party": winner}],
        "conclusion": f"For the {winner}.",
    }


def _hearing(
    rng: np.random.Generator, case: dict, bench: pd.DataFrame, argument: _Argument
) -> dict:
    sections = [
        {"turns": list(_section(rng, side, bench, argument))} for side in (PETITIONER, RESPONDENT)
    ]
    return {
        "id": case["caseId"],
        "title": "Oral Argument",
        "transcript": {"duration": 3600.0, "sections": sections},
    }


def _section(
    rng: np.random.Generator, side: str, bench: pd.DataFrame, argument: _Argument
) -> Iterator[dict]:
    """Let counsel of one side speak and every justice ask."""
    counsel = {"identifier": f"{side}_counsel", "name": f"Counsel {side.title()}", "roles": None}
    telling = _shuffled_words(rng, argument.doubts[side])
    share = np.array_split(np.array(telling, dtype=object), len(bench))
    for seat, justice in enumerate(bench.to_dict("records")):
        yield _turn(counsel, "May it please the Court")
        words = _length(side, argument.score, int(justice["justice"]))
        text = " ".join([*share[seat], *["the"] * words])
        yield _turn(_justice(justice), f"{text}?")


def _length(side: str, score: float, justice: int) -> int:
    """Words of a justice to a side; each has a habit of speaking more to one."""
    habit = ((justice * 7) % 11 - 5) / 10
    lean = habit - _PULL * score
    toward = 1 if side == PETITIONER else -1
    return round(_WORDS / (1 + np.exp(-toward * lean)))


def _shuffled_words(rng: np.random.Generator, doubts: int) -> Sequence[str]:
    return rng.permutation([_DOUBTING] * doubts + [_PLAIN] * (_TELLING - doubts)).tolist()


def _justice(justice: dict) -> dict:
    """Speaker whose full name has the initial and surname of the SCDB's."""
    name = str(justice["justiceName"])
    return {
        "identifier": f"justice_{justice['justice']}",
        "name": f"{name[0]}. {name[1:]}",
        "roles": [{"type": "scotus_justice"}],
    }


def _turn(speaker: dict, text: str) -> dict:
    return {"start": 0, "stop": 1, "speaker": speaker, "text_blocks": [{"text": text}]}
