"""Baselines: models that look at no column of the case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pydantic import Field

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.core.learners.registry import Model
from scotus_forecast.core.project.settings import Count, Positive, Settings
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.features.histories import History
from scotus_forecast.features.roster import CaseRosters

_CLASSES = np.array([REVERSE, AFFIRM, OTHER])


class MostFrequentSettings(Settings):
    """How much history counts.

    Attributes
    ----------
    window : int
        How many earlier terms count. The paper's own choice of 10 was the best of 2-49 in
        hindsight.
    """

    window: Count


class JusticeRateSettings(Settings):
    """How earlier votes count.

    Attributes
    ----------
    shrinkage : float
        Votes with which the rate is pulled to that of all justices.
    half_life : float
        Terms after which an earlier vote counts half.
    """

    shrinkage: float = Field(ge=0)
    half_life: Positive


def always_reverse(inputs: ForecastInputs, _settings: Settings, walk: WalkForward) -> Forecast:
    """Every case and vote reverses."""
    told = inputs.vote.term >= walk.first_term
    return _of_labels(inputs, np.where(told, float(REVERSE), np.nan))


def most_frequent(
    inputs: ForecastInputs, settings: MostFrequentSettings, walk: WalkForward
) -> Forecast:
    """Most frequent of the three labels among the votes of the last terms, all justices pooled."""
    return _most_frequent(inputs, settings.window, walk)


def most_frequent_of_all(
    inputs: ForecastInputs, _settings: Settings, walk: WalkForward
) -> Forecast:
    """Most frequent of the three labels among all earlier votes."""
    return _most_frequent(inputs, None, walk)


def _most_frequent(inputs: ForecastInputs, window: int | None, walk: WalkForward) -> Forecast:
    def commonest(split: Split, _seed: int) -> np.ndarray:
        earliest = split.term - window if window else 0
        recent = split.train[inputs.vote.term[split.train] >= earliest]
        counts = (inputs.vote.outcome[recent][:, None] == _CLASSES).sum(axis=0)
        return np.full(len(split.test), float(_CLASSES[counts.argmax()]))

    label = walk.serial().forecast(commonest, inputs.vote.term, inputs.vote.revealed)
    return _of_labels(inputs, label)


def justice_rate(
    inputs: ForecastInputs, settings: JusticeRateSettings, walk: WalkForward
) -> Forecast:
    """How often each justice voted to reverse in earlier cases, decayed and shrunk."""
    reversals = History(
        inputs.vote.revealed,
        inputs.vote.reversed.astype(float),
        np.ones(len(inputs.justice)),
    )
    roster = CaseRosters(
        inputs.justice,
        inputs.vote.term,
        inputs.case_of_vote,
        np.zeros_like(inputs.justice),
        {"reversed": reversals},
    )
    rate = roster.rate("reversed", settings.half_life, settings.shrinkage)
    return _same_for_all(inputs, np.where(inputs.vote.term >= walk.first_term, rate, np.nan))


def _of_labels(inputs: ForecastInputs, label: np.ndarray) -> Forecast:
    """Forecast the same class for all votes of a term, NaN where there is no forecast."""
    p_vote = np.where(np.isnan(label), np.nan, label == REVERSE)
    return replace(_same_for_all(inputs, p_vote), vote_outcome=np.nan_to_num(label).astype(int))


def _same_for_all(inputs: ForecastInputs, p_vote: np.ndarray) -> Forecast:
    return Forecast(case=inputs.mean_over_votes(p_vote), vote=p_vote)


MODELS = {
    "always_reverse": Model("Always reverse", Settings, always_reverse),
    "most_frequent_10": Model(
        "Most frequent outcome, last 10 terms", MostFrequentSettings, most_frequent
    ),
    "most_frequent_20": Model(
        "Most frequent outcome, last 20 terms", MostFrequentSettings, most_frequent
    ),
    "most_frequent_all": Model(
        "Most frequent outcome, all earlier terms", Settings, most_frequent_of_all
    ),
    "justice_rate": Model("Each justice's own past rate", JusticeRateSettings, justice_rate),
}
