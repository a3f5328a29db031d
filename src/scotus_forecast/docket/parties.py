"""Parties by name: rules for governments, then names and kinds of parties of decided cases.

The table is learned from the halves of ``caseName`` and the codes of cases decided before the
forecast. It stays on the user's machine: the database may not be redistributed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pandas as pd
from rapidfuzz import fuzz, process

from scotus_forecast.case_lookup.find import normalise, normalised_names
from scotus_forecast.core.court.codes import PARTY_GROUPS
from scotus_forecast.docket.names import (
    STATE_NAMES,
    SURE_ENOUGH,
    Match,
    federal_officer,
    kind_of,
    no_match,
    state_in,
    state_itself,
    written_out,
)

UNITED_STATES, STATE = 27, 28

#: Decided cases of this many terms teach names; how parties are named has changed.
WINDOW = 60

#: Likeness at which a name is taken for one that was seen before.
ALIKE = 92.0

#: Observations that the rate of a kind of party is worth beside a name seen few times.
PRIOR = 1.0

#: Share of officers sued by name whose code was right, on the terms since 2009.
OFFICER_RIGHT = 0.75

SIDES = ("petitioner", "respondent")

#: What a reader is told of a party, by its group.
_TOLD = (
    "a state or local body or official", "the United States", "a State",
    "a private person or business", "a federal agency", "not identified", "another party",
)  # fmt: skip

_BOUNDS = [bound for bound, _ in PARTY_GROUPS[:-1]]

#: Codes that the codebook does not use, for a party of which only the group is known: State or
#: local body, private person or business, federal agency.
UNSPECIFIED: dict[int, int] = {0: 0, 3: 299, 4: 500}


@dataclass(frozen=True)
class PartyTable:
    """Codes of the parties of decided cases.

    Attributes
    ----------
    by_name : dict of str to Counter
        Normalised name to (code, state) and how often.
    by_kinds : dict of tuple to Counter
        Side, kind of the party and kind of the other to codes.
    term : int
        For which it was learned; who is in office depends on it.
    """

    by_name: dict[str, Counter[tuple[int, int | None]]] = field(default_factory=dict)
    by_kinds: dict[tuple[str, ...], Counter[int]] = field(default_factory=dict)
    term: int = 0

    def match(self, given: str, other: str, side: str) -> Match:
        """Take the name of a party for an SCDB code.

        Parameters
        ----------
        given, other : str
            Names of the party and of the one opposite; a number is a code.
        side : {"petitioner", "respondent"}
        """
        if given.strip().isdigit():
            code = int(given)
            return Match(given, code, None, meaning_of(code), 1.0)
        name, opposite = (written_out(normalise(text)) for text in (given, other))
        return (
            _government(given, name)
            or _officer(given, name, self.term)
            or self._learned(given, name, opposite, side)
        )

    def _learned(self, given: str, name: str, other: str, side: str) -> Match:
        """Blend what parties of that name were with what parties of that kind were."""
        kind = self._of_kind(name, other, side)
        seen = self._of_name(name)
        votes: defaultdict[int, float] = defaultdict(float)
        for (code, _), times in seen.items():
            votes[code] += times
        for code, times in kind.items():
            votes[code] += PRIOR * times / kind.total()
        if not votes:
            return no_match(given)
        code, certainty = _likeliest(votes)
        others = tuple(f"{c} ({meaning_of(c)})" for c in _by_weight(votes)[:4] if c != code)
        return Match(given, code, _state(code, seen, name), meaning_of(code), certainty, others)

    def _of_name(self, name: str) -> Counter[tuple[int, int | None]]:
        """Codes of parties of the same or almost the same name; persons share names by chance."""
        if kind_of(name) == "person" and " " not in name:
            return Counter()
        if name in self.by_name:
            return self.by_name[name]
        found = process.extractOne(
            name, self.by_name.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE
        )
        return self.by_name[found[0]] if found else Counter()

    def _of_kind(self, name: str, other: str, side: str) -> Counter[int]:
        own, opposite = kind_of(name), kind_of(other)
        fine = self.by_kinds.get((side, own, opposite), Counter())
        return fine or self.by_kinds.get((side, own), Counter())


def _by_weight(votes: dict[int, float]) -> list[int]:
    """Codes from the likeliest on; of equally likely ones the first seen comes first."""
    return sorted(votes, key=lambda code: -votes[code])


def _likeliest(votes: dict[int, float]) -> tuple[int, float]:
    """Code with its share; where none is sure, the code of the likeliest group with its share."""
    whole, code = sum(votes.values()), _by_weight(votes)[0]
    groups: defaultdict[int, float] = defaultdict(float)
    for one, weight in votes.items():
        groups[group_of(one)] += weight
    group = _by_weight(groups)[0]
    if votes[code] / whole >= SURE_ENOUGH or group not in UNSPECIFIED:
        return code, votes[code] / whole
    return UNSPECIFIED[group], groups[group] / whole


def _state(code: int, seen: Counter[tuple[int, int | None]], name: str) -> int | None:
    """State of a State's body, from parties of that name or from the name itself."""
    states = Counter({state: n for (c, state), n in seen.items() if c == code})
    if states:
        return states.most_common(1)[0][0]
    return state_in(name) if code <= STATE and code != UNITED_STATES else None


def _government(given: str, name: str) -> Match | None:
    if name == "united states":
        return Match(given, UNITED_STATES, None, "United States", 1.0)
    state = state_itself(name)
    if state is None:
        return None
    return Match(given, STATE, state, f"State: {STATE_NAMES[state]}", 1.0)


def _officer(given: str, name: str, term: int) -> Match | None:
    code = federal_officer(name, term)
    if code is None:
        return None
    return Match(given, code, None, f"federal officer sued by name, code {code}", OFFICER_RIGHT)


def group_of(code: int) -> int:
    """Index into `PARTY_GROUPS` of a code."""
    return bisect_left(_BOUNDS, code)


def meaning_of(code: int) -> str:
    """Group of an SCDB party code, in words, and the code where it is one of the codebook's."""
    group = group_of(code)
    words = PARTY_GROUPS[group][1]
    which = "; which one is not known" if code in UNSPECIFIED.values() else f", code {code}"
    return f"{words}{which}"


def party_told(code: int | None, state: int | None) -> str | None:
    """Return what kind of party SCDB's code stands for; None where there is no code."""
    if code is None:
        return None
    where = STATE_NAMES.get(state or 0)
    if code == STATE and where:
        return f"the State of {where}"
    words = _TOLD[group_of(code)]
    return f"{words} in {where}" if where else words


def learn_parties(cases: pd.DataFrame, term: int) -> PartyTable:
    """Learn names and codes from the cases revealed by `term`.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases: ``caseName, term, revealed_term``, codes and States of the parties.
    term : int
        Later cases are not looked at.
    """
    known = cases[(cases["revealed_term"] <= term) & (cases["term"] >= term - WINDOW)]
    halves = party_names(known["caseName"])
    by_name: dict[str, Counter] = defaultdict(Counter)
    by_kinds: dict[tuple[str, ...], Counter] = defaultdict(Counter)
    for side in SIDES:
        other = halves[SIDES[1 - SIDES.index(side)]]
        states = known[f"{side}State"].astype(object).where(known[f"{side}State"].notna(), None)
        for name, opposite, code, state in zip(  # noqa: B905 - columns of one table
            halves[side], other, known[side], states
        ):
            if not name or pd.isna(code):
                continue
            by_name[name][int(code), state] += 1
            kind = kind_of(name)
            by_kinds[side, kind, kind_of(opposite)][int(code)] += 1
            by_kinds[side, kind][int(code)] += 1
    return PartyTable(dict(by_name), dict(by_kinds), term)


def party_names(case_names: pd.Series) -> pd.DataFrame:
    """Normalised halves of case names: ``petitioner, respondent``; one side only is petitioner."""
    halves = [written_out(name).partition(" v ") for name in normalised_names(case_names)]
    return pd.DataFrame(
        {"petitioner": [half[0] for half in halves], "respondent": [half[2] for half in halves]},
        index=case_names.index,
    )
