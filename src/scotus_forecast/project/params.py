"""`params.yaml` as frozen, strict objects; a mistake is one line with a did-you-mean."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from scotus_forecast.project.errors import UserError
from scotus_forecast.project.model_settings import Models

PARAMS = Path("params.yaml")

#: Settings under `models` that are of no forecaster of single cases or votes.
SPLITS = "splits"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ScdbParams(_Strict):
    """Releases of the real database, in the order of their terms."""

    releases: tuple[str, ...] = Field(strict=False, min_length=1)

    @field_validator("releases")
    @classmethod
    def _once(cls, releases: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(releases)) < len(releases):
            raise PydanticCustomError("twice", "a release is named twice")
        return releases


class SimulatedParams(_Strict):
    """Size and span of the simulated Court."""

    cases: int = Field(ge=500)
    first_term: int = Field(ge=1791)
    last_term: int = Field(le=2100)


class DatasetsParams(_Strict):
    """The datasets side by side."""

    scdb: ScdbParams
    simulated: SimulatedParams


class EvaluationParams(_Strict):
    """Walk-forward and inference."""

    first_term: int
    bootstrap_samples: int = Field(ge=100)
    confidence: float = Field(gt=0.5, lt=1)


class FeatureParams(_Strict):
    """As-of histories: pseudo-observations by which a rate is shrunk."""

    shrinkage: float = Field(gt=0)


class ExecutionParams(_Strict):
    """Where terms are computed; nothing here changes a result, so DVC does not watch it."""

    backend: Literal["serial", "processes", "dask"] = "processes"
    workers: int = -1
    scheduler: str | None = None
    fallback: bool = False

    @field_validator("workers")
    @classmethod
    def _some(cls, workers: int) -> int:
        if workers != -1 and workers < 1:
            raise PydanticCustomError("workers", "input should be at least 1, or -1 for one a core")
        return workers


class UnitModels(_Strict):
    """Name of the model whose numbers are the headline, by unit."""

    case: str
    vote: str


class FlagshipParams(_Strict):
    """The flagships, by horizon."""

    paper: UnitModels
    argument: UnitModels
    strict: UnitModels


class Params(_Strict):
    """The whole of `params.yaml`; `models` maps a model's name to its own settings."""

    seed: int = Field(ge=0)
    datasets: DatasetsParams
    evaluation: EvaluationParams
    features: FeatureParams
    models: dict[str, dict[str, Any]]
    flagship: dict[str, UnitModels]
    execution: ExecutionParams = ExecutionParams()

    def is_stack(self, model: str) -> bool:
        """Whether a model is made of others."""
        return "base" in self.settings_of(model)

    def stack_of(self, model: str) -> dict[str, Any]:
        """Settings of a stack.

        Raises
        ------
        UserError
            When there is no such model, or it is not made of others.
        """
        if not self.is_stack(model):
            stacks = ", ".join(name for name in self.models if self.is_stack(name))
            raise UserError(f"'{model}' is no stack of other models; choose from {stacks}")
        return self.settings_of(model)

    def settings_of(self, model: str) -> dict[str, Any]:
        """Settings of a model.

        Raises
        ------
        UserError
            When `params.yaml` has none under that name.
        """
        if model not in self.models:
            raise UserError(
                f"{PARAMS} has no settings models.{model}; known: {', '.join(sorted(self.models))}"
            )
        return self.models[model]


class _File(Params):
    """The same with the settings of every model and the horizons of flagships checked."""

    models: Models
    flagship: FlagshipParams


def load_params(path: Path = PARAMS) -> Params:
    """Read and check `params.yaml`.

    Raises
    ------
    UserError
        When the file is missing, is no YAML mapping, or a key or value is wrong.
    """
    content = _read_mapping(path)
    try:
        params = Params.model_validate(content)
        _File.model_validate(content)
    except ValidationError as error:
        raise UserError(_explain(path, content, error)) from error
    _require_models(path, params)
    return params


def _require_models(path: Path, params: Params) -> None:
    """Refuse a flagship or a base of a stack that is no forecaster."""
    forecasters = [name for name in params.models if name != SPLITS]
    named = {
        f"flagship.{horizon}.{unit}": name
        for horizon, units in params.flagship.items()
        for unit, name in units
    }
    named |= {
        f"models.{stack}.base.{name}": name
        for stack in forecasters
        if params.is_stack(stack)
        for name in params.settings_of(stack)["base"]
    }
    for key, name in named.items():
        if name not in forecasters:
            raise UserError(
                f"{path}: '{key}' names no model: '{name}'; known: {', '.join(forecasters)}"
            )


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{path} not found; run from the project's root") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not readable YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise UserError(f"{path} must hold a mapping of parameters, not {type(content).__name__}")
    return content


def _explain(path: Path, content: dict[str, Any], error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{path}: unknown key '{key}'{_did_you_mean(first['loc'])}"
    if first["type"] == "missing":
        return f"{path}: key '{key}' is missing"
    there = ".".join(_there(content, first["loc"]))
    return f"{path}: '{there}' = {first['input']!r}: {first['msg'].lower()}"


def _there(content: Any, location: tuple[int | str, ...]) -> Iterator[str]:  # noqa: ANN401 - YAML
    """Leave out what pydantic adds to a place: which of several allowed types it tried."""
    for part in location:
        held = range(len(content)) if isinstance(content, list) else content
        if isinstance(held, dict | range) and part in held:
            yield str(part)
            content = content[part]


def _did_you_mean(location: tuple[int | str, ...]) -> str:
    known = _known_keys(location[:-1])
    close = get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    return (
        f"; did you mean '{close[0]}'?"
        if close
        else f"; known here: {', '.join(sorted(known)) or 'none'}"
    )


def _known_keys(parents: tuple[int | str, ...]) -> list[str]:
    model: Any = _File
    for part in parents:
        field = getattr(model, "model_fields", {}).get(part)
        model = field.annotation if field else None
    return list(getattr(model, "model_fields", {}))
