"""Gradient boosting on histograms: cases, then votes given the cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.learners.case_then_votes import Learners, two_level
from scotus_forecast.learners.soft_targets import SoftTargetClassifier
from scotus_forecast.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.walk_forward.walk import WalkForward


def boosting(seed: int, settings: dict[str, Any]) -> HistGradientBoostingClassifier:
    """Unfitted boosting with early stopping off, so that no row is held out at random."""
    return HistGradientBoostingClassifier(random_state=seed, early_stopping=False, **settings)


def boosting_of_shares(seed: int, settings: dict[str, Any]) -> SoftTargetClassifier:
    """Unfitted boosting that is told shares."""
    return SoftTargetClassifier(boosting(seed, settings))


def learners(settings: dict[str, Any]) -> Learners:
    """Boosting at both levels.

    Settings
    --------
    case, vote : dict
        Arguments of ``HistGradientBoostingClassifier``.
    case_window, vote_window : int or None
        Terms that train the case and the vote model; all where null.
    refit_every : int
        Terms forecast with one fit.
    vote_weight : float
        Weight of its votes, beside its outcome, in what a case is taken to have been.
    """
    return Learners(
        case=partial(boosting_of_shares, settings=settings["case"]),
        vote=partial(boosting, settings=settings["vote"]),
        case_window=settings["case_window"],
        vote_window=settings["vote_window"],
        refit_every=settings["refit_every"],
        vote_weight=settings["vote_weight"],
    )


def boosted(inputs: ForecastInputs, settings: dict[str, Any], walk: WalkForward) -> Forecast:
    """Forecast with boosting at both levels; settings as in `learners`."""
    return two_level(inputs, learners(settings), walk)
