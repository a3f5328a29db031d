"""What is read of Oyez's JSON: named fields known when the argument ends, and nothing else.

A case file of Oyez also holds the outcome (`decisions`, `conclusion`, `decided_by`, ...). No
function here copies a document or walks over its keys, so a field that is not named is never seen.
Any field may be null or of another type; it then counts as blank.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


class DamagedDocumentError(ValueError):
    """A document that is no JSON object."""


@dataclass(frozen=True)
class Advocate:
    """Counsel as the case file lists them."""

    identifier: str
    description: str


@dataclass(frozen=True)
class CaseFile:
    """A case of Oyez.

    Attributes
    ----------
    term : int or None
    dockets : tuple of str
        Docket number first, then the additional ones.
    citation : str or None
        As the SCDB writes it, ``562 U.S. 223``.
    parties : tuple of str
        First and second party.
    advocates : tuple of Advocate
    """

    term: int | None
    dockets: tuple[str, ...]
    citation: str | None
    parties: tuple[str, str]
    advocates: tuple[Advocate, ...]


@dataclass(frozen=True)
class Turn:
    """What one speaker says until another speaks.

    Attributes
    ----------
    section : int
        Oyez opens a section where counsel comes to or leaves the lectern.
    speaker : str
        Identifier, or the name where there is none; blank where the speaker is unknown.
    name : str
    once_justice : bool
        Whether Oyez knows the speaker as a justice at any time of life.
    text : str
    """

    section: int
    speaker: str
    name: str
    once_justice: bool
    text: str


@dataclass(frozen=True)
class Hearing:
    """One hearing of a case; without turns where no transcript was published."""

    identifier: str
    title: str
    held: date | None
    seconds: float
    turns: tuple[Turn, ...]


def read_case(content: bytes) -> CaseFile:
    """Read a case file.

    Raises
    ------
    DamagedDocumentError
        When `content` is no JSON object.
    """
    document = _object(content)
    more = document.get("additional_docket_numbers")
    dockets = (_text(document.get("docket_number")), *_dockets(more))
    return CaseFile(
        term=_year(document.get("term")),
        dockets=tuple(dict.fromkeys(docket for docket in dockets if docket)),
        citation=_citation(_mapping(document.get("citation"))),
        parties=(_text(document.get("first_party")), _text(document.get("second_party"))),
        advocates=tuple(_advocates(document.get("advocates"))),
    )


def read_hearing(content: bytes) -> Hearing:
    """Read a transcript file.

    Raises
    ------
    DamagedDocumentError
        When `content` is no JSON object.
    """
    document = _object(content)
    transcript = _mapping(document.get("transcript"))
    title = _text(document.get("title"))
    return Hearing(
        identifier=_text(document.get("id")),
        title=title,
        held=_date(title),
        seconds=_number(transcript.get("duration")),
        turns=tuple(_merged(_turns(transcript))),
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DamagedDocumentError(f"no JSON: {error}") from error
    if not isinstance(document, dict):
        raise DamagedDocumentError(f"no JSON object but {type(document).__name__}")
    return document


def _turns(transcript: dict[str, Any]) -> Iterator[Turn]:
    for number, section in enumerate(_mappings(transcript.get("sections"))):
        for turn in _mappings(section.get("turns")):
            speaker = _mapping(turn.get("speaker"))
            name = _text(speaker.get("name"))
            yield Turn(
                section=number,
                speaker=_text(speaker.get("identifier")) or name,
                name=name,
                once_justice=_once_justice(speaker),
                text=" ".join(_text(block.get("text")) for block in _texts(turn)).strip(),
            )


def _texts(turn: dict[str, Any]) -> list[dict[str, Any]]:
    return _mappings(turn.get("text_blocks"))


def _once_justice(speaker: dict[str, Any]) -> bool:
    return any(role.get("type") == "scotus_justice" for role in _mappings(speaker.get("roles")))


def _merged(turns: Iterator[Turn]) -> Iterator[Turn]:
    """Join what one speaker says in a row; blank turns are left out."""
    last: Turn | None = None
    for turn in turns:
        if not turn.text:
            continue
        if last and last.speaker and (last.section, last.speaker) == (turn.section, turn.speaker):
            text = f"{last.text} {turn.text}"
            last = Turn(last.section, last.speaker, last.name, last.once_justice, text)
            continue
        if last:
            yield last
        last = turn
    if last:
        yield last


def _advocates(listed: Any) -> Iterator[Advocate]:  # noqa: ANN401 - JSON is any of many types
    for entry in _mappings(listed):
        person = _mapping(entry.get("advocate"))
        identifier = _text(person.get("identifier")) or _text(person.get("name"))
        if identifier:
            yield Advocate(identifier, _text(entry.get("advocate_description")))


def _dockets(more: Any) -> list[str]:  # noqa: ANN401 - a list, or text parted by commas
    if isinstance(more, str):
        return [part.strip() for part in more.split(",")]
    return [_text(part) for part in more] if isinstance(more, list) else []


def _citation(citation: dict[str, Any]) -> str | None:
    volume, page = _text(citation.get("volume")), _text(citation.get("page"))
    return f"{volume} U.S. {page}" if volume and page else None


_HELD = re.compile(r"([A-Z][a-z]+ \d{1,2}, \d{4})")


def _date(title: str) -> date | None:
    """Date a title ends with, as in "Oral Argument - November 08, 2010"."""
    found = _HELD.findall(title)
    try:
        return datetime.strptime(found[-1], "%B %d, %Y").date() if found else None
    except ValueError:
        return None


def _year(value: Any) -> int | None:  # noqa: ANN401
    text = _text(value)[:4]
    return int(text) if text.isdigit() else None


def _text(value: Any) -> str:  # noqa: ANN401
    return str(value).strip() if isinstance(value, str | int) else ""


def _number(value: Any) -> float:  # noqa: ANN401
    return float(value) if isinstance(value, int | float) else 0.0


def _mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
