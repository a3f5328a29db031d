"""How many models a stage fits: counted on its own splits, with a model that learns nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.stages import Stage
from scotus_forecast.core.learners.case_then_votes import CaseThenVotes
from scotus_forecast.core.learners.fitting import Fitter
from scotus_forecast.core.learners.forests import GrowingForestSettings
from scotus_forecast.core.learners.registry import Model, Stack, load
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.settings import Settings
from scotus_forecast.core.walk_forward.inputs import BaseForecasts, ForecastInputs, load_inputs
from scotus_forecast.core.walk_forward.splits import splits
from scotus_forecast.models.stacked import StackedSettings, case_stack, vote_stack

#: From labels, settings of the model and the first term to a number of fits.
Counter = Callable[[ForecastInputs, Settings, int], int]


@dataclass
class _Tally:
    """A classifier that counts how often it is fitted."""

    fits: int = 0

    def fit(self, _X: np.ndarray, _y: np.ndarray, _weights: np.ndarray | None = None) -> _Tally:
        self.fits += 1
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        return np.full((len(X), 2), 0.5)


def fits_of(stage: Stage, layout: Layout, params: Params) -> int | None:
    """Fits of a walk-forward; None for a stage that is none.

    A forest counts once, whatever its trees, and so do nested dichotomies.
    """
    if stage.group not in ("forecast", "combine"):
        return None
    _, _, _, model = stage.words
    inputs = without_features(load_inputs(layout))
    declared = load(model)
    settings = params.checked_settings(model, declared.settings)
    return _counter(declared, settings)(inputs, settings, params.evaluation.first_term)


def without_features(inputs: ForecastInputs) -> ForecastInputs:
    """Labels and an empty row for each case and vote: what is fitted does not hang on more."""
    return replace(
        inputs,
        case_features=pd.DataFrame(index=range(len(inputs.case.term))),
        vote_features=pd.DataFrame(index=range(len(inputs.vote.term))),
    )


def _counter(model: Model | Stack, settings: Settings) -> Counter:
    if isinstance(model, Stack):
        return _of_stack
    if model.case_then_votes is None:
        return _of_forest
    return _case_then_votes_counter(model.case_then_votes(settings))


def _of_forest(inputs: ForecastInputs, settings: GrowingForestSettings, first_term: int) -> int:
    """Its first trees are those still alive at the first term."""
    first = first_term - settings.lifetime + 1
    every = splits(inputs.vote.term, inputs.vote.revealed, first, settings.refit_every)
    return sum(len(split.train) > 0 for split in every)


def _case_then_votes_counter(parts: CaseThenVotes) -> Counter:
    def count(inputs: ForecastInputs, _settings: Settings, first_term: int) -> int:
        votes = parts.vote_fitter(inputs, _halves(inputs), first_term)
        return _of_fitter(parts.case_fitter(inputs), first_term) + _of_fitter(votes, first_term)

    return count


def _of_stack(inputs: ForecastInputs, settings: StackedSettings, first_term: int) -> int:
    cases = _halves(inputs)
    models = len(settings.base)
    base = BaseForecasts(
        np.tile(cases[:, None], models), np.full((len(inputs.justice), models), 0.5)
    )
    votes = vote_stack(inputs, base, cases, settings, first_term)
    stack = case_stack(inputs, base, settings, first_term)
    return _of_fitter(stack, first_term) + _of_fitter(votes, first_term)


def _halves(inputs: ForecastInputs) -> np.ndarray:
    return np.full(len(inputs.case.term), 0.5)


def _of_fitter(fitter: Fitter, first_term: int) -> int:
    tally, labels = _Tally(), fitter.labels
    counting = replace(fitter, learner=lambda _seed: tally)
    for split in splits(labels.term, labels.revealed, first_term, fitter.refit_every):
        counting(split, 0)
    return tally.fits
