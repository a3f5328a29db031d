"""Forecasts to register, as the ledger takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

BEFORE = datetime(2026, 10, 1, tzinfo=UTC)


def content(docket: str = "25-1", p_reverse: float = 0.625, name: str = "A v. B") -> dict[str, Any]:
    """One forecast of a case before nine justices."""
    votes = {f"J{k}": round(p_reverse - 0.04 + 0.01 * k, 6) for k in range(9)}
    return {
        "case": {"docket": docket, "name": name, "term": 2026, "input": {"petitioner": name[0]}},
        "forecast": {
            "p_reverse": p_reverse,
            "votes": votes,
            "votes_to_reverse": [0.1] * 10,
        },
        "model": {"name": "docket", "level": 1, "lag": 2, "cutoff": 2024, "sha256": "0" * 64},
        "data": {"dataset": "simulated", "sha256": "1" * 64},
    }
