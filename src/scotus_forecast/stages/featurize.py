"""Stage featurize: prepared tables to the features of one horizon."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.features.build import build_features, describe
from scotus_forecast.features.feature_sets import FEATURE_SETS
from scotus_forecast.features.redraw import original_id, with_redraws
from scotus_forecast.project.atomic import write_json, write_parquet
from scotus_forecast.project.config import Params
from scotus_forecast.project.horizons import horizon_named
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.tables import read_table


def run(layout: Layout, params: Params, horizon: str) -> None:
    """Write case and vote features of `horizon`, and what each of them looks at.

    What other draws of donors show of a case stands in tables of its own.
    """
    seen = horizon_named(horizon)
    feature_set = FEATURE_SETS[seen.name]
    tables = read_table(layout.cases), read_table(layout.votes)
    drawn = with_redraws(*tables, seen, params.features.draws, params.seed)
    features = build_features(*drawn, seen, feature_set, params.features, params.seed)
    folder = layout.features(horizon)
    for name, table, every in zip(
        ("cases", "votes"), tables, (features.case, features.vote), strict=True
    ):
        write_parquet(folder / f"{name}.parquet", every[: len(table)])
        write_parquet(folder / f"redrawn_{name}.parquet", _redrawn(every[len(table) :]))
    write_json(folder / "features.json", describe(feature_set))


def _redrawn(copies: pd.DataFrame) -> pd.DataFrame:
    """Features of copies by the case they are of and the number of the copy."""
    copy = copies["case_id"].astype("string")
    return copies.assign(copy_id=copy, case_id=original_id(copy))
