"""Votes by themselves: a growing forest of randomised trees over case and justice together.

The other models forecast a case first and its votes from that. This one never looks at a case as a
whole, so it errs elsewhere and is worth averaging with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scotus_forecast.core.learners.forests import (
    GrowingForestSettings,
    SampledForest,
    grow,
    simple_votes,
)
from scotus_forecast.core.learners.registry import Model
from scotus_forecast.core.project.settings import Count
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.splits import term_seed
from scotus_forecast.core.walk_forward.walk import WalkForward

_CLASSES = np.array([0, 1])


class VoteForestSettings(GrowingForestSettings):
    """Settings of the growing forest, and the votes drawn for each tree.

    Attributes
    ----------
    max_samples : int
        Votes drawn for each tree; all where there are fewer. A late term then costs no more than
        an early one.
    """

    max_samples: Count


def forecast(inputs: ForecastInputs, settings: VoteForestSettings, walk: WalkForward) -> Forecast:
    """Forecast votes by the trees alive, and cases as the mean over their votes."""
    shares = grow(inputs, inputs.vote.reversed, _CLASSES, make_forest, settings, walk)
    told = inputs.vote.term >= walk.first_term
    p_vote = np.where(told, _share_to_reverse(shares), np.nan)
    return Forecast(inputs.mean_over_votes(p_vote), p_vote)


def make_forest(seed: int, _target: np.ndarray, settings: VoteForestSettings) -> SampledForest:
    """Unfitted forest of one term."""
    return SampledForest(
        trees=settings.trees,
        max_samples=settings.max_samples,
        min_samples_leaf=settings.min_samples_leaf,
        max_features=settings.max_features,
        seed=seed,
    )


def _share_to_reverse(shares: np.ndarray) -> np.ndarray:
    """Share of the trees' votes; one half where no tree has grown yet."""
    total = shares.sum(axis=1)
    return np.divide(shares[:, 1], total, out=np.full(len(shares), 0.5), where=total > 0)


@dataclass(frozen=True)
class FittedForest:
    """A fitted forest of votes.

    Attributes
    ----------
    forest : SampledForest
    """

    forest: SampledForest

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        p_vote = self.forest.predict_proba(simple_votes(inputs))[:, 1]
        return Forecast(inputs.mean_over_votes(p_vote), p_vote)


def fit(
    inputs: ForecastInputs,
    settings: VoteForestSettings,
    _p_case: np.ndarray,
    _first_term: int,
    seed: int,
) -> FittedForest:
    """Fit as many trees as vote on a term, all of them on every decided term."""
    generations = -(-settings.lifetime // settings.refit_every)
    whole = settings.model_copy(update={"trees": settings.trees * generations})
    forest = make_forest(term_seed(seed, "vote", term=0), inputs.vote.reversed, whole)
    return FittedForest(forest.fit(simple_votes(inputs), inputs.vote.reversed))


MODEL = Model("Forest of votes", VoteForestSettings, forecast, fit)
