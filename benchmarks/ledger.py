"""Finished measurements, kept at once so that an interrupted run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scotus_forecast.core.project.files import write_json

Record = dict[str, Any]


@dataclass
class Ledger:
    """Records by what was measured and where.

    Attributes
    ----------
    path : Path
    records : dict
        ``{copy: {what: record}}``, such as ``{"share-10": {"prepare@scdb": {...}}}``.
    """

    path: Path
    records: dict[str, dict[str, Record]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Read what is there."""
        held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return cls(path, held)

    def keep(self, copy: str, what: str, record: Record) -> None:
        """Add a record and write the whole ledger."""
        self.records.setdefault(copy, {})[what] = record
        write_json(self.path, self.records)

    def has(self, copy: str, what: str) -> bool:
        """Whether this was measured and did not fail."""
        return self.of(copy).get(what, {"status": None})["status"] == 0

    def of(self, copy: str) -> dict[str, Record]:
        """Records of one copy, none where it was not begun."""
        return self.records.get(copy, {})

    def failed(self) -> Iterator[str]:
        """What ended with another status than 0."""
        for copy, records in self.records.items():
            yield from (f"{copy}: {what}" for what, record in records.items() if record["status"])
