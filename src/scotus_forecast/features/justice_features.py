"""Features of one justice in one case, and their summaries over the bench."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scotus_forecast.features.bench import Bench
from scotus_forecast.features.features import Context, Feature, case_keys, scdb_columns

#: Decay of what justices do, in terms, and the weight of the prior, in votes.
HALF_LIFE = 8.0
STRENGTH = 15.0

CONSERVATIVE, LIBERAL = 1, 2


def justice_rate(of: str, *keys: str) -> Feature:
    """As-of rate of a justice, within cases of the same keys shrunk to the justice's own rate."""
    name = "_".join(["justice", of, *(("by", *keys) if keys else ())])

    def compute(context: Context) -> np.ndarray:
        bench = context.bench
        overall = bench.rate(of, HALF_LIFE, STRENGTH)
        if not keys:
            return overall
        codes = case_keys(context, name, keys)[bench.case]
        return bench.rate(of, HALF_LIFE, STRENGTH, codes, overall)

    return Feature(name, ("justice", *scdb_columns(keys)), compute)


def direction_pull(*keys: str) -> Feature:
    """How far a justice leans away from the direction of the decision below.

    The liberal rate less one half, positive when the decision below was conservative.
    """
    liberal = justice_rate("liberal", *keys)
    name = "_".join(["justice_pull", *(("by", *keys) if keys else ())])
    columns = (*liberal.columns, "lcDispositionDirection")

    def compute(context: Context) -> np.ndarray:
        below = context.sight.column(name, "lcDispositionDirection").fillna(0).to_numpy(int)
        sign = np.select([below == CONSERVATIVE, below == LIBERAL], [1.0, -1.0], 0.0)
        return sign[context.bench.case] * (liberal.compute(context) - 0.5)

    return Feature(name, columns, compute)


def tenure() -> Feature:
    """Terms since the justice first sat."""
    return Feature("justice_tenure", ("justice", "term"), lambda c: c.bench.tenure.astype(float))


def over_bench(how: str, feature: Feature) -> Feature:
    """Summary (`mean`, `median` or `spread`) of a justice's feature over the bench of a case."""
    return Feature(
        f"bench_{how}_{feature.name}",
        feature.columns,
        lambda context: _summary(context.bench, how)(feature.compute(context)),
    )


def against_bench(feature: Feature) -> Feature:
    """A justice's feature less the bench's mean of it."""

    def compute(context: Context) -> np.ndarray:
        values = feature.compute(context)
        return values - context.bench.mean(values)[context.bench.case]

    return Feature(f"{feature.name}_against_bench", feature.columns, compute)


def bench_size() -> Feature:
    """Justices on the roster."""
    return Feature("bench_size", ("justice",), lambda context: context.bench.size().astype(float))


def _summary(bench: Bench, how: str) -> Callable[[np.ndarray], np.ndarray]:
    return {"mean": bench.mean, "median": bench.median, "spread": bench.spread}[how]
