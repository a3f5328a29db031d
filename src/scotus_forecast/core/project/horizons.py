"""The horizons: which columns of a case each one shows, and the refusal of any other column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scotus_forecast.core.court.columns import (
    COLUMN_BY_NAME,
    COLUMNS,
    PAPER_COLUMNS,
    CodedAfter,
    Column,
    KnownAt,
)
from scotus_forecast.core.project.errors import UserError


class HorizonError(UserError):
    """A feature asked for a column that its horizon does not show."""


@dataclass(frozen=True)
class Horizon:
    """What a forecaster may know of the case being forecast.

    Attributes
    ----------
    name : str
    description : str
        One sentence for readers of the report.
    columns : frozenset of str
        SCDB columns it shows.
    masks_leaking_codes : bool
        Where a code is blank or tells the outcome, codes come from a matched earlier case
        (`features.mask_leaking_codes`).
    imputes_missing : bool
        Missing parties, courts and dispositions below come from a matched earlier case
        (`features.impute_missing`).
    rebuilds_natural_court : bool
        The natural court is derived from the roster, because the file assigns it by the date of
        decision (`features.roster.natural_courts`).
    is_lead : bool
        Its numbers are the headline of the report.
    """

    name: str
    description: str
    columns: frozenset[str]
    masks_leaking_codes: bool
    imputes_missing: bool
    rebuilds_natural_court: bool
    is_lead: bool = False

    def require(self, feature: str, columns: Iterable[str]) -> None:
        """Refuse `feature` unless the horizon shows every one of `columns`.

        Raises
        ------
        HorizonError
            Naming feature, column, horizon and the reason.
        """
        for name in columns:
            if name not in self.columns:
                raise HorizonError(
                    f"feature '{feature}' asks for column '{name}', which horizon '{self.name}' "
                    f"does not show: {_why(name)}"
                )


def _why(name: str) -> str:
    column = COLUMN_BY_NAME.get(name)
    if name in SPEECH_TABLES:
        return "what was said at oral argument is known on horizon 'transcript' only"
    if column is None:
        return "it is no SCDB column"
    absence = ", its absence only at decision" if column.absence_tells else ""
    absence += ", its blanks leak the outcome even when masked" if name in UNMASKABLE else ""
    return f"known at {column.known_at.name.lower()}{absence}, coded after: {column.coded_after}"


def _before_decision(column: Column) -> bool:
    return column.known_at <= KnownAt.ARGUMENT and not column.absence_tells


#: Codes of the law at stake. Where they are blank follows from the issue, so codes of another case
#: in their place would still tell which cases were blank (`docs/decisions/006`).
UNMASKABLE = frozenset({"lawType", "lawSupp", "lawMinor"})


def _argument_columns() -> frozenset[str]:
    before = frozenset(column.name for column in COLUMNS if _before_decision(column))
    return before - UNMASKABLE


def _strict_columns() -> frozenset[str]:
    return frozenset(
        column.name
        for column in COLUMNS
        if _before_decision(column) and column.coded_after is not CodedAfter.YES
    )


#: Every horizon by name, from the one that shows most to the one that shows least. Tables, figures
#: and comparisons take names, order and lead from here.
HORIZONS: dict[str, Horizon] = {
    horizon.name: horizon
    for horizon in (
        Horizon(
            "paper",
            "the columns of Katz, Bommarito and Blackman, with what is coded after the decision",
            PAPER_COLUMNS,
            masks_leaking_codes=False,
            imputes_missing=False,
            rebuilds_natural_court=False,
        ),
        Horizon(
            "argument",
            "what is known by oral argument; codes that would leak the outcome are masked, missing "
            "parties, courts and dispositions are imputed, both from a matched earlier case",
            _argument_columns(),
            masks_leaking_codes=True,
            imputes_missing=True,
            rebuilds_natural_court=True,
            is_lead=True,
        ),
        Horizon(
            "strict",
            "what is known by oral argument, without the columns coded after the decision",
            _strict_columns(),
            masks_leaking_codes=True,
            imputes_missing=True,
            rebuilds_natural_court=True,
        ),
        # A new horizon goes here, in the order of what it shows.
    )
}

#: Name of the horizon whose numbers are the headline.
LEAD: str = next(horizon.name for horizon in HORIZONS.values() if horizon.is_lead)

#: Names from the horizon that shows least to the one that shows most.
NARROWEST_FIRST: tuple[str, ...] = tuple(reversed(HORIZONS))

#: Tables of what was said at oral argument, between argument and decision.
SPEECH_TABLES = frozenset({"speech", "counsel", "text"})

#: `argument` and what was said there. The models of columns do not run on it: its own models
#: (`oral_argument`) build upon their forecasts, so it does not stand among `HORIZONS`.
TRANSCRIPT = Horizon(
    "transcript",
    "`argument` and what was said at oral argument, where there is a transcript",
    _argument_columns() | SPEECH_TABLES,
    masks_leaking_codes=True,
    imputes_missing=True,
    rebuilds_natural_court=True,
)

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
