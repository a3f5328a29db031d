"""Appending to the ledger: one writer at a time, and the file whole at every moment."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import replacing
from scotus_forecast.ledger.chain import Ledger, canonical, chained, verify


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
