"""The paper's method made to finish: one forest of votes that grows from term to term.

Katz, Bommarito & Blackman (2017, doi:10.1371/journal.pone.0174698) fit 130 to 1,120 trees from
scratch for every term; what that takes today is measured in `docs/performance.md`. Here each term
adds a few trees fitted on what was known at its opening, and a forecast averages the trees of the
last terms: the same information, the same three classes, a few core-minutes.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.core.learners.forests import GrowingForestSettings, grow
from scotus_forecast.core.learners.registry import Model
from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.core.project.settings import Count, Share
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.walk import WalkForward

_CLASSES = np.array([OTHER, AFFIRM, REVERSE])
_REVERSE = 2


class KatzForestSettings(GrowingForestSettings):
    """Settings of the growing forest, and the votes drawn for each tree.

    Attributes
    ----------
    max_samples : float or int
        Votes drawn for each tree, as a share of all or a number of them.
    """

    max_samples: Share | Count


def forecast(inputs: ForecastInputs, settings: KatzForestSettings, walk: WalkForward) -> Forecast:
    """Forecast votes in three classes, and cases as most of their votes are forecast.

    The paper's forecast of a case is a majority of forecast votes: 0 or 1, and no probability.
    """
    shares = grow(inputs, inputs.vote.outcome, _CLASSES, make_forest, settings, walk)
    outcome = _CLASSES[shares.argmax(axis=1)]
    told = inputs.vote.term >= walk.first_term
    p_vote = np.where(told, _against_the_rest(shares), np.nan)
    votes_to_reverse = np.where(told, outcome == REVERSE, np.nan)
    return Forecast(_majority(inputs.mean_over_votes(votes_to_reverse)), p_vote, outcome)


def make_forest(
    seed: int, outcome: np.ndarray, settings: KatzForestSettings
) -> RandomForestClassifier:
    """Unfitted forest of one term, with the paper's class weights."""
    return RandomForestClassifier(
        n_estimators=settings.trees,
        min_samples_leaf=settings.min_samples_leaf,
        max_features=settings.max_features,
        max_samples=settings.max_samples,
        class_weight=_class_frequency(outcome),
        random_state=seed,
        n_jobs=1,
    )


def _class_frequency(outcome: np.ndarray) -> dict[int, float]:
    """The paper's class weights, which favour the more frequent class (its flaw 7)."""
    counts = Counter(outcome.tolist())
    return {label: count / len(outcome) for label, count in counts.items()}


def _majority(share: np.ndarray) -> np.ndarray:
    """1 where the share calls for reversal, else 0; NaN where there is no forecast."""
    return np.where(np.isnan(share), np.nan, predicted_reverse(share))


def _against_the_rest(shares: np.ndarray) -> np.ndarray:
    """Share of reversal against the stronger other class: at least 1/2 where it is the largest."""
    rest = np.delete(shares, _REVERSE, axis=1).max(axis=1)
    reverse = shares[:, _REVERSE]
    return np.divide(
        reverse, reverse + rest, out=np.full(len(shares), 0.5), where=reverse + rest > 0
    )


MODEL = Model("Katz et al.'s method, adapted and run here", KatzForestSettings, forecast)
