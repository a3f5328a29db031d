"""Gradient boosting on histograms: cases, then votes given the cases."""

from __future__ import annotations

from functools import partial

from pydantic import Field
from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.core.learners.case_then_votes import CaseThenVotes, CaseThenVotesSettings
from scotus_forecast.core.learners.registry import case_then_votes_model
from scotus_forecast.core.learners.soft_targets import SoftTargetClassifier
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


def boosting_of_soft_targets(seed: int, settings: BoostingSettings) -> SoftTargetClassifier:
    """Unfitted boosting that is fitted on soft targets."""
    return SoftTargetClassifier(boosting(seed, settings))


def case_then_votes(settings: BoostedSettings) -> CaseThenVotes:
    """Boosting for cases, on soft targets, and for votes."""
    return CaseThenVotes(
        case=partial(boosting_of_soft_targets, settings=settings.case),
        vote=partial(boosting, settings=settings.vote),
        settings=settings,
    )


MODEL = case_then_votes_model("Boosted trees", BoostedSettings, case_then_votes)
