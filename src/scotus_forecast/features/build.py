"""Builds the features of one horizon from the prepared tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import CONSERVATIVE, LIBERAL
from scotus_forecast.core.court.outcomes import OTHER
from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.core.project.settings import HotDeckParams
from scotus_forecast.core.walk_forward.feature_info import FeatureInfo, by_name
from scotus_forecast.features.declarations import Context, Feature, FeatureSet
from scotus_forecast.features.histories import History
from scotus_forecast.features.roster import roster_of
from scotus_forecast.features.visible_columns import visible_columns


@dataclass(frozen=True)
class Features:
    """Feature tables of one horizon.

    Attributes
    ----------
    case : pd.DataFrame
        `case_id, term` and one float32 column a feature.
    vote : pd.DataFrame
        `case_id, term, justice` and one float32 column a feature.
    case_info : dict of str to FeatureInfo
        Facts about the features of cases by name.
    """

    case: pd.DataFrame
    vote: pd.DataFrame
    case_info: dict[str, FeatureInfo]


def build_features(
    cases: pd.DataFrame,
    votes: pd.DataFrame,
    horizon: Horizon,
    feature_set: FeatureSet,
    hot_deck: HotDeckParams,
    seed: int,
) -> Features:
    """Compute every feature of a set, refusing what the horizon does not show.

    Raises
    ------
    HorizonError
        Before anything is computed, when a feature declares a column that is not shown.
    """
    allowed = feature_set.allowed_on(horizon)
    context = Context(
        visible=visible_columns(cases, votes, horizon, hot_deck, seed),
        terms=cases["term"].to_numpy(int),
        decided_cases=decided_cases(cases),
        roster=roster_of(votes, cases),
    )
    keys = {"case_id": cases["caseId"], "term": cases["term"]}
    vote_keys = {"case_id": votes["caseId"], "term": votes["term"], "justice": votes["justice"]}
    return Features(
        pd.DataFrame(keys | _compute(allowed.case, context)),
        pd.DataFrame(vote_keys | _compute(allowed.vote, context)),
        by_name(feature.info for feature in allowed.case),
    )


def _compute(features: tuple[Feature, ...], context: Context) -> dict[str, np.ndarray]:
    return {feature.name: feature.compute(context).astype(np.float32) for feature in features}


def decided_cases(cases: pd.DataFrame) -> dict[str, History]:
    """Decided cases by what is asked of them, and from when the answer may be used.

    ``reversed``; ``other``, neither reversed nor affirmed; ``conservative_below``, the direction of
    the decision reviewed.
    """
    revealed, every = cases["revealed_term"].to_numpy(int), np.ones(len(cases))
    below = cases["lcDispositionDirection"]
    asked = {
        "reversed": (cases["reversed"] == 1, every),
        "other": (cases["outcome"] == OTHER, every),
        "conservative_below": (below == CONSERVATIVE, below.isin((CONSERVATIVE, LIBERAL))),
    }
    return {
        name: History(revealed, _numbers(true), _numbers(weight))
        for name, (true, weight) in asked.items()
    }


def _numbers(flags: pd.Series | np.ndarray) -> np.ndarray:
    return np.asarray(pd.Series(flags).fillna(value=False), dtype=float)
