"""What a check of the audit says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec

from scotus_forecast.project.errors import UserError

P = ParamSpec("P")

#: A check that fails names this many faults and counts the rest.
NAMED_FAULTS = 5


class Status(StrEnum):
    """How a check ended; `SKIPPED` says in its detail what it wants for."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class AuditCheck:
    """One finding.

    Attributes
    ----------
    code : str
        Stable, `L01` and on.
    title : str
        What is asked.
    status : Status
    detail : str
        What was found, in numbers.
    """

    code: str
    title: str
    status: Status
    detail: str


@dataclass(frozen=True)
class Question:
    """Code and title of a check, waiting for an answer."""

    code: str
    title: str

    def answer(self, status: Status, detail: str) -> AuditCheck:
        """Close with `status`."""
        return AuditCheck(self.code, self.title, status, detail)

    def verdict(self, faults: Sequence[str], found: str) -> AuditCheck:
        """Fail naming the first of `faults`, or pass saying what was `found`."""
        if not faults:
            return self.answer(Status.PASS, found)
        named = "; ".join(faults[:NAMED_FAULTS])
        further = len(faults) - NAMED_FAULTS
        return self.answer(Status.FAIL, named + (f"; and {further} more" if further > 0 else ""))

    def guards(self, check: Callable[P, AuditCheck]) -> Callable[P, AuditCheck]:
        """Decorate a check: a refusal on its way, as by a horizon, is a failure, not an error."""

        @wraps(check)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AuditCheck:
            try:
                return check(*args, **kwargs)
            except UserError as error:
                return self.answer(Status.FAIL, str(error))

        return guarded
