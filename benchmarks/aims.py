"""The limits set for the project, beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scotus_forecast.commands.reproduce import REAL

Results = Mapping[str, Any]


@dataclass(frozen=True)
class Aim:
    """One limit.

    Attributes
    ----------
    what : str
    limit : float
    unit : str
    measured : callable
        From the results to a number, or None where it was not measured.
    at_most : bool
        Whether the limit is an upper one.
    """

    what: str
    limit: float
    unit: str
    measured: Callable[[Results], float | None]
    at_most: bool = True

    def verdict(self, results: Results) -> str:
        """Say whether the limit is kept."""
        value = self.measured(results)
        if value is None:
            return "not measured"
        return "yes" if (value <= self.limit) == self.at_most else "no"


def _slowest(kind: str) -> Callable[[Results], float | None]:
    def seconds(results: Results) -> float | None:
        stages = results.get("stages", {})
        return max(
            (cost["seconds"] for key, cost in stages.items() if key.startswith(f"{kind}@{REAL}")),
            default=None,
        )

    return seconds


AIMS = (
    Aim("the real Court, acquire to report", 900, "s",
        lambda results: results.get("court_seconds", {}).get(REAL)),
    Aim("the flagship's whole walk-forward", 240, "s",
        lambda results: results.get("flagship_seconds")),
    Aim("prepare, the real Court", 10, "s", _slowest("prepare")),
    Aim("featurize, the real Court, slowest horizon", 20, "s", _slowest("featurize")),
    Aim("`scotus-forecast --help`", 0.3, "s", lambda results: results.get("help_seconds")),
    Aim("`katz_forest` cheaper than the published protocol", 2000, "times",
        lambda results: results.get("published_protocol", {}).get("ratio"), at_most=False),
)  # fmt: skip
