"""Blocks of settings as strict objects, those of features among them; mistakes are one line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from scotus_forecast.core.project.errors import UserError

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1)]
#: Terms before the forecast that train; all of them where null.
Window = Annotated[int, Field(ge=1)] | None


class Settings(BaseModel):
    """A block of settings. A subclass adds the keys it takes; this one takes none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


Schema = TypeVar("Schema", bound=BaseModel)


def checked(
    schema: type[Schema],
    content: Any,  # noqa: ANN401 - whatever the file holds
    source: Path | str,
    place: tuple[str, ...] = (),
) -> Schema:
    """Read a block of settings.

    Parameters
    ----------
    schema : subclass of pydantic.BaseModel
    content : mapping
    source : Path or str
        Where the block stands: named first in errors.
    place : tuple of str
        Keys that lead to the block.

    Raises
    ------
    UserError
        When a key is unknown or missing, or a value is wrong: one line that names it.
    """
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{source}: {_explain(schema, content, place, error)}") from error


def unknown_key(key: str, known: list[str]) -> str:
    """Say that a dotted key is unknown, and which was meant or which there are."""
    close = get_close_matches(key.rpartition(".")[2], known, n=1, cutoff=0.5)
    meant = (
        f"; did you mean '{close[0]}'?"
        if close
        else f"; known here: {', '.join(sorted(known)) or 'none'}"
    )
    return f"unknown key '{key}'{meant}"


def _explain(
    schema: type[BaseModel],
    content: Any,  # noqa: ANN401 - whatever the file holds
    place: tuple[str, ...],
    error: ValidationError,
) -> str:
    first = error.errors()[0]
    key = ".".join(map(str, (*place, *first["loc"])))
    if first["type"] == "extra_forbidden":
        return unknown_key(key, _known_keys(schema, first["loc"][:-1]))
    if first["type"] == "missing":
        return f"key '{key}' is missing"
    there = ".".join((*place, *_there(content, first["loc"])))
    return f"'{there}' = {first['input']!r}: {first['msg'].lower()}"


def _there(content: Any, location: tuple[int | str, ...]) -> Iterator[str]:  # noqa: ANN401 - YAML
    """Leave out what pydantic adds to a place: which of several allowed types it tried."""
    for part in location:
        held = range(len(content)) if isinstance(content, list) else content
        if isinstance(held, dict | range) and part in held:
            yield str(part)
            content = content[part]


def _known_keys(schema: Any, parents: tuple[int | str, ...]) -> list[str]:  # noqa: ANN401 - types
    for part in parents:
        field = getattr(schema, "model_fields", {}).get(part)
        schema = field.annotation if field else None
    return list(getattr(schema, "model_fields", {}))


class CourtHistoryParams(Settings):
    """How often the Court as a whole reversed, or decided without the merits."""

    half_lives: tuple[Positive, ...] = Field(strict=False, min_length=1)
    other_half_life: Positive

    @field_validator("half_lives")
    @classmethod
    def _once(cls, half_lives: tuple[float, ...]) -> tuple[float, ...]:
        if len(set(half_lives)) < len(half_lives):
            raise PydanticCustomError("twice", "a half-life is named twice")
        return half_lives


class CaseHistoryParams(Settings):
    """How earlier cases that share keys with a case were decided, over a short and a long run."""

    short_half_life: Positive
    long_half_life: Positive
    shrinkage: Positive

    @model_validator(mode="after")
    def _longer(self) -> Self:
        if self.long_half_life <= self.short_half_life:
            raise PydanticCustomError(
                "order", "long_half_life should be greater than short_half_life"
            )
        return self


class JusticeHistoryParams(Settings):
    """How a justice voted in earlier cases."""

    half_life: Positive
    shrinkage: Positive


class IdealPointParams(Settings):
    """Ideal points: decay of votes, and the penalties that pull a point to its prior."""

    half_life: Positive
    penalty: Positive
    penalty_within_keys: Positive


class ReversalDirectionParams(Settings):
    """Direction of the decision below, expected from earlier cases."""

    half_life: Positive
    shrinkage: Positive


class HotDeckParams(Settings):
    """Earlier cases that may donate values to a case where they are missing or would leak."""

    pool: Count
    least_donors: Count


class FeatureParams(Settings):
    """Histories, ideal points and imputation.

    Half-lives are in terms. Shrinkage and penalties are in cases or votes: the weight of the prior.
    """

    court_history: CourtHistoryParams
    case_history: CaseHistoryParams
    justice_history: JusticeHistoryParams
    ideal_points: IdealPointParams
    reversal_direction: ReversalDirectionParams
    hot_deck: HotDeckParams
