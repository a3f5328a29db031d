"""Gradient boosting on histograms: cases, then votes given the cases."""

from __future__ import annotations

from functools import partial

import numpy as np
from pydantic import Field
from sklearn._loss import HalfBinomialLoss
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from scotus_forecast.core.learners.case_then_votes import CaseThenVotes, CaseThenVotesSettings
from scotus_forecast.core.learners.registry import case_then_votes_model
from scotus_forecast.core.learners.soft_targets import SoftTargets
from scotus_forecast.core.project.settings import Count, Positive, Settings, Share


class BoostingSettings(Settings):
    """Arguments of ``HistGradientBoostingClassifier`` for one level."""

    max_iter: Count
    learning_rate: Positive
    max_leaf_nodes: int = Field(ge=2)
    min_samples_leaf: Count
    l2_regularization: float = Field(ge=0)
    max_features: Share
    max_bins: int = Field(ge=2, le=255)


class BoostedSettings(CaseThenVotesSettings):
    """Settings of both levels, and the boosting of each.

    Attributes
    ----------
    case, vote : BoostingSettings
    """

    case: BoostingSettings
    vote: BoostingSettings


def boosting(seed: int, settings: BoostingSettings) -> HistGradientBoostingClassifier:
    """Unfitted boosting without early stopping, which would hold out rows at random."""
    arguments = settings.model_dump()
    return HistGradientBoostingClassifier(random_state=seed, early_stopping=False, **arguments)


class BoostedSoftTargets(BaseEstimator):
    """Boosting by the cross-entropy from soft targets, one row a case.

    A classifier would need each case twice, as reversed and as not, with weights; finding the
    quantiles of weighted rows takes scikit-learn five times as long as the trees
    (`docs/decisions/028`). The regressor takes any loss, but has no public name for this one.

    Parameters
    ----------
    seed : int
    settings : BoostingSettings
    """

    def __init__(self, seed: int, settings: BoostingSettings) -> None:
        self.seed = seed
        self.settings = settings

    def fit(self, X: np.ndarray, target: SoftTargets) -> BoostedSoftTargets:
        """Fit on the shares of shape (n_cases,); a case without merits counts as not reversed."""
        self.classes_ = np.array([0, 1])
        self.model_ = HistGradientBoostingRegressor(
            loss=HalfBinomialLoss(),
            random_state=self.seed,
            early_stopping=False,
            **self.settings.model_dump(),
        ).fit(X, target.share)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities of the classes, shape (n_rows, 2)."""
        p = self.model_.predict(X)
        return np.column_stack([1 - p, p])


def case_then_votes(settings: BoostedSettings) -> CaseThenVotes:
    """Boosting for cases, on soft targets, and for votes."""
    return CaseThenVotes(
        case=partial(BoostedSoftTargets, settings=settings.case),
        vote=partial(boosting, settings=settings.vote),
        settings=settings,
    )


MODEL = case_then_votes_model("Boosted trees", BoostedSettings, case_then_votes)
