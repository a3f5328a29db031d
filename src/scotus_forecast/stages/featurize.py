"""Stage featurize: prepared tables to the features of one horizon."""

from __future__ import annotations

from scotus_forecast.features.build import build_features, describe
from scotus_forecast.features.feature_sets import FEATURE_SETS
from scotus_forecast.project.files import read_table, write_json, write_parquet
from scotus_forecast.project.horizons import horizon_named
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.params import Params


def run(layout: Layout, params: Params, horizon: str) -> None:
    """Write case and vote features of `horizon`, and what each of them looks at."""
    seen = horizon_named(horizon)
    feature_set = FEATURE_SETS[seen.name]
    cases, votes = read_table(layout.cases), read_table(layout.votes)
    features = build_features(cases, votes, seen, feature_set, params.features, params.seed)
    folder = layout.features(horizon)
    write_parquet(folder / "cases.parquet", features.case)
    write_parquet(folder / "votes.parquet", features.vote)
    write_json(folder / "features.json", describe(feature_set))
