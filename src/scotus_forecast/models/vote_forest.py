"""Votes by themselves: a growing forest of randomised trees over case and justice together.

The other models forecast a case first and its votes from that. This one never looks at a case as a
whole, so it errs elsewhere and is worth averaging with them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scotus_forecast.learners.forests import SampledForest, grow
from scotus_forecast.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.walk_forward.walk import WalkForward

_CLASSES = np.array([0, 1])


def vote_forest(inputs: ForecastInputs, settings: dict[str, Any], walk: WalkForward) -> Forecast:
    """Forecast votes by the trees alive, and cases as the mean over their votes.

    Settings
    --------
    trees : int
        Trees fitted each time.
    refit_every : int
        Terms between fits.
    lifetime : int
        Terms for which a tree votes.
    max_samples : int
        Votes drawn for each tree; all where there are fewer. A late term then costs no more than
        an early one.
    min_samples_leaf, max_features
        As in ``ExtraTreesClassifier``.
    """
    shares = grow(inputs, inputs.vote.reversed, _CLASSES, plant, settings, walk)
    forecast = inputs.vote.term >= walk.first_term
    p_vote = np.where(forecast, _share_to_reverse(shares), np.nan)
    return Forecast(inputs.mean_over_votes(p_vote), p_vote)


def plant(seed: int, _target: np.ndarray, settings: dict[str, Any]) -> SampledForest:
    """Unfitted forest of one term; settings as in `vote_forest`."""
    return SampledForest(
        trees=settings["trees"],
        max_samples=settings["max_samples"],
        min_samples_leaf=settings["min_samples_leaf"],
        max_features=settings["max_features"],
        seed=seed,
    )


def _share_to_reverse(shares: np.ndarray) -> np.ndarray:
    """Share of the trees' votes; one half where no tree has grown yet."""
    total = shares.sum(axis=1)
    return np.divide(shares[:, 1], total, out=np.full(len(shares), 0.5), where=total > 0)
