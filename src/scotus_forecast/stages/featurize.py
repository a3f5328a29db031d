"""Stage featurize: prepared tables to the features of one horizon."""

from __future__ import annotations

from scotus_forecast.core.project.files import read_table, write_json, write_parquet
from scotus_forecast.core.project.horizons import horizon_named
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.feature_info import FEATURES_FILE, to_record
from scotus_forecast.features.build import build_features
from scotus_forecast.features.feature_sets import feature_sets


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
        feature, unit, kind : str
            Its name, whether it is of the case or the vote, and whether it is a code, rate, count,
            date or score.
        of : str or null
            What earlier cases or votes are asked.
        keys : list of str
            What earlier cases share with the case being forecast.
        half_life : float or null
            Terms after which an earlier case or vote counts half.
        over_bench : str or null
            How it summarises a feature of the justices.
        columns : list of str
            SCDB columns it uses.
        known_at : str
            When the last of them is known.
        coded_after : list of str
            Whether they are coded after the decision: ``no``, ``wording`` or ``yes``.
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
