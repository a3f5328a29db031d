"""Stage featurize: prepared tables to the features of one horizon."""

from __future__ import annotations

from scotus_forecast.features.build import describe
from scotus_forecast.features.feature_sets import FEATURE_SETS
from scotus_forecast.features.redraw import build_with_redraws
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
    once, redrawn = build_with_redraws(*tables, seen, feature_set, params.features, params.seed)
    folder = layout.features(horizon)
    for features, prefix in ((once, ""), (redrawn, "redrawn_")):
        write_parquet(folder / f"{prefix}cases.parquet", features.case)
        write_parquet(folder / f"{prefix}votes.parquet", features.vote)
    write_json(folder / "features.json", describe(feature_set))
