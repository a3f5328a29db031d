"""The hash chain of the ledger: each line names the hash of the line before.

A line is canonical JSON: keys sorted, no spaces, UTF-8. Its hash is the SHA-256 of the line without
that hash, so a byte altered anywhere before a line changes the hash that line should name. What a
chain alone cannot prove is the time of an entry, and that entries at its end were not removed or
written anew: that takes a head published elsewhere, such as in a pushed commit.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scotus_forecast.core.project.errors import UserError

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
