"""Who said how much to whom in one hearing: justices by the roster of the case, and counsel.

Oyez's roles are those of a lifetime: Thurgood Marshall as Solicitor General and John Roberts as
counsel carry the role of a justice. So the roster of the case decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from scotus_forecast.transcripts.documents import CaseFile, Hearing, Turn

_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
#: The SCDB writes up to three initials before the surname.
_MOST_INITIALS = 3


@dataclass(frozen=True)
class Roster:
    """Justices of one case.

    Attributes
    ----------
    names : dict of int to str
        SCDB code to name in small letters, ``{108: "cthomas"}``.
    """

    names: dict[int, str]

    def justice(self, name: str) -> int | None:
        """SCDB code of the justice with this full name; None where none sat on the case.

        Examples
        --------
        >>> Roster({104: "sdoconnor", 91: "jharlan2"}).justice("Sandra Day O'Connor")
        104
        >>> Roster({91: "jharlan2"}).justice("John M. Harlan II")
        91
        """
        words = _SUFFIX.sub("", name.strip()).split()
        if len(words) < len(("first", "last")):
            return None
        first, last = _letters(words[0]), _letters(words[-1])
        return next((code for code, known in self.names.items() if _same(known, first, last)), None)


def rosters(votes: pd.DataFrame) -> dict[str, Roster]:
    """Roster by case; columns ``caseId, justice, justiceName`` of prepared votes are read."""
    named: dict[str, dict[int, str]] = {}
    rows = votes[["caseId", "justice", "justiceName"]].itertuples(index=False)
    for case_id, justice, name in rows:
        named.setdefault(case_id, {})[int(justice)] = _letters(name)
    return {case_id: Roster(names) for case_id, names in named.items()}


def _same(known: str, first: str, last: str) -> bool:
    """Whether a name of the SCDB is initials, that of `first` in front, and the surname `last`.

    The SCDB numbers the second of two justices of one name, as in ``JHarlan2``.
    """
    return bool(first and last) and any(
        form.endswith(last)
        and form.startswith(first[0])
        and 1 <= len(form) - len(last) <= _MOST_INITIALS
        for form in (known, known.rstrip("0123456789"))
    )


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


#: Words that make a turn of a justice long.
LONG_TURN = 50

#: Words below which a speaker whom the case file does not list is no counsel but a voice.
_LEAST_WORDS = 100

#: The clerk, the marshal, a justice misspelt, or nobody known.
_NO_COUNSEL = re.compile(r"clerk|marshal\b|unknown|unidentified|j[ui]sti?ce?\b|speaker|voice", re.I)

#: What a turn that another speaker breaks off ends with.
_BROKEN_OFF = ("--", "—", "–", "-")


@dataclass
class Tally:
    """Sums over turns.

    Attributes
    ----------
    turns, words, questions : int
        Questions are question marks.
    interruptions : int
        Turns before which the other speaker was broken off.
    long_turns : int
        Turns of at least `LONG_TURN` words.
    texts : list of str
    """

    turns: int = 0
    words: int = 0
    questions: int = 0
    interruptions: int = 0
    long_turns: int = 0
    texts: list[str] = field(default_factory=list)

    def add(self, text: str, broke_in: bool) -> None:
        """Count one turn."""
        words = len(text.split())
        self.turns += 1
        self.words += words
        self.questions += text.count("?")
        self.interruptions += broke_in
        self.long_turns += words >= LONG_TURN
        self.texts.append(text)


@dataclass(frozen=True)
class Speech:
    """Tallies of one hearing.

    Attributes
    ----------
    bench : dict of (int, str) to Tally
        By justice and the counsel spoken to.
    counsel : dict of str to Tally
        In the order in which counsel first rose.
    words, unattributed : int
        Words spoken, and those by speakers who are neither justice nor counsel.
    """

    bench: dict[tuple[int, str], Tally]
    counsel: dict[str, Tally]
    words: int
    unattributed: int


def speech_of(hearing: Hearing, case: CaseFile, roster: Roster) -> Speech:
    """Tally a hearing."""
    speakers = _speakers(hearing, case, roster)
    bench: dict[tuple[int, str], Tally] = {}
    counsel: dict[str, Tally] = {}
    lectern, before_it = _lectern(hearing, speakers), _before(hearing.turns)
    for turn, before, at in zip(hearing.turns, before_it, lectern, strict=True):
        who = speakers[turn.speaker]
        if isinstance(who, str):
            counsel.setdefault(who, Tally()).add(turn.text, broke_in=_broken_off(before))
        elif who is not None and at is not None:
            bench.setdefault((who, at), Tally()).add(turn.text, broke_in=_broken_off(before))
    words = sum(len(turn.text.split()) for turn in hearing.turns)
    heard = sum(tally.words for tally in (*bench.values(), *counsel.values()))
    return Speech(bench, counsel, words, words - heard)


def _before(turns: Sequence[Turn]) -> Iterator[str]:
    """Text of the turn before each."""
    texts = [turn.text for turn in turns]
    yield from ["", *texts][: len(texts)]


def _broken_off(text: str) -> bool:
    return text.endswith(_BROKEN_OFF)


def _speakers(hearing: Hearing, case: CaseFile, roster: Roster) -> dict[str, int | str | None]:
    """Justice's code, counsel's identifier, or None, by speaker."""
    listed = {advocate.identifier for advocate in case.advocates}
    words: dict[str, int] = {}
    for turn in hearing.turns:
        words[turn.speaker] = words.get(turn.speaker, 0) + len(turn.text.split())
    every = {turn.speaker: turn for turn in hearing.turns}
    return {speaker: _who(turn, listed, words, roster) for speaker, turn in every.items()}


def _who(turn: Turn, listed: set[str], words: dict[str, int], roster: Roster) -> int | str | None:
    justice = roster.justice(turn.name) if turn.once_justice else None
    if justice is not None:
        return justice
    if turn.speaker in listed:
        return turn.speaker
    if not turn.speaker or turn.once_justice or _NO_COUNSEL.search(turn.name):
        return None
    return turn.speaker if words[turn.speaker] >= _LEAST_WORDS else None


def _lectern(hearing: Hearing, speakers: dict[str, int | str | None]) -> list[str | None]:
    """Counsel at the lectern during each turn.

    It is the counsel who spoke last in the section. Before anyone has, as when the Chief Justice
    calls the next counsel, it is the one who will speak next in the section.
    """
    who = [speakers[turn.speaker] for turn in hearing.turns]
    sections = [turn.section for turn in hearing.turns]
    following = _last_seen(who[::-1], sections[::-1])[::-1]
    at: list[str | None] = []
    for here, after in zip(_last_seen(who, sections), following, strict=True):
        at.append(here or after or (at[-1] if at else None))
    return at


def _last_seen(who: Sequence[int | str | None], sections: Sequence[int]) -> list[str | None]:
    """Counsel who spoke last up to each turn, within its section."""
    seen: list[str | None] = []
    last, section = None, None
    for speaker, now in zip(who, sections, strict=True):
        last = None if now != section else last
        section = now
        last = speaker if isinstance(speaker, str) else last
        seen.append(last)
    return seen
