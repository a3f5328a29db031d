"""From prepared tables to the features of one horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.court.columns import COLUMN_BY_NAME
from scotus_forecast.court.outcomes import OTHER
from scotus_forecast.features.bench import seat
from scotus_forecast.features.declarations import Context, Feature
from scotus_forecast.features.feature_sets import FeatureSet
from scotus_forecast.features.histories import Source
from scotus_forecast.features.reversal_direction import CONSERVATIVE, LIBERAL
from scotus_forecast.features.visible_columns import look
from scotus_forecast.project.horizons import Horizon
from scotus_forecast.project.params import FeatureParams


@dataclass(frozen=True)
class Features:
    """Feature tables of one horizon.

    Attributes
    ----------
    case : pd.DataFrame
        `case_id, term` and one float32 column a feature.
    vote : pd.DataFrame
        `case_id, term, justice` and one float32 column a feature.
    """

    case: pd.DataFrame
    vote: pd.DataFrame


def build_features(
    cases: pd.DataFrame,
    votes: pd.DataFrame,
    horizon: Horizon,
    feature_set: FeatureSet,
    params: FeatureParams,
    seed: int,
) -> Features:
    """Compute every feature of a set, refusing what the horizon may not see.

    Raises
    ------
    HorizonError
        Before anything is computed, when a declaration asks for too much.
    """
    allowed = feature_set.allowed_on(horizon)
    context = Context(
        sight=look(cases, votes, horizon, seed),
        terms=cases["term"].to_numpy(int),
        decided=decided(cases),
        bench=seat(votes, cases),
        params=params,
    )
    keys = {"case_id": cases["caseId"], "term": cases["term"]}
    vote_keys = {"case_id": votes["caseId"], "term": votes["term"], "justice": votes["justice"]}
    return Features(
        pd.DataFrame(keys | _compute(allowed.case, context)),
        pd.DataFrame(vote_keys | _compute(allowed.vote, context)),
    )


def _compute(features: tuple[Feature, ...], context: Context) -> dict[str, np.ndarray]:
    return {feature.name: feature.compute(context).astype(np.float32) for feature in features}


def decided(cases: pd.DataFrame) -> dict[str, Source]:
    """What decided cases said, by name, and from when it may be known."""
    revealed, every = cases["revealed_term"].to_numpy(int), np.ones(len(cases))
    below = cases["lcDispositionDirection"]
    said = {
        "reversed": (cases["reversed"] == 1, every),
        "other": (cases["outcome"] == OTHER, every),
        "conservative_below": (below == CONSERVATIVE, below.isin((CONSERVATIVE, LIBERAL))),
    }
    return {
        name: Source(revealed, _numbers(true), _numbers(weight))
        for name, (true, weight) in said.items()
    }


def _numbers(said: pd.Series | np.ndarray) -> np.ndarray:
    return np.asarray(pd.Series(said).fillna(value=False), dtype=float)


def describe(feature_set: FeatureSet) -> list[dict]:
    """Name, unit, columns and availability of each feature, for `features.json`."""
    return [
        {
            "feature": feature.name,
            "unit": unit,
            "columns": list(feature.columns),
            "known_at": _latest(feature),
            "coded_after": sorted({str(COLUMN_BY_NAME[c].coded_after) for c in feature.columns}),
        }
        for unit, features in (("case", feature_set.case), ("vote", feature_set.vote))
        for feature in features
    ]


def _latest(feature: Feature) -> str:
    moments = [COLUMN_BY_NAME[column].known_at for column in feature.columns]
    return max(moments).name.lower() if moments else "always"
