"""What other draws of donors would have shown of a case.

A case that is folded or completed shows values of a donor, and one draw is luck, worth tenths of a
point of accuracy (`docs/decisions.md`). So such a case stands several times among those to be
forecast, each time with donors of its own, and its forecast is the mean.
Nothing is learned from the others: they are never decided.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.calendar import NEVER
from scotus_forecast.features.build import Features, build_features
from scotus_forecast.features.feature_sets import FeatureSet
from scotus_forecast.features.sight import silenced
from scotus_forecast.project.config import FeatureParams
from scotus_forecast.project.horizons import Horizon

#: Stands between the identifier of a case and the number of its draw.
_MARK = "~"


def build_with_redraws(
    cases: pd.DataFrame,
    votes: pd.DataFrame,
    horizon: Horizon,
    feature_set: FeatureSet,
    params: FeatureParams,
    seed: int,
) -> tuple[Features, Features]:
    """Compute every feature of a set, of the cases and of the copies that are drawn anew.

    Returns
    -------
    tuple of Features
        Those of copies have a ``copy_id`` beside the ``case_id`` of the case they are of.
    """
    drawn = with_redraws(cases, votes, horizon, params.draws, seed)
    every = build_features(*drawn, horizon, feature_set, params, seed)
    case, vote = every.case[len(cases) :], every.vote[len(votes) :]
    prepared = Features(every.case[: len(cases)], every.vote[: len(votes)])
    return prepared, Features(_of_copies(case), _of_copies(vote))


def _of_copies(features: pd.DataFrame) -> pd.DataFrame:
    copy = features["case_id"].astype("string")
    return features.assign(copy_id=copy, case_id=original_id(copy))


def is_drawn(cases: pd.DataFrame, horizon: Horizon, seed: int) -> np.ndarray:
    """Whether the horizon shows a value of a donor, shape (n_cases,)."""
    if not horizon.folds:
        return np.zeros(len(cases), dtype=bool)
    told = silenced(cases, seed)
    seen = [name for name in told if name in horizon.columns]
    was, now = (table[seen].astype("Int32").fillna(-1) for table in (cases, told))
    return (was != now).any(axis=1).to_numpy(bool)


def with_redraws(
    cases: pd.DataFrame, votes: pd.DataFrame, horizon: Horizon, draws: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put copies of drawn cases and their votes behind the tables, each to be drawn anew.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables.
    horizon : Horizon
    draws : int
        How often a drawn case shall stand among the cases; 1 adds no copy.
    seed : int
        Of the draws, which depend on it and on the identifier of a case only.

    Returns
    -------
    tuple of pd.DataFrame
        Copies have identifiers of their own (`original_id` takes them back) and are revealed never.
    """
    drawn = cases["caseId"][is_drawn(cases, horizon, seed)]
    return _with_copies(cases, drawn, draws), _with_copies(votes, drawn, draws)


def _with_copies(table: pd.DataFrame, drawn: pd.Series, draws: int) -> pd.DataFrame:
    chosen = table[table["caseId"].isin(drawn)]
    copies = [
        chosen.assign(caseId=chosen["caseId"] + f"{_MARK}{draw}", revealed_term=NEVER)
        for draw in range(1, draws)
    ]
    return pd.concat([table, *copies], ignore_index=True).astype(table.dtypes)


def original_id(case_id: pd.Series) -> pd.Series:
    """Identifiers of the cases that copies are of; others stay."""
    return case_id.str.split(_MARK, n=1).str[0]
