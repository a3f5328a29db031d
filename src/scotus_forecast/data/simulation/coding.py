"""What SCDB's coders read off the decision: dispositions, votes, directions, and telling blanks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.core.court.codes import CONSERVATIVE, LIBERAL
from scotus_forecast.data.simulation.behaviour import SIDE, Decisions
from scotus_forecast.data.simulation.docket import BLANK, Docket
from scotus_forecast.data.simulation.justices import Bench
from scotus_forecast.data.simulation.rates import by_era, era_of

#: Codes of `caseDisposition` with their shares, by outcome; see `court.outcomes`.
REVERSALS = {3: 0.48, 4: 0.38, 5: 0.12, 7: 0.02}
AFFIRMANCES = {2: 0.98, 6: 0.02}
OTHERS = {9: 0.72, 11: 0.09, 1: 0.08, 10: 0.08, 8: 0.02, BLANK: 0.01}

SIGNED, WITHOUT_ARGUMENT, EQUALLY_DIVIDED, AFTER_ARGUMENT, JUDGMENT = 1, 2, 5, 6, 7

MAJORITY, DISSENT, CONCURRENCE, SPECIAL_CONCURRENCE = 1, 2, 3, 4
DISMISSAL_DISSENT, JURISDICTIONAL_DISSENT, DIVIDED = 6, 7, 8

UNSPECIFIABLE = 3

JUDICIAL_POWER = 9
NO_MERITS_ISSUES = np.array([90150, 90160, 90170, 90180, 90190, 90200])
IMPROVIDENTLY_GRANTED = 508
LAW_OF_PROCEDURE = 5

#: Chance of a blank where the outcome is other, and elsewhere: these blanks tell the outcome.
TELLING_BLANKS = {
    "certReason": (0.15, 0.005),
    "lawType": (0.35, 0.05),
    "lcDispositionDirection": (0.30, 0.005),
    "lcDisposition": (0.10, 0.02),
    "dateArgument": (0.45, 0.10),
}

#: Of the cases without merits in the area of judicial power, the share coded as such.
NO_MERITS_SHARE = 0.6

#: Of the cases without merits, the share whose `lawSupp` says improvidently granted.
IMPROVIDENT_SHARE = 0.05


@dataclass(frozen=True)
class Coding:
    """Codes added or altered after the decision; 0 is blank.

    Attributes
    ----------
    case : dict of str to np.ndarray of int, shape (n_cases,)
    votes : dict of str to np.ndarray of int, shape (n_cases, n_seats)
    unargued : np.ndarray of bool, shape (n_cases,)
        The argument date is blank.
    other_likelihood : np.ndarray of float, shape (n_cases,)
        Likelihood of what was coded of a case where its outcome is other, over that elsewhere;
        infinite where a code says so.
    """

    case: dict[str, np.ndarray]
    votes: dict[str, np.ndarray]
    unargued: np.ndarray
    other_likelihood: np.ndarray

    def part(self, cases: slice) -> Coding:
        """Those of some of the cases."""
        return Coding(
            case={name: values[cases] for name, values in self.case.items()},
            votes={name: values[cases] for name, values in self.votes.items()},
            unargued=self.unargued[cases],
            other_likelihood=self.other_likelihood[cases],
        )


def code_decisions(
    rng: np.random.Generator, bench: Bench, docket: Docket, decisions: Decisions
) -> Coding:
    """Code what was decided, consistent with the votes."""
    blank = _telling_blanks(rng, docket, decisions.other)
    disposition = _dispositions(rng, decisions)
    direction = _decision_direction(docket, decisions, disposition)
    author = _author(rng, decisions)
    vote = _votes(rng, docket, decisions, author)
    no_merits, improvident = _refusals(rng, docket, decisions.other)
    return Coding(
        case={
            **_topic(rng, docket, blank, no_merits, improvident),
            "caseDisposition": disposition,
            "decisionType": _decision_type(rng, decisions, blank["dateArgument"]),
            "partyWinning": _party_winning(disposition),
            "decisionDirection": direction,
            "majOpinWriter": _justice_of(bench, docket, author),
            "majOpinAssigner": _assigner(bench, docket, vote),
            **_counts(vote, decisions),
        },
        votes={
            "vote": vote,
            "majority": _majority(vote),
            "opinion": _opinions(rng, vote, author),
            "direction": _vote_direction(vote, direction),
        },
        unargued=blank["dateArgument"],
        other_likelihood=_other_likelihood(docket, blank, no_merits | improvident),
    )


def _telling_blanks(
    rng: np.random.Generator, docket: Docket, other: np.ndarray
) -> dict[str, np.ndarray]:
    return {
        name: _expected(docket, name)
        & (rng.random(len(other)) < np.where(other, where_other, elsewhere))
        for name, (where_other, elsewhere) in TELLING_BLANKS.items()
    }


def _expected(docket: Docket, name: str) -> np.ndarray:
    """Whether there is a value that could be left blank; dates always are there."""
    return docket.codes[name] != BLANK if name in docket.codes else np.ones(len(docket), dtype=bool)


def _shares(rng: np.random.Generator, mix: dict[int, float], size: int) -> np.ndarray:
    return rng.choice(list(mix), p=list(mix.values()), size=size)


def _dispositions(rng: np.random.Generator, decisions: Decisions) -> np.ndarray:
    size = len(decisions.other)
    affirmed = np.where(decisions.divided, 2, _shares(rng, AFFIRMANCES, size))
    merits = np.where(decisions.reversed, _shares(rng, REVERSALS, size), affirmed)
    return np.where(decisions.other, _shares(rng, OTHERS, size), merits)


def _decision_direction(
    docket: Docket, decisions: Decisions, disposition: np.ndarray
) -> np.ndarray:
    side = SIDE[docket.codes["lcDispositionDirection"]]
    petitioner_gains = decisions.reversed | np.isin(disposition, (1, 8))
    liberal = np.where(petitioner_gains, side, -side)
    return np.select([liberal > 0, liberal < 0], [LIBERAL, CONSERVATIVE], UNSPECIFIABLE)


def _decision_type(
    rng: np.random.Generator, decisions: Decisions, unargued: np.ndarray
) -> np.ndarray:
    summary = unargued & (rng.random(len(unargued)) < 0.5)
    per_curiam = decisions.other & (rng.random(len(unargued)) < 0.3)
    plurality = rng.random(len(unargued)) < 0.01
    return np.select(
        [decisions.divided, summary, per_curiam, plurality],
        [EQUALLY_DIVIDED, WITHOUT_ARGUMENT, AFTER_ARGUMENT, JUDGMENT],
        SIGNED,
    )


def _party_winning(disposition: np.ndarray) -> np.ndarray:
    return np.select(
        [np.isin(disposition, (2, 9)), np.isin(disposition, (BLANK, 10, 11))], [0, 2], 1
    )


def _author(rng: np.random.Generator, decisions: Decisions) -> np.ndarray:
    """Return the seat that writes for the majority; -1 where none does."""
    willing = decisions.present & ~decisions.dissent
    drawn = np.where(willing, rng.random(willing.shape), -1.0)
    unsigned = decisions.divided | (decisions.other & (rng.random(len(willing)) < 0.3))
    return np.where(unsigned | ~willing.any(axis=1), -1, drawn.argmax(axis=1))


def _votes(
    rng: np.random.Generator, docket: Docket, decisions: Decisions, author: np.ndarray
) -> np.ndarray:
    rate = by_era(era_of(docket.term), "concurrence")[:, None]
    seats = np.arange(decisions.present.shape[1])
    concurs = (rng.random(decisions.present.shape) < rate) & (seats != author[:, None])
    special = rng.random(decisions.present.shape) < 0.5
    joined = np.where(concurs, np.where(special, SPECIAL_CONCURRENCE, CONCURRENCE), MAJORITY)
    vote = np.where(decisions.dissent, _dissents(rng, decisions), joined)
    vote = np.where(decisions.divided[:, None], DIVIDED, vote)
    return np.where(decisions.present, vote, BLANK)


def _dissents(rng: np.random.Generator, decisions: Decisions) -> np.ndarray:
    """Dissents from the refusal of merits are coded apart, for one in seven."""
    drawn = rng.random(decisions.dissent.shape)
    apart = np.where(drawn < 0.12, JURISDICTIONAL_DISSENT, DISSENT)
    apart = np.where(drawn > 0.98, DISMISSAL_DISSENT, apart)
    return np.where(decisions.other[:, None], apart, DISSENT)


def _majority(vote: np.ndarray) -> np.ndarray:
    with_it = np.isin(vote, (MAJORITY, CONCURRENCE, SPECIAL_CONCURRENCE))
    against = np.isin(vote, (DISSENT, JURISDICTIONAL_DISSENT))
    return np.select([with_it, against], [2, 1], BLANK)


def _opinions(rng: np.random.Generator, vote: np.ndarray, author: np.ndarray) -> np.ndarray:
    apart = np.isin(vote, (DISSENT, CONCURRENCE, SPECIAL_CONCURRENCE))
    wrote = (apart & (rng.random(vote.shape) < 0.45)) | (
        np.arange(vote.shape[1]) == author[:, None]
    )
    return np.where(vote == BLANK, BLANK, np.where(wrote, 2, 1))


def _vote_direction(vote: np.ndarray, decision: np.ndarray) -> np.ndarray:
    majority = _majority(vote)
    opposite = np.where(decision == LIBERAL, CONSERVATIVE, LIBERAL)[:, None]
    direction = np.where(majority == 2, decision[:, None], opposite)
    unspecified = (decision == UNSPECIFIABLE)[:, None] | (majority == BLANK)
    return np.where(unspecified, BLANK, direction)


def _counts(vote: np.ndarray, decisions: Decisions) -> dict[str, np.ndarray]:
    """Count votes as SCDB does: an equally divided Court as half and half."""
    half = np.where(decisions.divided, decisions.present.sum(axis=1) // 2, 0)
    return {
        "majVotes": half + (_majority(vote) == 2).sum(axis=1),
        "minVotes": half + (vote == DISSENT).sum(axis=1),
    }


def _justice_of(bench: Bench, docket: Docket, seat: np.ndarray) -> np.ndarray:
    justice = bench.members[docket.court, np.maximum(seat, 0)]
    return np.where(seat < 0, BLANK, justice)


def _assigner(bench: Bench, docket: Docket, vote: np.ndarray) -> np.ndarray:
    """Return the chief where in the majority, else its senior justice."""
    members = bench.members[docket.court]
    chief = bench.chief_justice[docket.court]
    with_it = _majority(vote) == 2
    senior = _justice_of(bench, docket, np.where(with_it.any(axis=1), with_it.argmax(axis=1), -1))
    return np.where(((members == chief[:, None]) & with_it).any(axis=1), chief, senior)


def _refusals(
    rng: np.random.Generator, docket: Docket, other: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cases that their issue calls without merits, and those granted improvidently by their law."""
    power = other & (docket.codes["issueArea"] == JUDICIAL_POWER)
    no_merits = power & (rng.random(len(other)) < NO_MERITS_SHARE)
    return no_merits, other & (rng.random(len(other)) < IMPROVIDENT_SHARE)


def _other_likelihood(
    docket: Docket, blank: dict[str, np.ndarray], says_other: np.ndarray
) -> np.ndarray:
    power = docket.codes["issueArea"] == JUDICIAL_POWER
    ratio = (1 - IMPROVIDENT_SHARE) * np.where(power, 1 - NO_MERITS_SHARE, 1.0)
    for name, (where_other, elsewhere) in TELLING_BLANKS.items():
        written = (1 - where_other) / (1 - elsewhere)
        told = np.where(blank[name], where_other / elsewhere, written)
        ratio = ratio * np.where(_expected(docket, name), told, 1.0)
    return np.where(says_other, np.inf, ratio)


def _topic(
    rng: np.random.Generator,
    docket: Docket,
    blank: dict[str, np.ndarray],
    no_merits: np.ndarray,
    improvident: np.ndarray,
) -> dict[str, np.ndarray]:
    codes = docket.codes
    law_type = np.where(improvident, LAW_OF_PROCEDURE, codes["lawType"])
    law_supp = np.where(improvident, IMPROVIDENTLY_GRANTED, codes["lawSupp"])
    without_law = blank["lawType"] & ~improvident
    return {
        "issue": np.where(no_merits, rng.choice(NO_MERITS_ISSUES, len(docket)), codes["issue"]),
        "lawType": np.where(without_law, BLANK, law_type),
        "lawSupp": np.where(without_law, BLANK, law_supp),
        **{
            name: np.where(blank[name], BLANK, codes[name])
            for name in ("certReason", "lcDisposition", "lcDispositionDirection")
        },
    }
