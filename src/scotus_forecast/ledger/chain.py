"""The ledger: a chain of hashes, each line naming the hash of the line before, and adding to it.

A line is canonical JSON: keys sorted, no spaces, UTF-8. Its hash is the SHA-256 of the line without
that hash, so a byte altered anywhere before a line changes the hash that line should name. What a
chain alone cannot prove is the time of an entry, and that entries at its end were not removed or
written anew: that takes a head published elsewhere, such as in a pushed commit.

One writer adds at a time, and the file is whole at every moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import replacing

#: What the first line names as the hash before it.
GENESIS = "0" * 64

#: Keys the chain gives to every entry.
CHAIN_KEYS = frozenset({"entry", "previous", "hash"})


@dataclass(frozen=True)
class Ledger:
    """Verified entries of a ledger, in their order.

    Attributes
    ----------
    entries : tuple of dict
    head : str
        Hash of the last entry; `GENESIS` where there is none.
    """

    entries: tuple[dict[str, Any], ...]
    head: str


def canonical(entry: dict[str, Any]) -> bytes:
    """Return the one way to write an entry; NaN is refused.

    Examples
    --------
    >>> canonical({"b": 1, "a": 0.5})
    b'{"a":0.5,"b":1}'
    """
    text = json.dumps(
        entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def hash_of(entry: dict[str, Any]) -> str:
    """SHA-256 of an entry without its own hash."""
    return hashlib.sha256(canonical({k: v for k, v in entry.items() if k != "hash"})).hexdigest()


def chained(content: dict[str, Any], position: int, previous: str) -> dict[str, Any]:
    """Give an entry its place in the chain.

    Parameters
    ----------
    content : dict
        Without `CHAIN_KEYS`.
    position : int
        From 0.
    previous : str
        Hash of the entry before.
    """
    entry = {**content, "entry": position, "previous": previous}
    return {**entry, "hash": hash_of(entry)}


def verify(text: bytes, name: str, head: str | None = None) -> Ledger:
    """Check every line of a ledger.

    Parameters
    ----------
    text : bytes
        The whole file.
    name : str
        Of the file, for messages.
    head : str, optional
        A hash published elsewhere: an entry with it must still be in the chain.

    Raises
    ------
    UserError
        Naming the first line that was altered, removed or moved, or the missing head.
    """
    lines = text.split(b"\n")
    if lines.pop() != b"":
        raise UserError(f"{name}, line {len(lines) + 1}: the last line has no end; {_WAY_OUT}")
    entries: list[dict[str, Any]] = []
    previous = GENESIS
    for position, line in enumerate(lines):
        entry = _checked(line, f"{name}, line {position + 1}", position, previous)
        entries.append(entry)
        previous = entry["hash"]
    _require_head(entries, name, head)
    return Ledger(tuple(entries), previous)


_WAY_OUT = "restore the file from version control"


def _checked(line: bytes, where: str, position: int, previous: str) -> dict[str, Any]:
    entry = _parsed(line, where)
    if canonical(entry) != line or entry["hash"] != hash_of(entry):
        raise UserError(f"{where}: altered since it was written; {_WAY_OUT}")
    if (entry["entry"], entry["previous"]) != (position, previous):
        raise UserError(
            f"{where}: does not follow the line before, so lines were removed or moved; {_WAY_OUT}"
        )
    return entry


def _parsed(line: bytes, where: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise UserError(f"{where}: is no JSON; {_WAY_OUT}") from error
    if not isinstance(entry, dict) or not entry.keys() >= CHAIN_KEYS:
        raise UserError(f"{where}: is no entry of a ledger; {_WAY_OUT}")
    return entry


def _require_head(entries: list[dict[str, Any]], name: str, head: str | None) -> None:
    if head is not None and head not in {GENESIS, *(entry["hash"] for entry in entries)}:
        raise UserError(
            f"{name}: no entry has the hash {head}, so entries were removed or written anew after "
            f"it was published; {_WAY_OUT}"
        )


def read_ledger(path: Path, head: str | None = None) -> Ledger:
    """Read and verify a ledger.

    Raises
    ------
    UserError
        As in `verify`, or when there is no such file.
    """
    if not path.is_file():
        raise UserError(f"{path} not found; register a forecast first: predict --register {path}")
    return verify(path.read_bytes(), str(path), head)


def register(path: Path, contents: Sequence[dict[str, Any]], now: datetime | None = None) -> Ledger:
    """Append entries to a ledger, which is verified first and made where there is none.

    The longer file takes the place of the shorter at once, so that a crash leaves one or the other.

    Parameters
    ----------
    path : Path
    contents : sequence of dict
        What is registered, in order; the chain and the time are added.
    now : datetime, optional
        With a time zone; the present where left out.

    Returns
    -------
    Ledger
        The whole ledger as it stands now.

    Raises
    ------
    UserError
        When the ledger is broken or cannot be written; nothing is appended.
    """
    with _locked(path.parent):
        before = path.read_bytes() if path.exists() else b""
        ledger = verify(before, str(path))
        moment = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        grown = _grown(ledger, contents, moment)
        added = b"".join(canonical(e) + b"\n" for e in grown.entries[len(ledger.entries) :])
        _write_durably(path, before + added)
    return grown


def _grown(ledger: Ledger, contents: Sequence[dict[str, Any]], moment: str) -> Ledger:
    entries, head = list(ledger.entries), ledger.head
    for content in contents:
        entries.append(chained({**content, "registered_at": moment}, len(entries), head))
        head = entries[-1]["hash"]
    return Ledger(tuple(entries), head)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the only lock on a folder; it goes with the process, however that ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise UserError(f"cannot open {folder}: {error.strerror}; check permissions") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_durably(path: Path, content: bytes) -> None:
    """Write the file and its name to the disk before returning."""
    with replacing(path) as draft, draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
