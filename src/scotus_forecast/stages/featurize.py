"""Stage featurize: prepared tables to the features of one horizon."""

from __future__ import annotations

from scotus_forecast.features.build import build_features, describe
from scotus_forecast.features.feature_sets import FEATURE_SETS
from scotus_forecast.project.files import read_table, write_json, write_parquet
from scotus_forecast.project.horizons import horizon_named
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.params import Params


def run(layout: Layout, params: Params, horizon: str) -> None:
    """Write case and vote features of `horizon`, and the columns each of them uses.

    Tables
    ------
    cases.parquet : one row a case
        case_id, term : str, int16
            Keys.
        one column a case feature : float32
            -1 for a missing code.
    votes.parquet : one row a justice in a case
        case_id, term, justice : str, int16, Int32
            Keys.
        one column a vote feature : float32
            -1 for a missing code.
    features.json : one entry a feature
        feature, unit : str
            Its name, and whether it is of the case or the vote.
        columns : list of str
            SCDB columns it uses.
        known_at : str
            When the last of them is known.
        coded_after : list of str
            Whether they are coded after the decision: ``no``, ``wording`` or ``yes``.
    """
    seen = horizon_named(horizon)
    feature_set = FEATURE_SETS[seen.name]
    cases, votes = read_table(layout.cases), read_table(layout.votes)
    features = build_features(cases, votes, seen, feature_set, params.features, params.seed)
    folder = layout.features(horizon)
    write_parquet(folder / "cases.parquet", features.case)
    write_parquet(folder / "votes.parquet", features.vote)
    write_json(folder / "features.json", describe(feature_set))
