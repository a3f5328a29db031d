"""Tidy tables of speech from the documents of one part, and from all parts."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import pandas as pd

from scotus_forecast.transcripts.documents import (
    CaseFile,
    DamagedDocumentError,
    Hearing,
    read_case,
    read_hearing,
)
from scotus_forecast.transcripts.joining import CaseIndex
from scotus_forecast.transcripts.sides import Counsel, counsel_of
from scotus_forecast.transcripts.source import Document
from scotus_forecast.transcripts.speech import Roster, Speech, Tally, speech_of

NO_TRANSCRIPT = "no transcript was published"
NO_CASE_FILE = "a transcript without its case file"
NO_ARGUMENT = "no oral argument but an announcement"
NOBODY_HEARD = "no justice of the case and no counsel speaks"

#: Columns of the tables, in order.
COLUMNS: dict[str, tuple[str, ...]] = {
    "hearings": (
        "case_id", "hearing", "file", "held", "matched_by", "words", "unattributed", "seconds",
        "fingerprint",
    ),
    "speech": (
        "case_id", "hearing", "justice", "side", "how", "turns", "words", "questions",
        "interruptions", "long_turns",
    ),
    "counsel": (
        "case_id", "hearing", "counsel", "place", "side", "how", "amicus", "united_states", "turns",
        "words", "interruptions",
    ),
    "text": ("case_id", "hearing", "justice", "side", "text"),
    "quarantine": ("file", "reason", "detail"),
}  # fmt: skip

#: In the table of text, counsel's own words stand under no justice.
COUNSEL = 0


@dataclass
class Rows:
    """Rows of all tables."""

    hearings: list[tuple] = field(default_factory=list)
    speech: list[tuple] = field(default_factory=list)
    counsel: list[tuple] = field(default_factory=list)
    text: list[tuple] = field(default_factory=list)
    quarantine: list[tuple] = field(default_factory=list)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables."""
        return {
            name: pd.DataFrame(rows, columns=list(COLUMNS[name]))
            for name, rows in vars(self).items()
        }


@dataclass
class _Gathered:
    """Documents of one term and docket seen so far."""

    case: CaseFile | None = None
    hearings: list[tuple[str, Hearing]] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Turns documents into rows.

    Attributes
    ----------
    index : CaseIndex
    rosters : dict of str to Roster
    """

    index: CaseIndex
    rosters: dict[str, Roster]

    def tables(self, documents: Iterable[Document]) -> dict[str, pd.DataFrame]:
        """Tables of the hearings among `documents`, which are read once and not kept.

        Hearings wait for their case file, so any order will do; they are held in memory meanwhile.
        """
        rows, last = Rows(), ""
        gathered: dict[str, _Gathered] = {}
        for document in documents:
            if document.stem != last and last in gathered:
                self._settle(gathered[last], rows)
            last = document.stem
            _gather(document, gathered.setdefault(last, _Gathered()), rows)
        for found in gathered.values():
            self._settle(found, rows)
            rows.quarantine += [(file, NO_CASE_FILE, "") for file, _ in found.hearings]
        return rows.frames()

    def _settle(self, found: _Gathered, rows: Rows) -> None:
        """Make rows of the hearings whose case file is known."""
        if found.case is None or not found.hearings:
            return
        heard, found.hearings = sorted(found.hearings, key=_when), []
        match = self.index.match(found.case)
        if match.case_id is None or match.case_id not in self.rosters:
            detail = f"{found.case.citation or 'no citation'}, {', '.join(found.case.dockets)}"
            rows.quarantine += [(file, match.how, detail) for file, _ in heard]
            return
        _add_case(match.case_id, match.how, found.case, heard, self.rosters[match.case_id], rows)


def _when(heard: tuple[str, Hearing]) -> tuple[date, str]:
    """Day of a hearing, then its file: parts of one argument are numbered."""
    file, hearing = heard
    return hearing.held or date.max, file


def _gather(document: Document, found: _Gathered, rows: Rows) -> None:
    try:
        if document.of_hearing:
            _keep(document.file, read_hearing(document.content), found, rows)
        else:
            found.case = read_case(document.content)
    except DamagedDocumentError as error:
        rows.quarantine.append((document.file, "damaged", str(error)))


def _keep(file: str, hearing: Hearing, found: _Gathered, rows: Rows) -> None:
    reason = _no_use(hearing)
    if reason:
        rows.quarantine.append((file, reason, hearing.title))
    else:
        found.hearings.append((file, hearing))


def _no_use(hearing: Hearing) -> str | None:
    """Why a hearing cannot be used; an announcement of an opinion tells the outcome."""
    if "announcement" in hearing.title.lower():
        return NO_ARGUMENT
    return None if hearing.turns else NO_TRANSCRIPT


def _add_case(
    case_id: str,
    how: str,
    case: CaseFile,
    heard: list[tuple[str, Hearing]],
    roster: Roster,
    rows: Rows,
) -> None:
    speeches = [speech_of(hearing, case, roster) for _, hearing in heard]
    counsel = counsel_of(case, _words_in_order(speeches))
    for (file, hearing), speech in zip(heard, speeches, strict=True):
        if not speech.bench or not speech.counsel:
            rows.quarantine.append((file, NOBODY_HEARD, hearing.title))
            continue
        rows.hearings.append(_hearing_row(case_id, how, file, hearing, speech))
        rows.speech += _speech_rows(case_id, hearing, speech, counsel)
        rows.counsel += _counsel_rows(case_id, hearing, speech, counsel)
        rows.text += _text_rows(case_id, hearing, speech, counsel)


def _words_in_order(speeches: list[Speech]) -> dict[str, int]:
    words: dict[str, int] = {}
    for speech in speeches:
        for speaker, tally in speech.counsel.items():
            words[speaker] = words.get(speaker, 0) + tally.words
    return words


def _hearing_row(case_id: str, how: str, file: str, hearing: Hearing, speech: Speech) -> tuple:
    spoken = "\n".join(turn.text for turn in hearing.turns)
    held = hearing.held.isoformat() if hearing.held else None
    return (
        case_id, hearing.identifier, file, held, how, speech.words, speech.unattributed,
        hearing.seconds, sha256(spoken.encode()).hexdigest()[:16],
    )  # fmt: skip


def _speech_rows(
    case_id: str, hearing: Hearing, speech: Speech, counsel: dict[str, Counsel]
) -> Iterator[tuple]:
    for (justice, speaker), tally in speech.bench.items():
        told = counsel[speaker]
        if told.side:
            yield (
                case_id, hearing.identifier, justice, told.side, told.how, tally.turns,
                tally.words, tally.questions, tally.interruptions, tally.long_turns,
            )  # fmt: skip


def _counsel_rows(
    case_id: str, hearing: Hearing, speech: Speech, counsel: dict[str, Counsel]
) -> Iterator[tuple]:
    for place, (speaker, tally) in enumerate(speech.counsel.items()):
        told = counsel[speaker]
        yield (
            case_id, hearing.identifier, speaker, place, told.side, told.how, told.role.amicus,
            told.role.united_states, tally.turns, tally.words, tally.interruptions,
        )  # fmt: skip


def _text_rows(
    case_id: str, hearing: Hearing, speech: Speech, counsel: dict[str, Counsel]
) -> Iterator[tuple]:
    said: dict[tuple[int, str], list[str]] = {}
    by_speaker: list[tuple[int, str, Tally]] = [
        *((justice, speaker, tally) for (justice, speaker), tally in speech.bench.items()),
        *((COUNSEL, speaker, tally) for speaker, tally in speech.counsel.items()),
    ]
    for who, speaker, tally in by_speaker:
        side = counsel[speaker].side
        if side:
            said.setdefault((who, side), []).extend(tally.texts)
    for (who, side), texts in said.items():
        yield case_id, hearing.identifier, who, side, packed("\n".join(texts))


def packed(text: str) -> bytes:
    """Pack a text, so that those of the whole Court fit in little memory."""
    return zlib.compress(text.encode(), level=1)


def unpacked(content: bytes) -> str:
    """Return a packed text."""
    return zlib.decompress(content).decode()
