"""What a model file declares: a readable label, its settings and how it forecasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from scotus_forecast.project.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from scotus_forecast.learners.case_then_votes import CaseThenVotes
    from scotus_forecast.walk_forward.inputs import BaseForecasts, Forecast, ForecastInputs
    from scotus_forecast.walk_forward.walk import WalkForward

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
