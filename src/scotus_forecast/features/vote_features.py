"""Features of one justice in one case, and their summaries over the bench."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scotus_forecast.features.bench import Bench
from scotus_forecast.features.declarations import Context, Feature, case_keys, scdb_columns
from scotus_forecast.features.ideal_points import ideal_points

#: Decay of what justices do, in terms, and the weight of the prior, in votes.
HALF_LIFE = 8.0
STRENGTH = 15.0


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


def liberal_lean(*keys: str) -> Feature:
    """Liberal rate of a justice less one half."""
    liberal = justice_rate("liberal", *keys)
    name = liberal.name.replace("liberal", "liberal_lean", 1)
    return Feature(name, liberal.columns, lambda context: liberal.compute(context) - 0.5)


def apart(of: str, *keys: str) -> Feature:
    """How far a justice's votes stood from those of the others on the same cases, as of the term.

    Within cases of the same keys, shrunk to what it is within all keys but the last.

    Parameters
    ----------
    of : {"reversed", "liberal"}
    *keys : str
        From coarse to fine.
    """
    name = "_".join(["justice_apart", of, *(("by", *keys) if keys else ())])

    def compute(context: Context) -> np.ndarray:
        source = f"{of}_apart"
        if not keys:
            return context.bench.rate(source, HALF_LIFE, STRENGTH, prior=0.0)
        coarser = apart(of, *keys[:-1]).compute(context)
        codes = case_keys(context, name, keys)[context.bench.case]
        return context.bench.rate(source, HALF_LIFE, STRENGTH, codes, coarser)

    return Feature(name, ("justice", *scdb_columns(keys)), compute)


def ideal_point(*keys: str) -> Feature:
    """Ideal point of a justice as of the term, within cases of the same keys."""
    name = "_".join(["justice_ideal_point", *(("by", *keys) if keys else ())])

    def compute(context: Context) -> np.ndarray:
        codes = case_keys(context, name, keys)[context.bench.case] if keys else None
        return ideal_points(context.bench, codes)

    return Feature(name, ("justice", *scdb_columns(keys)), compute)


def toward(side: Feature, leaning: Feature) -> Feature:
    """Turn a justice's leaning to the liberal side towards a reversal on `side` of the case."""

    def compute(context: Context) -> np.ndarray:
        return side.compute(context)[context.bench.case] * leaning.compute(context)

    columns = tuple(dict.fromkeys((*leaning.columns, *side.columns)))
    return Feature(f"{leaning.name}_toward_{side.name}", columns, compute)


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


def bench_size() -> Feature:
    """Justices on the roster."""
    return Feature("bench_size", ("justice",), lambda context: context.bench.size().astype(float))


def _summary(bench: Bench, how: str) -> Callable[[np.ndarray], np.ndarray]:
    return {"mean": bench.mean, "median": bench.median, "spread": bench.spread}[how]
