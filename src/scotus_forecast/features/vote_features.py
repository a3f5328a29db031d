"""Declares features of a justice in a case, and their summaries over the bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scotus_forecast.core.court.columns import Level
from scotus_forecast.core.project.settings import IdealPointParams, JusticeHistoryParams
from scotus_forecast.core.walk_forward.feature_info import FeatureKind
from scotus_forecast.features.declarations import Context, Feature
from scotus_forecast.features.ideal_points import ideal_points
from scotus_forecast.features.roster import CaseRosters
from scotus_forecast.features.visible_columns import scdb_columns


def justice_rate(of: str, *keys: str, params: JusticeHistoryParams) -> Feature:
    """As-of rate of a justice, within cases of the same keys shrunk to the justice's own rate.

    Parameters
    ----------
    of : {"reversed", "liberal", "dissent", "absent"}
    *keys : str
    params : JusticeHistoryParams
    """
    name = _named(f"justice_{of}", keys)

    def compute(context: Context) -> np.ndarray:
        roster = context.roster
        overall = roster.rate(of, params.half_life, params.shrinkage)
        if not keys:
            return overall
        codes = context.keys(name, keys)[roster.case]
        return roster.rate(of, params.half_life, params.shrinkage, codes, overall)

    return _feature_of_justice(name, FeatureKind.RATE, of, keys, params.half_life, compute)


def liberal_lean(*keys: str, params: JusticeHistoryParams) -> Feature:
    """Liberal rate of a justice less one half."""
    liberal = justice_rate("liberal", *keys, params=params)
    return replace(
        liberal,
        name=liberal.name.replace("liberal", "liberal_lean", 1),
        kind=FeatureKind.SCORE,
        compute=lambda context: liberal.compute(context) - 0.5,
    )


def relative_votes(of: str, *keys: str, params: JusticeHistoryParams) -> Feature:
    """As-of mean of a justice's votes relative to the colleagues on the same cases.

    Within cases of the same keys, shrunk to what it is within all keys but the last.

    Parameters
    ----------
    of : {"reversed", "liberal"}
    *keys : str
        From coarse to fine.
    params : JusticeHistoryParams
    """
    name = _named(f"justice_apart_{of}", keys)

    def compute(context: Context) -> np.ndarray:
        roster, asked = context.roster, f"{of}_relative"
        if not keys:
            return roster.rate(asked, params.half_life, params.shrinkage, prior=0.0)
        coarser = relative_votes(of, *keys[:-1], params=params).compute(context)
        codes = context.keys(name, keys)[roster.case]
        return roster.rate(asked, params.half_life, params.shrinkage, codes, coarser)

    return _feature_of_justice(name, FeatureKind.SCORE, of, keys, params.half_life, compute)


def ideal_point(*keys: str, params: IdealPointParams) -> Feature:
    """Ideal point of a justice as of the term, within cases of the same keys."""
    name = _named("justice_ideal_point", keys)

    def compute(context: Context) -> np.ndarray:
        codes = context.keys(name, keys)[context.roster.case] if keys else None
        return ideal_points(context.roster, params, codes)

    return _feature_of_justice(name, FeatureKind.SCORE, "liberal", keys, params.half_life, compute)


def _named(what: str, keys: tuple[str, ...]) -> str:
    return "_".join([what, *(("by", *keys) if keys else ())])


def _feature_of_justice(
    name: str,
    kind: FeatureKind,
    of: str,
    keys: tuple[str, ...],
    half_life: float,
    compute: Callable[[Context], np.ndarray],
) -> Feature:
    """Return a feature of votes that looks at the justice beside `keys` of the case."""
    return Feature(
        name,
        ("justice", *scdb_columns(keys)),
        kind,
        unit=Level.VOTE,
        of=of,
        keys=("justice", *keys),
        half_life=half_life,
        compute=compute,
    )


def toward(direction: Feature, leaning: Feature) -> Feature:
    """Turn a justice's leaning to the liberal side into one to reverse.

    Parameters
    ----------
    direction : Feature
        Of the case: 1 where a reversal is liberal, -1 where it is conservative.
    leaning : Feature
        Of the justice, positive for the liberal side.
    """

    def compute(context: Context) -> np.ndarray:
        return direction.compute(context)[context.roster.case] * leaning.compute(context)

    return replace(
        leaning,
        name=f"{leaning.name}_toward_{direction.name}",
        columns=tuple(dict.fromkeys((*leaning.columns, *direction.columns))),
        compute=compute,
    )


def tenure() -> Feature:
    """Terms since the justice first sat."""
    return Feature(
        "justice_tenure",
        ("justice", "term"),
        FeatureKind.SCORE,
        unit=Level.VOTE,
        compute=lambda context: context.roster.tenure.astype(float),
    )


def over_bench(how: str, feature: Feature) -> Feature:
    """Summary of a justice's feature over the bench of a case.

    A mean or median of rates is a rate; a spread is not.

    Parameters
    ----------
    how : {"mean", "median", "spread"}
    feature : Feature
        Of votes.
    """
    return replace(
        feature,
        name=f"bench_{how}_{feature.name}",
        kind=FeatureKind.SCORE if how == "spread" else feature.kind,
        unit=Level.CASE,
        over_bench=how,
        compute=lambda context: _summary(context.roster, how)(feature.compute(context)),
    )


def bench_size() -> Feature:
    """Justices on the roster."""
    return Feature(
        "bench_size",
        ("justice",),
        FeatureKind.COUNT,
        compute=lambda context: context.roster.size().astype(float),
    )


def _summary(roster: CaseRosters, how: str) -> Callable[[np.ndarray], np.ndarray]:
    return {"mean": roster.mean, "median": roster.median, "spread": roster.spread}[how]
