"""What each horizon may see of the case being forecast, and the refusal of anything more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scotus_forecast.court.columns import (
    COLUMN_BY_NAME,
    COLUMNS,
    PAPER_COLUMNS,
    CodedAfter,
    Column,
    KnownAt,
)
from scotus_forecast.project.errors import UserError


class HorizonError(UserError):
    """A feature asked for a column that its horizon may not see."""


@dataclass(frozen=True)
class Horizon:
    """What a forecaster may know of the case being forecast.

    Attributes
    ----------
    name : str
    columns : frozenset of str
        The SCDB columns it may see.
    folds : bool
        Whether codes chosen after the fact are folded so that blanks tell nothing.
    rebuilds : bool
        Whether the natural court is rebuilt from the roster.
    """

    name: str
    columns: frozenset[str]
    folds: bool
    rebuilds: bool

    def require(self, feature: str, columns: Iterable[str]) -> None:
        """Refuse `feature` unless the horizon may see every one of `columns`.

        Raises
        ------
        HorizonError
            Naming feature, column, horizon and the reason.
        """
        for name in columns:
            if name not in self.columns:
                raise HorizonError(
                    f"feature '{feature}' asks for column '{name}', which horizon '{self.name}' "
                    f"may not see: {_why(name)}"
                )


def _why(name: str) -> str:
    column = COLUMN_BY_NAME.get(name)
    if column is None:
        return "it is no SCDB column"
    absence = ", its absence only at decision" if column.absence_tells else ""
    absence += ", no folding silences its blanks" if name in UNFOLDABLE else ""
    return f"known at {column.known_at.name.lower()}{absence}, coded after: {column.coded_after}"


def _before_decision(column: Column) -> bool:
    return column.known_at <= KnownAt.ARGUMENT and not column.absence_tells


#: Their blanks follow the issue, so no folding silences them (`docs/decisions/006`).
UNFOLDABLE = frozenset({"lawType", "lawSupp", "lawMinor"})


def _argument_columns() -> frozenset[str]:
    before = frozenset(column.name for column in COLUMNS if _before_decision(column))
    return before - UNFOLDABLE


def _strict_columns() -> frozenset[str]:
    return frozenset(
        column.name
        for column in COLUMNS
        if _before_decision(column) and column.coded_after is not CodedAfter.YES
    )


HORIZONS: dict[str, Horizon] = {
    "paper": Horizon("paper", PAPER_COLUMNS, folds=False, rebuilds=False),
    "argument": Horizon("argument", _argument_columns(), folds=True, rebuilds=True),
    "strict": Horizon("strict", _strict_columns(), folds=True, rebuilds=True),
}

#: Horizon of forecasters that look at no column of the case.
NO_COLUMNS = "none"


def horizon_named(name: str) -> Horizon:
    """Look up a horizon.

    Raises
    ------
    UserError
        When there is no such horizon.
    """
    if name not in HORIZONS:
        raise UserError(f"unknown horizon '{name}'; choose from {', '.join(HORIZONS)}")
    return HORIZONS[name]
