"""The models by name: what a model file declares, loaded on demand.

A file of the package `models` is a model under the file's name, but for `baselines.py`, which
holds several. Adding a file adds a model. Each loads on demand, so that editing one re-runs its
own stages only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.horizons import HORIZONS, NO_COLUMNS, horizon_named
from scotus_forecast.core.project.layout import PARAMS
from scotus_forecast.core.project.settings import Settings, unknown_key

if TYPE_CHECKING:
    import numpy as np

    from scotus_forecast.core.learners.case_then_votes import CaseThenVotes
    from scotus_forecast.core.project.params import Params
    from scotus_forecast.core.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs
    from scotus_forecast.core.walk_forward.walk import WalkForward

S = TypeVar("S", bound=Settings)


class FittedModel(Protocol):
    """What forecasts cases and votes whose labels nobody knows."""

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""


@dataclass(frozen=True)
class Model(Generic[S]):
    """A model that forecasts from labels and features.

    Attributes
    ----------
    label : str
        Its name as a reader of the report would say it.
    settings : subclass of Settings
        What its block under `models` in `params.yaml` may hold.
    forecast : callable
        From inputs, settings and a walk-forward to probabilities, NaN before the first term.
    fit : callable, optional
        From inputs, settings, out-of-sample forecasts of the cases (shape (n_cases,)), first term
        and seed to a model fitted on every decided term. A base of a stack needs it.
    case_then_votes : callable, optional
        From settings to its case model and its vote model, where it is made of these two.
    """

    label: str
    settings: type[S]
    forecast: Callable[[ForecastInputs, S, WalkForward], Forecast]
    fit: Callable[[ForecastInputs, S, np.ndarray, int, int], FittedModel] | None = None
    case_then_votes: Callable[[S], CaseThenVotes] | None = None


@dataclass(frozen=True)
class Stack(Generic[S]):
    """A model that combines the forecasts of others: the keys of its setting `base`.

    Attributes
    ----------
    label, settings
        As of a `Model`.
    combine : callable
        From inputs, base forecasts, settings and a walk-forward to probabilities.
    """

    label: str
    settings: type[S]
    combine: Callable[[ForecastInputs, BaseForecasts, S, WalkForward], Forecast]


def case_then_votes_model(
    label: str, settings: type[S], parts: Callable[[S], CaseThenVotes]
) -> Model[S]:
    """Declare a model that forecasts cases, then votes given their cases."""
    return Model(
        label,
        settings,
        forecast=lambda inputs, own, walk: parts(own).forecast(inputs, walk),
        fit=lambda inputs, own, *known: parts(own).fit(inputs, *known),
        case_then_votes=parts,
    )


_PACKAGE = "scotus_forecast.models"
_FOLDER = Path(__file__).parents[2] / "models"
_BASELINES = "baselines"
_NO_MODEL = frozenset({"__init__", _BASELINES})


@cache
def with_own_file() -> tuple[str, ...]:
    """Names of the models that have a file of their own; nothing is loaded."""
    return tuple(sorted(p.stem for p in _FOLDER.glob("*.py") if p.stem not in _NO_MODEL))


def baselines() -> tuple[str, ...]:
    """Names of the baselines, which look at no column of the case."""
    return tuple(import_module(f"{_PACKAGE}.{_BASELINES}").MODELS)


def names() -> tuple[str, ...]:
    """Names of all models, baselines first."""
    return (*baselines(), *with_own_file())


def file_of(name: str) -> str:
    """Name of the module of `models` that holds a model.

    Raises
    ------
    UserError
        When no model has that name.
    """
    if name in with_own_file():
        return name
    if name not in baselines():
        raise UserError(f"unknown model '{name}'; choose from {', '.join(names())}")
    return _BASELINES


def module_of(name: str) -> ModuleType:
    """Load the module that holds a model.

    Raises
    ------
    UserError
        When no model has that name.
    """
    return import_module(f"{_PACKAGE}.{file_of(name)}")


def load(name: str) -> Model | Stack:
    """Load what the file of a model declares.

    Raises
    ------
    UserError
        When no model has that name.
    """
    module = module_of(name)
    return module.MODELS[name] if file_of(name) == _BASELINES else module.MODEL


def model_named(name: str) -> Model:
    """Load a model that forecasts from labels and features.

    Raises
    ------
    UserError
        When no model has that name, or it combines others.
    """
    found = load(name)
    if isinstance(found, Stack):
        raise UserError(
            f"'{name}' combines other models; run: scotus-forecast combine DATASET HORIZON {name}"
        )
    return found


def stack_named(name: str) -> Stack:
    """Load a model that combines others.

    Raises
    ------
    UserError
        When no model has that name, or it is made of no others.
    """
    found = load(name)
    if isinstance(found, Model):
        raise UserError(
            f"'{name}' is no stack of other models; run: scotus-forecast forecast DATASET HORIZON "
            f"{name}"
        )
    return found


def check_settings(params: Params) -> None:
    """Check the settings of every model that `params.yaml` names.

    Raises
    ------
    UserError
        When there is no such model, or a key or value of its settings is wrong.
    """
    for name in params.models:
        if name not in names():
            raise UserError(f"{PARAMS}: {unknown_key(f'models.{name}', list(names()))}")
        params.checked_settings(name, load(name).settings)


def forecasts_of(models: Iterable[str]) -> list[tuple[str, str]]:
    """Horizon and name of every forecast that `models` can make; baselines make one each."""
    return [
        (horizon, model)
        for model in models
        for horizon in (HORIZONS if model in with_own_file() else (NO_COLUMNS,))
    ]


def require_horizon(name: str, horizon: str) -> None:
    """Refuse a model on a horizon where it has nothing to look at, or should look at nothing.

    Raises
    ------
    UserError
        Naming the model and the horizons it may have.
    """
    if name in with_own_file():
        horizon_named(horizon)
    elif horizon != NO_COLUMNS:
        raise UserError(f"'{name}' looks at no column: give it horizon {NO_COLUMNS}, not {horizon}")
