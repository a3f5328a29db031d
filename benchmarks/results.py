"""From the ledger of measurements to `results.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from benchmarks.ledger import Record
from benchmarks.protocol import TREE_SECONDS_BESIDE, compared
from benchmarks.stages import Stage, in_order
from scotus_forecast.commands.reproduce import REAL, SIMULATED

COSTS = ("seconds", "cpu_seconds", "peak_rss_mb", "fits")

#: Stages that make forecasts; their commands end in dataset, horizon and forecaster.
FORECASTING = ("forecast", "combine")

Records = Mapping[str, Record]
Ledgers = Mapping[str, Records]


def summarise(ledgers: Ledgers, machine: dict[str, Any], job: list[Stage]) -> dict[str, Any]:
    """Everything that the page and the report read.

    Parameters
    ----------
    ledgers : mapping
        Records by copy and by what was measured.
    machine : dict
    job : list of Stage
        Stages of the main job, in order.

    Returns
    -------
    dict
        What was not measured is null or empty; what failed counts as not measured.
    """
    passed = {copy: _passed(records) for copy, records in ledgers.items()}
    full, again = passed.get("full", {}), passed.get("again", {})
    stages = {stage.key: _cost(full[stage.key]) for stage in job if stage.key in full}
    return {
        "machine": machine,
        "results": by_kind(job, full),
        "stages": stages,
        "by_horizon_and_forecaster": by_forecaster(job, full),
        "sizes": sizes(passed),
        "whole_job_seconds": total(full, job),
        "court_seconds": {name: total(full, to_report(job, name)) for name in _datasets(job)},
        "flagship_seconds": total(full, flagship(job)),
        "help_seconds": _median(again, "help "),
        "published_protocol": compared(
            stages.get(_katz(), {}).get("cpu_seconds"), TREE_SECONDS_BESIDE
        ),
        "backends": backends(again),
        "profile": next((r for what, r in again.items() if what.startswith("profile ")), None),
        "failed": sorted(f"{c}: {w}" for c, r in ledgers.items() for w in r.keys() - passed[c]),
    }


def _passed(records: Records) -> dict[str, Record]:
    return {what: record for what, record in records.items() if record["status"] == 0}


def _cost(record: Record) -> Record:
    return {name: record[name] for name in COSTS}


def _katz() -> str:
    return f"forecast_replication@{REAL}-paper-katz_forest"


def _datasets(job: Iterable[Stage]) -> list[str]:
    return list(dict.fromkeys(stage.dataset for stage in job))


def _of(job: Iterable[Stage], dataset: str) -> list[Stage]:
    return [stage for stage in job if stage.dataset == dataset]


def to_report(job: Iterable[Stage], dataset: str) -> list[Stage]:
    """Stages of a dataset from acquisition to its report, which alone it needs."""
    return in_order(_of(job, dataset), [f"report@{dataset}"])


def total(records: Records, stages: list[Stage]) -> float | None:
    """Seconds of `stages` one after another; None unless every one of them was measured."""
    if not stages or any(stage.key not in records for stage in stages):
        return None
    return round(sum(records[stage.key]["seconds"] for stage in stages), 1)


def flagship(job: list[Stage]) -> list[Stage]:
    """The flagship's walk-forward on the last dataset: its base models and their stack."""
    stacks = [stage for stage in job if stage.group == "combine" and "argument" in stage.words]
    needed = [stage for stage in job if stacks and stage.feeds(stacks[-1])]
    return [*(stage for stage in needed if stage.group == "forecast"), *stacks[-1:]]


def by_kind(job: list[Stage], records: Records) -> list[Record]:
    """One row a court and kind of stage: sums over horizons and forecasters, largest memory.

    In whole numbers: these are the rows of the report.
    """
    kinds: dict[tuple[str, str], list[Record]] = {}
    for stage in job:
        if stage.key in records:
            kinds.setdefault((stage.dataset, stage.group), []).append(records[stage.key])
    return [
        {"dataset": dataset, "stage": kind, "runs": len(held)} | _sum(held)
        for (dataset, kind), held in kinds.items()
    ]


def _sum(records: list[Record]) -> Record:
    fits = [record["fits"] for record in records if record["fits"] is not None]
    return {
        "seconds": round(sum(record["seconds"] for record in records)),
        "cpu_seconds": round(sum(record["cpu_seconds"] for record in records)),
        "peak_rss_mb": round(max(record["peak_rss_mb"] for record in records)),
        "fits": sum(fits) if fits else None,
    }


def by_forecaster(job: list[Stage], records: Records) -> dict[str, dict[str, dict[str, Record]]]:
    """Costs by dataset, horizon and forecaster."""
    costs: dict[str, dict[str, dict[str, Record]]] = {}
    for stage in job:
        if stage.group in FORECASTING and stage.key in records:
            _, dataset, horizon, model = stage.words
            of_horizon = costs.setdefault(dataset, {}).setdefault(horizon, {})
            of_horizon[model] = _cost(records[stage.key])
    return costs


def sizes(passed: Ledgers) -> list[Record]:
    """Cost of every stage at every size, one row each; smaller sizes first.

    `acquire` runs before there are votes to count; it has the count of what was made of its files.
    """
    rows = [
        {"copy": copy, "stage": what, "votes": record["votes"], **_cost(record)}
        for copy, records in passed.items()
        for what, record in _with_size(records).items()
    ]
    return sorted(rows, key=lambda row: (row["stage"], row["votes"] or 0))


def _with_size(records: Records) -> dict[str, Record]:
    """Records of stages, each with the size that `prepare` found in its court."""
    return {
        what: record | {"votes": records.get(_prepare(what), record)["votes"]}
        for what, record in records.items()
        if "votes" in record
    }


def _prepare(what: str) -> str:
    return f"prepare@{REAL if f'@{REAL}' in what else SIMULATED}"


def backends(again: Records) -> list[Record]:
    """Cost of one forecaster by backend, and the hash of what it wrote."""
    rows = [
        {"backend": what.removeprefix("backend "), **record}
        for what, record in again.items()
        if what.startswith("backend ")
    ]
    keys = ("backend", "stage", "seconds", "cpu_seconds", "peak_rss_mb", "sha256")
    return [{key: row[key] for key in keys} for row in rows]


def _median(records: Records, beginning: str) -> float | None:
    held = [record["seconds"] for what, record in records.items() if what.startswith(beginning)]
    return median(held) if held else None
