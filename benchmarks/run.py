"""Measure what the project costs; see ``python -m benchmarks.run --help``."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import pyarrow.parquet as pq
import yaml

from benchmarks.copies import Copy
from benchmarks.measure import machine
from benchmarks.stages import in_order
from scotus_forecast.commands.reproduce import LAST_STAGE, REAL, SIMULATED
from scotus_forecast.core.project.files import write_json
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params
from scotus_forecast.stages.acquire import can_be_had

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"

HORIZON = "argument"

#: Quick, and with hundreds of terms to hand out.
MODEL = "logistic"
BACKENDS = ("serial", "processes", "dask")

#: What is run on simulated Courts of growing size, by the words of its command.
SIZED = {
    "acquire": ["acquire", SIMULATED],
    "prepare": ["prepare", SIMULATED],
    "featurize": ["featurize", SIMULATED, HORIZON],
    "logistic": ["forecast", SIMULATED, HORIZON, "logistic"],
    "vote_forest": ["forecast", SIMULATED, HORIZON, "vote_forest"],
}

#: Times that a quick command is measured.
RUNS = 5


@dataclass(frozen=True)
class Benchmark:
    """Which Courts can be had, what is measured of them, and where that is kept as it ends.

    `only` holds beginnings of the names of what is measured; all is where it is empty.
    """

    workdir: Path
    results: Path
    datasets: tuple[str, ...]
    only: tuple[str, ...] = ()

    def copy(self, name: str) -> Copy:
        """A copy of the project, made unless it is there."""
        copy = Copy(ROOT, self.workdir / name)
        self.workdir.mkdir(parents=True, exist_ok=True)
        copy.make()
        return copy

    @property
    def whole(self) -> Copy:
        """The copy in which every stage of the Courts is run."""
        return self.copy("whole")

    def held(self) -> dict[str, Any]:
        """What is measured so far; of this commit, else nothing."""
        commit = self.whole.commit
        held = json.loads(self.results.read_text(encoding="utf-8")) if self.results.exists() else {}
        fresh = {"commit": commit, "machine": machine(), "measured": {}}
        return held if held.get("commit") == commit else fresh

    def once(
        self,
        what: str,
        copy: Copy,
        words: list[str],
        outs: Iterable[str | Path] = (),
        found: Callable[[], dict[str, Any]] = dict,
        program: str = "scotus-forecast",
    ) -> None:
        """Measure a command unless that is done; keep it with what `found` tells of its result.

        Its outputs are removed before, and what a killed run of it left behind.
        """
        if what in self.held()["measured"] or (self.only and not what.startswith(self.only)):
            return
        copy.remove(outs)
        log = self.workdir / "logs" / f"{what}.log"
        cost = asdict(copy.measure(words, log, program))
        if cost.pop("status"):
            raise click.ClickException(f"{what} failed; see {log}")
        held = self.held()
        held["measured"][what] = cost | found()
        write_json(self.results, held)
        click.echo(f"{what}: {cost['seconds']:.1f} s", err=True)


def measure_stages(bench: Benchmark) -> None:
    """Both Courts, one stage after another, as `make reproduce` runs them."""
    copy = bench.whole
    for stage in in_order(copy.stages, [LAST_STAGE[dataset] for dataset in bench.datasets]):
        bench.once(f"stage {stage.key}", copy, stage.words, stage.outs)


def measure_backends(bench: Benchmark) -> None:
    """One walk-forward on every backend, with the hash of what it wrote."""
    copy, dataset = bench.whole, bench.datasets[0]
    written = Layout(dataset, copy.folder).forecast(HORIZON, MODEL)
    for backend in BACKENDS:
        words = ["forecast", dataset, HORIZON, MODEL, "--backend", backend]
        bench.once(f"backend {backend}", copy, words, [written], lambda: _hash(written))


def _hash(path: Path) -> dict[str, str]:
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def measure_commands(bench: Benchmark) -> None:
    """What a person waits for: the help, a comparison, and DVC with nothing to do."""
    copy, dataset = bench.whole, bench.datasets[0]
    compared = [f"{HORIZON}/{MODEL}", f"{HORIZON}/stacked", "--dataset", dataset]
    for run in range(1, RUNS + 1):
        bench.once(f"command help {run}", copy, ["--help"])
        bench.once(f"command compare {run}", copy, ["compare", *compared])
    if bench.only and not "command repro".startswith(bench.only):
        return
    targets = [LAST_STAGE[dataset] for dataset in bench.datasets]
    commit_outputs(copy, targets)
    for run in range(1, RUNS + 1):
        bench.once(f"command repro {run}", copy, ["repro", *targets], program="dvc")


def commit_outputs(copy: Copy, targets: list[str]) -> None:
    """Tell DVC of the copy, in a repository of its own, that its outputs are up to date."""
    if not (copy.folder / ".git").exists():
        dvc = [copy.program("dvc"), "commit", "--quiet", "--force", "--with-deps", *targets]
        for command in (["git", "init", "--quiet"], dvc):
            subprocess.run(command, cwd=copy.folder, env=copy.environment(), check=True)


def measure_sizes(bench: Benchmark, sizes: tuple[int, ...]) -> None:
    """Simulated Courts of growing size."""
    for cases in sizes:
        copy = bench.copy(f"cases-{cases}")
        _resize_court(copy.folder / "params.yaml", cases)
        rows = partial(_rows, Layout(SIMULATED, copy.folder).votes)
        for name, words in SIZED.items():
            bench.once(f"size {cases} {name}", copy, words, found=rows)


def _resize_court(path: Path, cases: int) -> None:
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    params["datasets"]["simulated"]["cases"] = cases
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")


def _rows(votes: Path) -> dict[str, int]:
    """Say how many votes there are, once there are any."""
    return {"votes": pq.read_metadata(votes).num_rows} if votes.exists() else {}


def _datasets() -> tuple[str, ...]:
    real = can_be_had(Layout(REAL, ROOT), load_params(ROOT / "params.yaml"), online=True)
    return (REAL, SIMULATED) if real else (SIMULATED,)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--only",
    multiple=True,
    help="Measure what is named so, or begins so: stage, backend, command, size.",
)
@click.option(
    "--cases",
    "sizes",
    type=click.IntRange(500),
    multiple=True,
    default=(4_000, 12_000, 36_000, 115_000),
    show_default=True,
    help="Sizes of the simulated Courts; the largest by default has a million votes.",
)
@click.option(
    "--workdir",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "tmp" / "benchmarks",
    show_default="tmp/benchmarks",
    help="Copies and logs.",
)
@click.option(
    "--results",
    type=click.Path(dir_okay=False, path_type=Path),
    default=RESULTS,
    show_default="benchmarks/results.json",
)
@click.option("--fresh", is_flag=True, help="Begin again with the code as it lies here.")
def main(
    only: tuple[str, ...], sizes: tuple[int, ...], workdir: Path, results: Path, fresh: bool
) -> None:
    """Measure what the project costs and write benchmarks/results.json.

    Commands run one after another in copies of the project, so that its data, its dvc.lock and
    its MLflow store are left alone. Real data come from $SCDB_DIR, data/external/ or the official
    addresses, as for the product. Each measurement is kept as it ends: run again to go on.

    \b
    Examples:
      SCDB_DIR=~/scdb python -m benchmarks.run --fresh
      python -m benchmarks.run --only "stage prepare" --workdir ../trial --results trial.json
    """
    if fresh:
        shutil.rmtree(workdir, ignore_errors=True)
        results.unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Benchmark(workdir, results, _datasets(), only)
    measure_stages(bench)
    measure_backends(bench)
    measure_commands(bench)
    measure_sizes(bench, sizes)


if __name__ == "__main__":
    main()
