"""Write docs/performance.md from benchmarks/results.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.aims import AIMS
from benchmarks.figure import LINES, TITLES, draw
from benchmarks.growth import Series, series
from benchmarks.protocol import FIRST_TERM, TREE_SECONDS_BESIDE
from scotus_forecast.core.project.files import write_bytes, write_text
from scotus_forecast.reporting.style import png
from scotus_forecast.reporting.wording import NOTHING, count, decimal

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
FIGURE = ROOT / "docs" / "figures" / "cost_by_size.png"

MISSING = "Not measured."
COSTS = ("seconds", "CPU seconds", "peak MB", "fits")

Results = Mapping[str, Any]
Cells = Sequence[str]


def render(results: Results) -> str:
    """Return the page; what `results` lacks is said to be missing."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template("performance.md.j2").render(missing=MISSING, **_parts(results))


def _parts(results: Results) -> dict[str, Any]:
    return {
        "machine": ", ".join(f"{k} {v}" for k, v in results.get("machine", {}).items()),
        "remarks": results.get("remarks", []),
        "aims": _aims(results),
        "failed": results.get("failed", []),
        "kinds": _kinds(results.get("results", [])),
        "whole_job": _seconds(results.get("whole_job_seconds")),
        "stages": _stages(results.get("stages", {})),
        "forecasters": _forecasters(results.get("by_horizon_and_forecaster", {})),
        "figure": bool(_drawn(results)),
        "growth": _growth(series(results.get("sizes", []))),
        "tree_seconds": _tree_seconds(),
        "protocol": _protocol(results.get("published_protocol")),
        **_backends(results.get("backends", [])),
        **_profile(results.get("profile")),
    }


def _drawn(results: Results) -> list[Series]:
    return [one for one in series(results.get("sizes", [])) if one.stage in LINES]


def table(heads: Cells, rows: Iterable[Cells], words: int = 1) -> str:
    """Markdown table whose first `words` columns are text; empty where there are no rows."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    rule = ["---" if place < words else "---:" for place in range(len(heads))]
    return "\n".join([f"| {' | '.join(heads)} |", f"|{'|'.join(rule)}|", *body]) if body else ""


def _costs(row: Results) -> list[str]:
    numbers = [decimal(row[name], 1) for name in ("seconds", "cpu_seconds")]
    return [*numbers, count(row["peak_rss_mb"]), count(row["fits"])]


def _seconds(value: float | None) -> str:
    return "not measured" if value is None else f"{value:,.1f} s ({value / 60:.1f} min)"


def _aims(results: Results) -> str:
    rows = [
        (aim.what, f"{'at most' if aim.at_most else 'at least'} {aim.limit:,} {aim.unit}",
         _measured(aim.measured(results), aim.unit), aim.verdict(results))
        for aim in AIMS
    ]  # fmt: skip
    return table(("", "aim", "measured", "kept"), rows, words=4)


def _measured(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:,.2f} {unit}"


def _kinds(rows: Sequence[Results]) -> str:
    numbers = ("runs", "seconds", "cpu_seconds", "peak_rss_mb", "fits")
    cells = [(row["dataset"], row["stage"], *(count(row[n]) for n in numbers)) for row in rows]
    return table(("Court", "stage", "runs", *COSTS), cells, words=2)


def _stages(stages: Results) -> str:
    return table(("stage", *COSTS), [(f"`{key}`", *_costs(row)) for key, row in stages.items()])


def _forecasters(costs: Results) -> str:
    rows = [
        (court, horizon, f"`{model}`", *_costs(row))
        for court, horizons in costs.items()
        for horizon, models in horizons.items()
        for model, row in models.items()
    ]
    return table(("Court", "horizon", "forecaster", *COSTS), rows, words=3)


def _growth(every: list[Series]) -> list[dict[str, str]]:
    by_court = {court: [one for one in every if one.court == court] for court in TITLES}
    return [
        {"title": TITLES[court], "table": _sizes(held)} for court, held in by_court.items() if held
    ]


def _sizes(held: list[Series]) -> str:
    sizes = sorted({row["votes"] for one in held for row in one.rows})
    heads = ["stage", *(f"{count(votes)} votes" for votes in sizes), "growth"]
    rows = [
        [f"`{one.stage}`", *(_size(one.at(votes)) for votes in sizes), decimal(one.exponent, 2)]
        for one in held
    ]
    return table(heads, rows)


def _size(row: Results | None) -> str:
    if row is None:
        return NOTHING
    return f"{decimal(row['seconds'], 1)} s, {count(row['peak_rss_mb'])} MB"


def _backends(rows: Sequence[Results]) -> dict[str, str]:
    same = {row["sha256"] for row in rows if row["sha256"]}
    cells = [(*_backend(row), "yes" if len(same) == 1 else "no") for row in rows]
    heads = ("backend", "sha256 of the frame", *COSTS[:3], "all the same bytes")
    of = rows[0]["stage"] if rows else ""
    return {"backends_of": of, "backends": table(heads, cells, words=2)}


def _backend(row: Results) -> list[str]:
    return [row["backend"], f"`{row['sha256'][:12]}`", *_costs({"fits": None, **row})[:3]]


def _profile(profile: Results | None) -> dict[str, str]:
    rows = [
        (f"`{row['function']}`", count(row["calls"]), decimal(row["own_seconds"], 2),
         decimal(row["cumulative_seconds"], 2))
        for row in (profile or {}).get("top", [])
    ]  # fmt: skip
    heads = ("function", "calls", "own seconds", "with what it calls")
    return {"profile_of": (profile or {}).get("stage", ""), "profile": table(heads, rows)}


def _tree_seconds() -> str:
    timed = [(term, cost) for term, cost in TREE_SECONDS_BESIDE.items() if term != FIRST_TERM]
    return ", ".join(f"{cost} core-seconds at term {term}" for term, cost in timed)


def _protocol(found: Results | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "core_hours": count(found["core_hours"]),
        "ours": count(found["katz_forest_core_seconds"]),
        "ratio": count(found["ratio"]) if found["ratio"] else "",
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Write docs/performance.md and its figure from benchmarks/results.json.

    Example: python -m benchmarks.page
    """
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    write_text(PAGE, render(results))
    drawn = _drawn(results)
    if drawn:
        write_bytes(FIGURE, png(draw(drawn)))


if __name__ == "__main__":
    main()
