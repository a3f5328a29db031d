"""Write docs/performance.md from benchmarks/results.json and benchmarks/against.csv."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import click
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, StrMethodFormatter

from benchmarks.against import OTHER, TABLE, THIS, of_court, read_rows, spread, whole_pairs
from benchmarks.run import BACKENDS, HORIZON, MODEL, RESULTS, ROOT, SIZED
from scotus_forecast.core.project.files import write_bytes, write_text
from scotus_forecast.reporting import style
from scotus_forecast.reporting.wording import NOTHING, count, decimal

PAGE = ROOT / "docs" / "performance.md"
FIGURE = ROOT / "docs" / "figures" / "cost_by_size.png"

TITLES = {"scdb": "The real Court", "simulated": "The simulated Court"}

#: Rows of the table of what changed.
CHANGES = 10

#: Stages that follow the report, and are no part of what leads to it.
AFTER_REPORT = ("fit", "track")

#: Colour (Okabe & Ito 2008), dash and marker.
LINES = {
    "acquire": ("#767676", ":", "P"),
    "prepare": ("#E69F00", "--", "X"),
    "featurize": ("#56B4E9", "-.", "v"),
    "logistic": ("#0072B2", "-", "o"),
    "vote_forest": ("#D55E00", "-", "s"),
}

#: Seconds at most, by what is waited for.
AIMS = {
    f"one setting of `{MODEL}` changed, to its scores on one horizon": ("backend processes", 60.0),
    "`dvc repro` with nothing to do": ("command repro", 2.0),
    "`scotus-forecast --help`": ("command help", 0.3),
    "`scotus-forecast compare`": ("command compare", 5.0),
}

Costs = Mapping[str, Mapping[str, Any]]
Cells = Sequence[str]


def render(results: Mapping[str, Any], rows: pd.DataFrame) -> str:
    """Return the page; what was not measured is said to be missing."""
    measured: Costs = results.get("measured", {})
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template("performance.md.j2").render(
        commit=results.get("commit"),
        machine=results.get("machine"),
        aims=_aims(measured),
        courts=[court for name in TITLES if (court := _court(measured, name))["table"]],
        against=[_against(rows, c, measured) for c in TITLES if len(whole_pairs(rows, c))],
        sizes=_sizes(measured),
        backends=_backends(measured),
    )


def table(heads: Cells, rows: Iterable[Cells], words: int = 1) -> str:
    """Markdown table whose first `words` columns are text; empty where there are no rows."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    rule = ["---" if place < words else "---:" for place in range(len(heads))]
    return "\n".join([f"| {' | '.join(heads)} |", f"|{'|'.join(rule)}|", *body]) if body else ""


def _aims(measured: Costs) -> str:
    waits = {what: (_median(measured, name), limit) for what, (name, limit) in AIMS.items()}
    rows = [
        (what, f"{limit:g} s", *_verdict(seconds, limit))
        for what, (seconds, limit) in waits.items()
    ]
    return table(("", "aim", "measured", "kept"), rows)


def _verdict(seconds: float | None, limit: float) -> tuple[str, str]:
    if seconds is None:
        return "not measured", NOTHING
    return f"{decimal(seconds, 2)} s", "yes" if seconds <= limit else "no"


def _median(measured: Costs, beginning: str) -> float | None:
    held = [cost["seconds"] for what, cost in measured.items() if what.startswith(beginning)]
    return median(held) if held else None


def _stages(measured: Costs, court: str) -> Costs:
    """Costs of the stages of one Court, by their keys."""
    return {
        key.partition(" ")[2]: cost
        for key, cost in measured.items()
        if key.startswith("stage ") and key.partition("@")[2].partition("-")[0] == court
    }


def _court(measured: Costs, name: str) -> dict[str, str]:
    costs = _stages(measured, name)
    whole = sum(cost["seconds"] for cost in costs.values())
    slowest = sorted(costs.items(), key=lambda item: -item[1]["seconds"])
    rows = [
        (f"`{key}`", decimal(cost["seconds"], 1), f"{100 * cost['seconds'] / whole:.0f}%",
         decimal(cost["cpu_seconds"], 1), count(cost["peak_mb"]))
        for key, cost in slowest
    ]  # fmt: skip
    report = [c["seconds"] for key, c in costs.items() if not key.startswith(AFTER_REPORT)]
    return {
        "title": TITLES[name],
        "table": table(("stage", "seconds", "share", "CPU seconds", "peak MB"), rows),
        "report": _minutes(sum(report)),
        "whole": _minutes(whole),
        "peak": count(max((cost["peak_mb"] for cost in costs.values()), default=None)),
    }


def _minutes(seconds: float) -> str:
    return f"{seconds:,.0f} s ({seconds / 60:.1f} min)"


def _against(rows: pd.DataFrame, court: str, measured: Costs) -> dict[str, Any]:
    pairs = whole_pairs(rows, court)
    held = rows[of_court(rows, court) & rows["pair"].isin(pairs.index)]
    commits = held.groupby("side")["commit"].first()
    seconds = [f"{commits[side]}, s" for side in (OTHER, THIS)]
    cells = [
        (str(one.Index), decimal(one.other, 1), decimal(one.this, 1), decimal(one.ratio, 3),
         count(one.other_mb), count(one.this_mb))
        for one in pairs.itertuples()
    ]  # fmt: skip
    counted = set(held.loc[held["side"] == THIS, "stage"].map(kind))
    leading = {kind(key) for key in _stages(measured, court) if not key.startswith(AFTER_REPORT)}
    memory = [f"{commits[side]}, MB" for side in (OTHER, THIS)]
    return {
        "title": TITLES[court],
        "commits": dict(commits),
        "left_out": [f"`{name}`" for name in sorted(leading - counted)],
        "spread": spread(pairs["ratio"]),
        "pairs": table(("pair", *seconds, "ratio", *memory), cells),
        "changes": table(("stage", *seconds, "change"), _changes(held)),
    }


def _changes(rows: pd.DataFrame) -> list[Cells]:
    """Kinds of stages whose seconds changed most, as medians over the pairs."""
    by_pass = rows.assign(kind=rows["stage"].map(kind)).pivot_table(
        index="kind", columns=["side", "pair"], values="seconds", aggfunc="sum", fill_value=0.0
    )
    found = by_pass.T.groupby("side").median().T
    change = (found[THIS] - found[OTHER]).sort_values(key=lambda by: -by.abs(), kind="stable")
    return [
        (f"`{name}`", decimal(found.loc[name, OTHER], 1), decimal(found.loc[name, THIS], 1),
         f"{by:+.1f}".replace("-", "−"))
        for name, by in change.head(CHANGES).items()
    ]  # fmt: skip


def kind(key: str) -> str:
    """What a stage does, under one name in versions that name it apart; of which model, too."""
    name, _, item = key.partition("@")
    name = {"split": "vote_splits"}.get(name, name.removesuffix("_control"))
    name = name.removesuffix("_replication")
    return f"{name} {item.rpartition('-')[2]}" if name in ("forecast", "combine") else name


def series(measured: Costs) -> dict[str, list[tuple[int, float, float]]]:
    """Votes, seconds and MB of each sized command, smallest Court first."""
    rows = {key.split(" ")[1]: cost["votes"] for key, cost in measured.items() if "votes" in cost}
    found = {
        name: sorted(
            (votes, cost["seconds"], cost["peak_mb"])
            for cases, votes in rows.items()
            if (cost := measured.get(f"size {cases} {name}"))
        )
        for name in SIZED
    }
    return {name: held for name, held in found.items() if len(held) > 1}


def power(held: Sequence[tuple[int, float, float]]) -> float:
    """The b of seconds ~ votes ** b between the two largest sizes."""
    (votes, seconds, _), (more, longer, _) = held[-2:]
    return math.log(longer / seconds) / math.log(more / votes)


def _sizes(measured: Costs) -> str:
    found = series(measured)
    sizes = sorted({votes for held in found.values() for votes, _, _ in held})
    rows = []
    for name, held in found.items():
        at = {v: f"{decimal(seconds, 1)} s, {count(mb)} MB" for v, seconds, mb in held}
        rows.append([f"`{name}`", *(at.get(v, NOTHING) for v in sizes), decimal(power(held), 2)])
    return table(("", *(f"{count(votes)} votes" for votes in sizes), "power"), rows)


def draw(found: Mapping[str, Sequence[tuple[int, float, float]]]) -> Figure:
    """Seconds against votes, both on log scales."""
    with style.styled():
        figure, (axes,) = style.canvas(height=4.6)
        for name, held in found.items():
            colour, dash, marker = LINES[name]
            votes, seconds, _ = zip(*held, strict=True)
            axes.plot(votes, seconds, dash, color=colour, marker=marker, label=name)
        ticks = sorted({votes for held in found.values() for votes, _, _ in held})
        axes.set(xscale="log", yscale="log", xlabel="Votes", ylabel="Seconds")
        axes.set_xticks(ticks, [f"{votes:,}" for votes in ticks])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.legend()
    return figure


def _backends(measured: Costs) -> str:
    held = {name: measured[f"backend {name}"] for name in BACKENDS if f"backend {name}" in measured}
    rows = [
        (name, f"`{cost['sha256'][:12]}`", decimal(cost["seconds"], 1),
         decimal(cost["cpu_seconds"], 1), count(cost["peak_mb"]))
        for name, cost in held.items()
    ]  # fmt: skip
    heads = ("backend", "sha256 of what it wrote", "seconds", "CPU seconds", "peak MB")
    same = len({cost["sha256"] for cost in held.values()}) == 1
    verdict = "The bytes are the same." if same else "**The bytes differ.**"
    of = f"`{MODEL}` on horizon `{HORIZON}`, walked forward on each backend. {verdict}"
    return f"{of}\n\n{table(heads, rows, words=2)}" if held else ""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Write docs/performance.md and its figure from what the last runs measured.

    Example: python -m benchmarks.page
    """
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    write_text(PAGE, render(results, read_rows(TABLE)))
    found = series(results["measured"])
    if found:
        write_bytes(FIGURE, style.png(draw(found)))


if __name__ == "__main__":
    main()
