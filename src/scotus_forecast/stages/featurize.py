"""Stage featurize: prepared tables to the features of one horizon."""

from __future__ import annotations

from scotus_forecast.features.build import build_features
from scotus_forecast.features.feature_info import FEATURES_FILE, to_record
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.project.files import read_table, write_json, write_parquet
from scotus_forecast.project.horizons import horizon_named
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.params import Params


def run(layout: Layout, params: Params, horizon: str) -> None:
    """Write the features of cases and votes on `horizon`, and facts about each feature.

    Notes
    -----
    `cases.parquet` : `case_id` str, `term` int16, and one float32 column a feature of cases; -1
        stands for a missing code or date.
    `votes.parquet` : `case_id`, `term`, `justice` int32, and one float32 column a feature of votes.
    `features.json` : one record a feature, see `features.feature_info.to_record`.
    """
    shown = horizon_named(horizon)
    chosen = feature_sets(params.features)[shown.name]
    cases, votes = read_table(layout.cases), read_table(layout.votes)
    hot_deck = params.features.hot_deck
    features = build_features(cases, votes, shown, chosen, hot_deck, params.seed)
    folder = layout.features(horizon)
    write_parquet(folder / "cases.parquet", features.case)
    write_parquet(folder / "votes.parquet", features.vote)
    records = [to_record(feature) for feature in (*chosen.case, *chosen.vote)]
    write_json(folder / FEATURES_FILE, records)
