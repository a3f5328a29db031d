"""Measure what the project costs; see ``python -m benchmarks.run --help``."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import pyarrow.parquet as pq

from benchmarks import profiling
from benchmarks.fits import fits_of
from benchmarks.ledger import Ledger, Record
from benchmarks.machine import describe
from benchmarks.measure import measure
from benchmarks.results import summarise
from benchmarks.scratch import (
    copy_outputs,
    copy_project,
    enlarge_court,
    environment,
    without_real,
)
from benchmarks.stages import Stage, in_order, read_stages
from benchmarks.thinning import write_thinned
from scotus_forecast.commands.reproduce import LAST_STAGE, REAL, SIMULATED
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_json
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params
from scotus_forecast.stages.acquire import can_be_had

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"

PARTS = ("full", "shares", "courts", "backends", "profile", "help")
BACKENDS = ("serial", "processes", "dask")

#: The forecaster by which backends are compared: quick, and with hundreds of terms to hand out.
BACKEND_MODEL = "logistic"

#: Whole copies, as `make reproduce` runs them, and the one where single commands are run again.
FULL, AGAIN = "full", "again"
HORIZON = "argument"
_HELP_RUNS = 5


@dataclass(frozen=True)
class Benchmark:
    """Where is measured, what is kept, and which stages are wanted.

    Attributes
    ----------
    workdir : Path
    ledger : Ledger
    only : tuple of str
        Beginnings of the keys of stages; all where empty.
    datasets : tuple of str
        Those that can be had, in the order of `make reproduce`.
    """

    workdir: Path
    ledger: Ledger
    only: tuple[str, ...]
    datasets: tuple[str, ...]

    def folder(self, copy: str) -> Path:
        """Where a copy of the project lies."""
        return self.workdir / "copies" / copy

    def prepare_copy(self, copy: str) -> Path:
        """Make the copy unless it is there."""
        self.folder(copy).parent.mkdir(parents=True, exist_ok=True)
        copy_project(ROOT, self.folder(copy))
        return self.folder(copy)

    def job(self) -> list[Stage]:
        """Stages of `make reproduce`, in order."""
        targets = [LAST_STAGE[dataset] for dataset in self.datasets]
        return in_order(_declared(), targets)

    def run_all(self, copy: str, stages: Iterable[Stage], env: dict[str, str]) -> None:
        """Measure the wanted ones of `stages`, one after another."""
        for stage in stages:
            if not self.only or stage.key.startswith(self.only):
                self.stage(copy, stage, env)

    def once(self, copy: str, what: str, command: list[str], env: dict[str, str]) -> Record | None:
        """Measure unless that is done; the new record, or None."""
        if self.ledger.has(copy, what):
            return None
        click.echo(f"{copy}: {what}", err=True)
        log = self.workdir / "logs" / copy / f"{what}.log"
        cost = measure(command, self.folder(copy), env, log)
        if cost.status:
            click.echo(f"  failed with status {cost.status}; see {log}", err=True)
        return asdict(cost)

    def stage(self, copy: str, stage: Stage, env: dict[str, str]) -> None:
        """Measure one stage, and count what it fitted."""
        record = self.once(copy, stage.key, ["scotus-forecast", *stage.words], env)
        if record is not None:
            record["fits"] = None if record["status"] else self._fits(copy, stage)
            self.ledger.keep(copy, stage.key, record | self._size(copy, stage))

    def _fits(self, copy: str, stage: Stage) -> int | None:
        params = load_params(self.folder(copy) / "params.yaml")
        return fits_of(stage, Layout(stage.dataset, self.folder(copy)), params)

    def _size(self, copy: str, stage: Stage) -> Record:
        layout = Layout(stage.dataset, self.folder(copy))
        return {"cases": _rows(layout.cases), "votes": _rows(layout.votes)}


def forecast_of(stages: Iterable[Stage], dataset: str, horizon: str, model: str) -> Stage:
    """The stage that forecasts with a model, whatever its name."""
    words = ["forecast", dataset, horizon, model]
    return next(stage for stage in stages if stage.words == words)


def _declared() -> list[Stage]:
    return read_stages(ROOT)


def _rows(table: Path) -> int | None:
    return pq.read_metadata(table).num_rows if table.exists() else None


def measure_full(bench: Benchmark) -> None:
    """Both Courts, as `make reproduce` runs them."""
    env = environment(bench.prepare_copy(FULL))
    bench.run_all(FULL, bench.job(), env)


def measure_share(bench: Benchmark, percent: int) -> None:
    """The real Court with a share of its cases."""
    name, source = f"share-{percent}", Layout(REAL, bench.folder(FULL))
    if not source.manifest.exists():
        click.echo(f"{name}: left out, no whole archives were acquired", err=True)
        return
    copy = bench.prepare_copy(name)
    external = copy / "data" / "external"
    if external.is_symlink():
        external.unlink()
    write_thinned(source, external, percent / 100, load_params(copy / "params.yaml").seed)
    of_real = [stage for stage in bench.job() if stage.dataset == REAL]
    bench.run_all(name, of_real, without_real(environment(copy)))


def measure_court(bench: Benchmark, times: int, forecasters: tuple[str, ...]) -> None:
    """A larger simulated Court, on one horizon."""
    name, cases = f"court-{times}", load_params(ROOT / "params.yaml").datasets.simulated.cases
    copy = bench.prepare_copy(name)
    enlarge_court(copy, cases * times)
    wanted = [forecast_of(_declared(), SIMULATED, HORIZON, model) for model in forecasters]
    stages = in_order(_declared(), [stage.key for stage in wanted])
    bench.run_all(name, stages, environment(copy))


def measure_backends(bench: Benchmark) -> None:
    """One forecaster on every backend there is, with the hash of what it wrote."""
    stage = _forecast_stage(bench, BACKEND_MODEL)
    copy = _again(bench, stage)
    for backend in _offered(environment(copy)):
        what = f"backend {backend}"
        (copy / stage.outs[0]).unlink(missing_ok=True)
        words = ["scotus-forecast", *stage.words, "--backend", backend]
        record = bench.once(AGAIN, what, words, environment(copy))
        if record is not None:
            written = {"stage": stage.key, "sha256": _sha256(copy / stage.outs[0])}
            bench.ledger.keep(AGAIN, what, record | written)


def _offered(env: dict[str, str]) -> list[str]:
    """Backends that the command line knows."""
    command = ["scotus-forecast", "forecast", "--help"]
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return [backend for backend in BACKENDS if backend in told.stdout]


def measure_profile(bench: Benchmark, model: str) -> None:
    """One forecaster under the profiler, in one process."""
    stage = _forecast_stage(bench, model)
    copy = _again(bench, stage)
    output, program = bench.workdir.resolve() / "profile.pstats", Path(sys.executable).parent
    words = [*stage.words, "--backend", "serial"]
    command = profiling.command(words, program / "scotus-forecast", output)
    record = bench.once(AGAIN, f"profile {model}", [sys.executable, *command], environment(copy))
    if record is not None:
        top = [] if record["status"] else profiling.top(output)
        bench.ledger.keep(AGAIN, f"profile {model}", record | {"stage": stage.key, "top": top})


def measure_help(bench: Benchmark) -> None:
    """What the command line costs before it does anything."""
    env = environment(bench.prepare_copy(AGAIN))
    for run in range(_HELP_RUNS):
        record = bench.once(AGAIN, f"help {run}", ["scotus-forecast", "--help"], env)
        if record is not None:
            bench.ledger.keep(AGAIN, f"help {run}", record)


def _forecast_stage(bench: Benchmark, model: str) -> Stage:
    return forecast_of(_declared(), bench.datasets[-1], HORIZON, model)


def _again(bench: Benchmark, stage: Stage) -> Path:
    """Copy that has what a stage reads, but nothing it may have left behind.

    Raises
    ------
    UserError
        When that is not there yet.
    """
    copy = bench.prepare_copy(AGAIN)
    try:
        copy_outputs(bench.folder(FULL), copy, stage.deps)
    except FileNotFoundError as error:
        raise UserError(
            f"{stage.key} cannot be run again yet; measure --part full first"
        ) from error
    return copy


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _datasets() -> tuple[str, ...]:
    params = load_params(ROOT / "params.yaml")
    real = can_be_had(Layout(REAL, ROOT), params, online=True)
    return (SIMULATED, REAL) if real else (SIMULATED,)


def _run(bench: Benchmark, parts: tuple[str, ...], options: dict) -> None:
    shares, courts, models = options["shares"], options["courts"], options["forecasters"]
    steps = {
        "full": lambda: measure_full(bench),
        "shares": lambda: [measure_share(bench, share) for share in shares],
        "courts": lambda: [measure_court(bench, times, models) for times in courts],
        "backends": lambda: measure_backends(bench),
        "profile": lambda: measure_profile(bench, options["profiled"]),
        "help": lambda: measure_help(bench),
    }
    for part in PARTS:
        if part in parts:
            steps[part]()


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--part",
    "parts",
    type=click.Choice(PARTS),
    multiple=True,
    help="Measure this part; all where not given. Every part but full needs full before it.",
)
@click.option(
    "--workdir",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "tmp" / "benchmarks",
    show_default="tmp/benchmarks",
    help="Copies, logs and finished measurements.",
)
@click.option("--fresh", is_flag=True, help="Forget what was measured in --workdir.")
@click.option(
    "--stage", "only", multiple=True, help="Stages whose name begins so; all where not given."
)
@click.option(
    "--share",
    "shares",
    type=click.IntRange(1, 99),
    multiple=True,
    default=(10, 50),
    show_default=True,
    help="Per cent of the real cases.",
)
@click.option(
    "--court",
    "courts",
    type=click.IntRange(2),
    multiple=True,
    default=(10, 100),
    show_default=True,
    help="Simulated Courts so many times the cases.",
)
@click.option(
    "--forecaster",
    "forecasters",
    multiple=True,
    default=("logistic",),
    show_default=True,
    help="Forecasters on the larger simulated Courts.",
)
@click.option("--remark", "remarks", multiple=True, help="What a reader must know of this run.")
@click.option(
    "--profile", "profiled", default="boosted", show_default=True, help="Forecaster to profile."
)
def main(
    parts: tuple[str, ...], workdir: Path, fresh: bool, only: tuple[str, ...], **options: object
) -> None:
    """Measure what the project costs and write benchmarks/results.json.

    Stages run one after another in copies of the project, so that its data, its dvc.lock and its
    MLflow store are left alone. Real data come from $SCDB_DIR, data/external/ or the official
    addresses, as for the product. What is finished is kept: run again to go on, or with --fresh
    after the code has changed.

    \b
    Examples:
      SCDB_DIR=~/scdb python -m benchmarks.run
      python -m benchmarks.run --part full --part profile --profile katz_forest
      python -m benchmarks.run --part courts --court 10 --forecaster boosted
      python -m benchmarks.run --part full --stage acquire --stage prepare --workdir ../trial
    """
    if fresh:
        shutil.rmtree(workdir / "copies", ignore_errors=True)
        (workdir / "measured.json").unlink(missing_ok=True)
    bench = Benchmark(workdir, Ledger.open(workdir / "measured.json"), only, _datasets())
    try:
        _run(bench, parts or PARTS, options)
    except UserError as error:
        raise click.ClickException(str(error)) from error
    finally:
        results = summarise(bench.ledger.records, describe(), bench.job())
        write_json(RESULTS, results | {"remarks": list(options["remarks"])})
    failed = list(bench.ledger.failed())
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
