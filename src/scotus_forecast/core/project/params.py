"""`params.yaml` as frozen, strict objects; a mistake is one line with a did-you-mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import Field, create_model, field_validator
from pydantic_core import PydanticCustomError

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.horizons import HORIZONS, LEAD
from scotus_forecast.core.project.layout import PARAMS
from scotus_forecast.core.project.settings import Count, FeatureParams, Positive, Settings, checked

S = TypeVar("S", bound=Settings)


class ScdbParams(Settings):
    """Releases of the real database, in the order of their terms."""

    releases: tuple[str, ...] = Field(strict=False, min_length=1)

    @field_validator("releases")
    @classmethod
    def _once(cls, releases: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(releases)) < len(releases):
            raise PydanticCustomError("twice", "a release is named twice")
        return releases


class SimulatedParams(Settings):
    """Size and span of the simulated Court."""

    cases: int = Field(ge=500)
    first_term: int = Field(ge=1791)
    last_term: int = Field(le=2100)


class DatasetsParams(Settings):
    """The datasets side by side."""

    scdb: ScdbParams
    simulated: SimulatedParams


class EvaluationParams(Settings):
    """Walk-forward and inference."""

    first_term: int
    bootstrap_samples: int = Field(ge=100)
    confidence: float = Field(gt=0.5, lt=1)


class ExecutionParams(Settings):
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


class UnitModels(Settings):
    """Name of the model whose numbers are the headline, by unit."""

    case: str
    vote: str


#: The flagships by horizon. The lead needs one; a horizon without one has no headline.
FlagshipParams = create_model(
    "FlagshipParams",
    __base__=Settings,
    **{name: (UnitModels, ... if name == LEAD else None) for name in HORIZONS},  # type: ignore[call-overload]
)


class CouplingParams(Settings):
    """Couplings of the votes of a case: one for every combination of the lists.

    `unanimity` is the share of cases in which all vote alike, `rho` the correlation common to the
    bench, `ideology` the loading of the factor that divides it (see `vote_splits`).
    """

    unanimity: list[Annotated[float, Field(ge=0, lt=1)]] = Field(min_length=1)
    rho: list[Annotated[float, Field(ge=0, lt=1)]] = Field(min_length=1)
    ideology: list[float] = Field(min_length=1)


class SplitHistoryParams(Settings):
    """Frequencies of earlier terms: half-life in terms, weight of all bench sizes in cases."""

    half_life: Positive
    shrinkage: Positive


class VoteSplitParams(Settings):
    """The joint forecast of a case's votes.

    `window` is the number of earlier terms that weigh the couplings, `shrinkage` the weight of
    equal weights, in cases.
    """

    couplings: list[CouplingParams] = Field(min_length=1)
    window: Count
    shrinkage: float = Field(ge=0)
    history: SplitHistoryParams


class TextParams(Settings):
    """The model of what is said at oral argument.

    Attributes
    ----------
    c : float
        Inverse penalty.
    half_life : float
        Terms after which a case counts half.
    window : int
        Terms before the forecast that train.
    least_documents : int
        Words in fewer documents of earlier terms are left out.
    counsel : bool
        Whether counsel's own words count beside the bench's.
    """

    c: Positive
    half_life: Positive
    window: Count
    least_documents: Count
    counsel: bool


class SpeechParams(Settings):
    """A logistic regression on signals: inverse penalty and half-life in terms."""

    c: Positive
    half_life: Positive


class OralArgumentParams(Settings):
    """The models of horizon `transcript`.

    Attributes
    ----------
    base : str
        The stack of horizon `argument` that is built upon.
    guessed_weight : float
        What a signal counts where all sides are guessed by the order of speaking.
    least_cases : int
        Earlier cases heard before a model is trusted; until then the base's forecast stands.
    text : TextParams
    case, vote : SpeechParams
    """

    base: str
    guessed_weight: float = Field(ge=0, le=1)
    least_cases: Count
    text: TextParams
    case: SpeechParams
    vote: SpeechParams


class Params(Settings):
    """The whole of `params.yaml`.

    `models` maps a model's name to its settings as they stand in the file. What each model takes
    is declared in its own file and checked by `core.learners.registry`.
    """

    seed: int = Field(ge=0)
    datasets: DatasetsParams
    evaluation: EvaluationParams
    features: FeatureParams
    models: dict[str, dict[str, Any]]
    vote_splits: VoteSplitParams
    oral_argument: OralArgumentParams
    flagship: dict[str, UnitModels]
    execution: ExecutionParams = ExecutionParams()

    def is_stack(self, model: str) -> bool:
        """Whether a model is made of others."""
        return "base" in self.settings_of(model)

    def stack_of(self, model: str) -> dict[str, Any]:
        """Settings of a stack as they stand in the file.

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
        """Settings of a model as they stand in the file.

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

    def checked_settings(self, model: str, schema: type[S]) -> S:
        """Settings of a model as the object that its file declares.

        Raises
        ------
        UserError
            When `params.yaml` has none under that name, or a key or value is wrong.
        """
        return checked(schema, self.settings_of(model), PARAMS, ("models", model))


class _File(Params):
    """The same with the horizons of flagships checked."""

    flagship: FlagshipParams  # type: ignore[valid-type]  # made from the declared horizons


def load_params(path: Path = PARAMS) -> Params:
    """Read and check `params.yaml`, but for the settings of each model (`core.learners.registry`).

    Raises
    ------
    UserError
        When the file is missing, is no YAML mapping, or a key or value is wrong.
    """
    content = _read_mapping(path)
    checked(_File, content, path)
    params = Params.model_validate(content)
    _require_models(path, params)
    return params


def _require_models(path: Path, params: Params) -> None:
    """Refuse a flagship or a base of a stack that has no settings."""
    for key, name in _models_named(params):
        if name not in params.models:
            known = ", ".join(params.models)
            raise UserError(f"{path}: '{key}' names no model: '{name}'; known: {known}")


def _models_named(params: Params) -> Iterator[tuple[str, str]]:
    """Yield dotted keys and the models they name."""
    for horizon, units in params.flagship.items():
        for unit, name in units:
            yield f"flagship.{horizon}.{unit}", name
    for stack, settings in params.models.items():
        base = settings.get("base")
        for name in base if isinstance(base, Mapping) else ():
            yield f"models.{stack}.base.{name}", name


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
