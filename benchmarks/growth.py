"""How cost grows with the votes: measurements of one stage side by side, and their exponent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.ledger import Record


@dataclass(frozen=True)
class Series:
    """One stage of one Court at several sizes, smallest first.

    Attributes
    ----------
    court, stage : str
    rows : tuple of dict
    """

    court: str
    stage: str
    rows: tuple[Record, ...]

    @property
    def exponent(self) -> float:
        """The b of seconds ~ votes ** b between the two largest sizes."""
        small, large = self.rows[-2:]
        return _log_ratio(small, large, "seconds") / _log_ratio(small, large, "votes")

    def at(self, votes: int) -> Record | None:
        """Return the measurement of one size."""
        return next((row for row in self.rows if row["votes"] == votes), None)


def _log_ratio(small: Record, large: Record, name: str) -> float:
    return math.log(large[name] / small[name])


def series(sizes: Iterable[Record]) -> list[Series]:
    """Stages measured at two sizes or more."""
    rows: dict[tuple[str, str], dict[int, Record]] = {}
    for row in sizes:
        if row["votes"]:
            rows.setdefault(_court_and_stage(row["stage"]), {})[row["votes"]] = row
    return [
        Series(*where, tuple(of[votes] for votes in sorted(of)))
        for where, of in rows.items()
        if len(of) > 1
    ]


def _court_and_stage(key: str) -> tuple[str, str]:
    group, _, item = key.partition("@")
    court, _, rest = item.partition("-")
    return court, f"{group} {rest}".strip()
