"""Blocks of settings as frozen, strict objects; a mistake is one line with a did-you-mean."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scotus_forecast.project.errors import UserError

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
