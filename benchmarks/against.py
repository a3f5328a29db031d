"""Two checkouts of the project in alternation; see ``python -m benchmarks.against --help``."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

import click

from benchmarks.measure import measure
from benchmarks.scratch import copy_outputs, copy_project, environment
from benchmarks.stages import Stage, overlap, read_stages, to_report
from scotus_forecast.commands.reproduce import REAL, SIMULATED
from scotus_forecast.core.project.files import write_json, write_text

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benchmarks" / "against.csv"
OTHER, THIS = "other", "this"


@dataclass(frozen=True)
class Row:
    """What one stage cost in one pass; the line of `against.csv`."""

    pair: int
    side: str
    commit: str
    stage: str
    seconds: float
    cpu_seconds: float
    peak_mb: float

    @property
    def court(self) -> str:
        """The Court of the stage, the first part of what its key says after the name."""
        return self.stage.partition("@")[2].partition("-")[0]


@dataclass(frozen=True)
class Side:
    """A checkout and the scratch copy in which its stages run.

    Attributes
    ----------
    name : {"other", "this"}
    checkout, folder : Path
        `folder` holds the copy, its logs and what is known of it.
    court : str
    left_out : tuple of str
        Beginnings of keys of stages that do not count.
    """

    name: str
    checkout: Path
    folder: Path
    court: str
    left_out: tuple[str, ...]

    @property
    def copy(self) -> Path:
        """The scratch copy."""
        return self.folder / "project"

    @property
    def commit(self) -> str:
        """Commit of which the copy was made; with a plus where files differed from it."""
        return (self.copy / "COMMIT").read_text(encoding="utf-8")

    @cached_property
    def stages(self) -> list[Stage]:
        """From acquisition to report, in order, as the copy declares them."""
        declared = json.loads((self.copy / "stages.json").read_text(encoding="utf-8"))
        return to_report(map(Stage.of, declared), self.court)

    def counts(self, stage: Stage) -> bool:
        """Whether a stage is measured in every pass."""
        return not (self.left_out and stage.key.startswith(self.left_out))

    def prepare(self) -> None:
        """Make the copy unless it is there."""
        if self.copy.exists():
            return
        draft = self.folder / "draft"
        shutil.rmtree(self.folder, ignore_errors=True)
        copy_project(self.checkout, draft)
        stages = read_stages(self.checkout)
        write_json(draft / "stages.json", [asdict(stage) for stage in stages])
        write_text(draft / "COMMIT", _commit(self.checkout))
        self._copy_inputs(draft, to_report(stages, self.court))
        compiled = [self._program("python"), "-m", "compileall", "-q", "src"]
        subprocess.run(compiled, cwd=draft, check=True)  # else the first pass would do it
        draft.rename(self.copy)

    def _copy_inputs(self, draft: Path, stages: list[Stage]) -> None:
        """Copy what stages read of the other Court."""
        made = [out for stage in stages for out in stage.outs]
        read = {dep for stage in stages for dep in stage.deps if dep.startswith("data/")}
        alien = [dep for dep in sorted(read) if not any(overlap(dep, out) for out in made)]
        copy_outputs(self.checkout, draft, [d for d in alien if (self.checkout / d).exists()])

    def begin_pass(self) -> None:
        """Remove every output that a pass makes."""
        for stage in filter(self.counts, self.stages):
            self._remove(stage)

    def run(self, stage: Stage, pair: int) -> Row:
        """Run and measure one stage, from nothing of its own.

        Raises
        ------
        click.ClickException
            When it fails.
        """
        self._remove(stage)
        log = self.folder / "logs" / f"{pair}-{stage.key}.log"
        cost = measure([self._program("scotus-forecast"), *stage.words], self.copy, self._env, log)
        if cost.status:
            raise click.ClickException(f"{stage.key} of {self.checkout} failed; see {log}")
        spent = cost.seconds, cost.cpu_seconds, cost.peak_rss_mb
        return Row(pair, self.name, self.commit, stage.key, *spent)

    def _remove(self, stage: Stage) -> None:
        """Remove outputs, and finished terms that a killed walk-forward left behind."""
        unfinished = (self.copy / "data").glob("**/unfinished")
        for path in [*(self.copy / out for out in stage.outs), *unfinished]:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)

    @property
    def _env(self) -> dict[str, str]:
        env = environment(self.copy)
        binaries = str(self.checkout.resolve() / ".venv" / "bin")
        return {**env, "PATH": os.pathsep.join([binaries, env["PATH"]])}

    def _program(self, name: str) -> str:
        return str(self.checkout.resolve() / ".venv" / "bin" / name)


def _commit(checkout: Path) -> str:
    git = ["git", "-C", str(checkout)]
    head = subprocess.check_output([*git, "rev-parse", "--short=7", "HEAD"], text=True).strip()
    watched = ["src", "dvc.yaml", "params.yaml"]
    changed = subprocess.check_output([*git, "status", "--porcelain", "--", *watched])
    return f"{head}+" if changed else head


def read_rows(path: Path) -> list[Row]:
    """Every measurement kept so far."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as table:
        return [
            Row(int(row.pop("pair")), row.pop("side"), row.pop("commit"), row.pop("stage"),
                *map(float, row.values()))
            for row in csv.DictReader(table)
        ]  # fmt: skip


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write the table, whole or not at all."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(Row.__dataclass_fields__), lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(row) for row in rows)
    write_text(path, text.getvalue())


def order(pairs: int) -> Iterator[tuple[int, str]]:
    """Passes, the other checkout first in odd pairs and second in even ones."""
    for pair in range(1, pairs + 1):
        for name in (OTHER, THIS) if pair % 2 else (THIS, OTHER):
            yield pair, name


def alternate(sides: dict[str, Side], pairs: int, only: tuple[str, ...], table: Path) -> None:
    """Measure every pass that is not in the table yet; keep each stage as it ends."""
    for pair, name in order(pairs):
        side = sides[name]
        rows = [
            r for r in read_rows(table) if (r.pair, r.side, r.court) == (pair, name, side.court)
        ]
        done = {row.stage for row in rows}
        if not done:
            side.begin_pass()
        for place, stage in enumerate(side.stages, start=1):
            if stage.key in done or (only and not stage.key.startswith(only)):
                continue
            where = f"pair {pair} of {pairs}, {name} {side.commit}, {place} of {len(side.stages)}"
            if side.counts(stage):
                row = side.run(stage, pair)
                write_rows(table, [*read_rows(table), row])
                click.echo(f"{where}: {stage.key} {row.seconds:.1f} s", err=True)
            else:
                _run_once(side, stage, where)


def _run_once(side: Side, stage: Stage, where: str) -> None:
    """Make what a stage that does not count writes, for those that read it."""
    done = side.folder / "left_out" / stage.key
    if not done.exists():
        side.run(stage, 0)
        done.parent.mkdir(exist_ok=True)
        done.touch()
        click.echo(f"{where}: {stage.key} run once, not counted", err=True)


@dataclass(frozen=True)
class Pair:
    """Two passes of one pair, as sums over stages."""

    number: int
    other: float
    this: float
    other_peak_mb: float
    this_peak_mb: float

    @property
    def ratio(self) -> float:
        """Seconds of this checkout as a share of those of the other."""
        return self.this / self.other


def pairs_of(rows: list[Row], court: str) -> list[Pair]:
    """Pairs of which both passes have come to the report."""
    passes: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        if row.court == court:
            passes.setdefault((row.pair, row.side), []).append(row)
    whole = {where: held for where, held in passes.items() if _ends(held, court)}
    numbers = sorted({pair for pair, _ in whole if {(pair, OTHER), (pair, THIS)} <= whole.keys()})
    return [_pair(number, whole[number, OTHER], whole[number, THIS]) for number in numbers]


def _ends(rows: list[Row], court: str) -> bool:
    return any(row.stage == f"report@{court}" for row in rows)


def _pair(number: int, other: list[Row], this: list[Row]) -> Pair:
    return Pair(number, _seconds(other), _seconds(this), _peak(other), _peak(this))


def _seconds(rows: list[Row]) -> float:
    return sum(row.seconds for row in rows)


def _peak(rows: list[Row]) -> float:
    return max(row.peak_mb for row in rows)


def spread(ratios: list[float]) -> str:
    """Median and range."""
    return f"{median(ratios):.3f} (range {min(ratios):.3f} to {max(ratios):.3f})"


def summary(rows: list[Row], court: str) -> str:
    """Seconds of each pass, ratio of each pair, their median and range."""
    pairs = pairs_of(rows, court)
    if not pairs:
        return "no pair is measured to its end, the report, yet"
    lines = [
        f"pair {one.number}: other {one.other:.1f} s, this {one.this:.1f} s, ratio {one.ratio:.3f}"
        for one in pairs
    ]
    return "\n".join([*lines, f"ratio, median: {spread([one.ratio for one in pairs])}"])


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
    folders = {name: workdir / court / name for name in (OTHER, THIS)}
    if fresh:
        shutil.rmtree(workdir / court, ignore_errors=True)
    checkouts = {OTHER: other, THIS: ROOT}
    sides = {
        name: Side(name, checkout, folders[name], court, left_out)
        for name, checkout in checkouts.items()
    }
    if not all(side.copy.exists() for side in sides.values()):  # rows are of other copies
        write_rows(table, [row for row in read_rows(table) if row.court != court])
    for side in sides.values():
        side.prepare()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        alternate(sides, pairs, only, table)
    finally:
        click.echo(summary(read_rows(table), court))


if __name__ == "__main__":
    main()
