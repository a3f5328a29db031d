"""Two checkouts of the project in alternation; see ``python -m benchmarks.against --help``."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import pandas as pd

from benchmarks.copies import Copy
from benchmarks.stages import Stage, to_report
from scotus_forecast.commands.reproduce import REAL, SIMULATED
from scotus_forecast.core.project.files import write_csv

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benchmarks" / "against.csv"
OTHER, THIS = "other", "this"

#: A row is what one stage cost in one pass.
COLUMNS = ("pair", "side", "commit", "stage", "seconds", "cpu_seconds", "peak_mb")


@dataclass(frozen=True)
class Side:
    """A checkout in passes over the stages of one Court.

    `left_out` holds beginnings of the keys of stages that do not count.
    """

    name: str
    copy: Copy
    court: str
    left_out: tuple[str, ...]

    @cached_property
    def stages(self) -> list[Stage]:
        """From acquisition to report, in order."""
        return to_report(self.copy.stages, self.court)

    def counts(self, stage: Stage) -> bool:
        """Whether a stage is measured in every pass."""
        return not (self.left_out and stage.key.startswith(self.left_out))

    def begin_pass(self) -> None:
        """Remove every output that a pass makes."""
        self.copy.remove(out for stage in filter(self.counts, self.stages) for out in stage.outs)

    def run(self, stage: Stage, pair: int) -> dict[str, Any]:
        """Run and measure one stage, from nothing of its own."""
        self.copy.remove(stage.outs)
        log = self.copy.folder.parent / "logs" / f"{pair}-{stage.key}.log"
        cost = self.copy.measure(stage.words, log)
        if cost.status:
            raise click.ClickException(f"{stage.key} of {self.name} failed; see {log}")
        spent = cost.seconds, cost.cpu_seconds, cost.peak_mb
        told = pair, self.name, self.copy.commit, stage.key, *spent
        return dict(zip(COLUMNS, told, strict=True))

    def run_once(self, stage: Stage, where: str) -> None:
        """Make what a stage that does not count writes, for those that read it."""
        done = self.copy.folder.parent / "left_out" / stage.key
        if not done.exists():
            self.run(stage, 0)
            done.parent.mkdir(parents=True, exist_ok=True)
            done.touch()
            click.echo(f"{where} run once, not counted", err=True)


def read_rows(path: Path) -> pd.DataFrame:
    """Every measurement kept so far."""
    return pd.read_csv(path) if path.exists() else pd.DataFrame(columns=list(COLUMNS))


def of_court(rows: pd.DataFrame, court: str) -> pd.Series:
    """Whether each row is of that Court, which follows the name of the stage."""
    return rows["stage"].astype(str).str.contains(rf"@{court}\b")


def order(pairs: int) -> Iterator[tuple[int, str]]:
    """Passes, the other checkout first in odd pairs and second in even ones."""
    for pair in range(1, pairs + 1):
        for name in (OTHER, THIS) if pair % 2 else (THIS, OTHER):
            yield pair, name


def alternate(sides: dict[str, Side], pairs: int, only: tuple[str, ...], table: Path) -> None:
    """Measure every pass that is not in the table yet; keep each stage as it ends."""
    for pair, name in order(pairs):
        side, rows = sides[name], read_rows(table)
        here = (rows["pair"] == pair) & (rows["side"] == name) & of_court(rows, side.court)
        done = set(rows.loc[here, "stage"])
        if not done:
            side.begin_pass()
        for place, stage in enumerate(side.stages, start=1):
            if stage.key in done or (only and not stage.key.startswith(only)):
                continue
            where = f"pair {pair} of {pairs}, {name}, {place} of {len(side.stages)}: {stage.key}"
            if side.counts(stage):
                row = side.run(stage, pair)
                rows = pd.DataFrame([*read_rows(table).to_dict("records"), row])
                write_csv(table, rows)
                click.echo(f"{where} {row['seconds']:.1f} s", err=True)
            else:
                side.run_once(stage, where)


def whole_pairs(rows: pd.DataFrame, court: str) -> pd.DataFrame:
    """Seconds, peak MB and ratio of each pair of which both passes came to the report."""
    held = rows[of_court(rows, court)]
    ended = held.loc[held["stage"] == f"report@{court}", ["pair", "side"]]
    names = [OTHER, THIS, "other_mb", "this_mb"]
    if ended.empty:
        return pd.DataFrame(columns=[*names, "ratio"])
    costs = held.merge(ended).pivot_table(
        index="pair", columns="side", aggfunc={"seconds": "sum", "peak_mb": "max"}
    )
    sides = [(name, side) for name in ("seconds", "peak_mb") for side in (OTHER, THIS)]
    found = costs.reindex(columns=pd.MultiIndex.from_tuples(sides)).dropna().set_axis(names, axis=1)
    return found.assign(ratio=found[THIS] / found[OTHER])


def spread(ratios: pd.Series) -> str:
    """Median and range."""
    return f"{ratios.median():.3f} (range {ratios.min():.3f} to {ratios.max():.3f})"


def summary(rows: pd.DataFrame, court: str) -> str:
    """Seconds of each pass, ratio of each pair, their median and range."""
    pairs = whole_pairs(rows, court)
    if pairs.empty:
        return "no pair is measured to its end, the report, yet"
    lines = [
        f"pair {one.Index}: other {one.other:.1f} s, this {one.this:.1f} s, ratio {one.ratio:.3f}"
        for one in pairs.itertuples()
    ]
    return "\n".join([*lines, f"ratio, median: {spread(pairs['ratio'])}"])


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pairs", type=click.IntRange(1), default=3, show_default=True)
@click.option("--court", type=click.Choice([REAL, SIMULATED]), default=REAL, show_default=True)
@click.option(
    "--leave-out",
    "left_out",
    multiple=True,
    metavar="STAGE",
    help="Stages whose name begins so do not count: each is run once a checkout, so that the "
    "others find what they read.",
)
@click.option(
    "--stage", "only", multiple=True, help="Run only stages whose name begins so, for a trial."
)
@click.option(
    "--workdir",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "tmp" / "against",
    show_default="tmp/against",
    help="Copies and logs.",
)
@click.option(
    "--table",
    type=click.Path(dir_okay=False, path_type=Path),
    default=TABLE,
    show_default="benchmarks/against.csv",
)
@click.option("--fresh", is_flag=True, help="Forget what was measured of this Court.")
def main(
    other: Path,
    pairs: int,
    court: str,
    left_out: tuple[str, ...],
    only: tuple[str, ...],
    workdir: Path,
    table: Path,
    fresh: bool,
) -> None:
    """Measure this checkout against OTHER, a checkout of another commit with its own .venv.

    The stages of one Court, from acquisition to its report, run one after another in scratch
    copies, each through its own checkout's program. Passes alternate: other and this, this and
    other, other and this. A pass begins with that Court's outputs removed. Each finished stage is
    kept at once: run the same command again to go on. Real data come from $SCDB_DIR and
    $SCDB_REFERENCE_DIR, or from data/external of each checkout.

    \b
    Examples:
      python -m benchmarks.against ../old --leave-out docket --leave-out transcripts
      python -m benchmarks.against ../old --court simulated --pairs 5
      python -m benchmarks.against ../old --court simulated --stage acquire --table trial.csv
    """
    if fresh:
        shutil.rmtree(workdir / court, ignore_errors=True)
    copies = {
        name: Copy(checkout, workdir / court / name / "project")
        for name, checkout in {OTHER: other, THIS: ROOT}.items()
    }
    if not all(copy.folder.exists() for copy in copies.values()):  # rows are of other copies
        rows = read_rows(table)
        write_csv(table, rows[~of_court(rows, court)])
    for copy in copies.values():
        copy.make()
    sides = {name: Side(name, copy, court, left_out) for name, copy in copies.items()}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        alternate(sides, pairs, only, table)
    finally:
        click.echo(summary(read_rows(table), court))


if __name__ == "__main__":
    main()
