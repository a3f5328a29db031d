"""The benchmark's own arithmetic: order of stages, what is kept, the page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest
from benchmarks import page
from benchmarks.against import COLUMNS
from benchmarks.copies import Copy
from benchmarks.measure import measure
from benchmarks.run import Benchmark, commit_outputs
from benchmarks.stages import in_order, read_stages, to_report

from scotus_forecast.commands.reproduce import LAST_STAGE
from scotus_forecast.core.project.layout import DATASETS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def stages():
    return read_stages(ROOT)


# Order of stages


def test_the_job_is_every_stage_once_each_after_what_it_reads(stages):
    job = in_order(stages, [LAST_STAGE[dataset] for dataset in DATASETS])
    place = {stage.key: place for place, stage in enumerate(job)}
    assert sorted(place) == sorted(stage.key for stage in stages)
    late = [(a.key, b.key) for a in job for b in job if a.feeds(b) and place[a.key] >= place[b.key]]
    assert late == []


def test_models_for_pending_cases_and_mlflow_come_after_the_report(stages):
    needed = to_report(stages, "scdb")
    assert needed[-1].key == "report@scdb"
    left_out = {s.words[0] for s in stages if s.dataset == "scdb"} - {s.words[0] for s in needed}
    assert left_out == set(page.AFTER_REPORT)
    assert {s.dataset for s in needed} == {"scdb"}


# Measuring


def test_a_command_and_what_it_starts_are_measured_together(tmp_path):
    # The memory is held for many looks of the watch: a fast machine is done between two of them.
    child = "import time; x = b'1' * 60_000_000; sum(range(3_000_000)); time.sleep(1.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    found = measure([sys.executable, "-c", parent], tmp_path, {}, tmp_path / "said.log")
    assert found.status == 0
    assert found.peak_mb > 60
    assert 0.02 < found.cpu_seconds < 10


PIPELINE = """
stages:
  acquire:
    cmd: scotus-forecast acquire scdb
    deps: [code]
    outs: [data]
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of a project that writes one file."""
    folder = tmp_path / "work" / "whole"
    (folder / "data").mkdir(parents=True)
    (folder / "COMMIT").write_text("abc1234")
    (folder / "stages.json").write_text("[]")
    return Copy(Path(sys.prefix).parent, folder)


def test_a_measurement_is_kept_a_failure_is_not_and_another_commit_begins_again(copy, tmp_path):
    bench = Benchmark(copy.folder.parent, tmp_path / "results.json", ("scdb",))
    (copy.folder / "data" / "old").touch()
    with pytest.raises(click.ClickException, match=r"failed; see .*bad\.log"):
        bench.once("bad", copy, ["-c", "raise SystemExit(3)"], program="python")
    gone = ["-c", "import os; assert not os.path.exists('data/old')"]
    bench.once("good", copy, gone, ["data/old"], lambda: {"votes": 9}, program="python")
    bench.once("good", copy, ["-c", "raise SystemExit(3)"], program="python")
    assert list(bench.held()["measured"]) == ["good"]
    assert bench.held()["measured"]["good"]["votes"] == 9
    (copy.folder / "COMMIT").write_text("def5678")
    assert bench.held()["measured"] == {}


def test_dvc_of_a_copy_has_nothing_to_do_once_told_so(copy):
    (copy.folder / "dvc.yaml").write_text(PIPELINE)
    (copy.folder / ".dvc").mkdir()
    for name in (".dvc/config", "code", "data/made"):
        (copy.folder / name).touch()
    commit_outputs(copy, ["acquire"])
    command = [copy.program("dvc"), "repro", "acquire"]
    said = subprocess.check_output(command, cwd=copy.folder, env=copy.environment(), text=True)
    assert "up to date" in said


# The page


def cost(seconds: float, **other) -> dict:
    return {"seconds": seconds, "cpu_seconds": 2 * seconds, "peak_mb": 300.0, **other}


MEASURED = {
    "stage acquire@scdb": cost(10.0),
    "stage report@scdb": cost(30.0),
    "stage track@scdb": cost(60.0),
    "size 400 prepare": cost(2.0, votes=1_000),
    "size 4000 prepare": cost(20.0, votes=10_000),
    "size 400 acquire": cost(1.0),
    "size 4000 acquire": cost(100.0),
    "backend serial": cost(70.0, sha256="ab" * 32),
    "backend processes": cost(61.0, sha256="ab" * 32),
    "command help 1": cost(0.1),
    "command help 2": cost(0.2),
    "command help 3": cost(9.0),
}
PASSES = [
    (1, "other", "old", "split@scdb-strict", 20.0, 1.0, 500.0),
    (1, "other", "old", "report@scdb", 20.0, 1.0, 300.0),
    (1, "this", "new", "vote_splits@scdb", 5.0, 1.0, 400.0),
    (1, "this", "new", "report@scdb", 25.0, 1.0, 300.0),
]


def rendered(measured: dict, passes: list[tuple] = PASSES) -> str:
    results = {"commit": "new", "machine": "two cores", "measured": measured}
    return page.render(json.loads(json.dumps(results)), pd.DataFrame(passes, columns=COLUMNS))


@pytest.mark.parametrize(
    "line",
    [
        "| `track@scdb` | 60.0 | 60% | 120.0 | 300 |",
        "From acquisition to the report: 40 s (0.7 min). The largest stage holds 300 MB.",
        "| `prepare` | 2.0 s, 300 MB | 20.0 s, 300 MB | 1.00 |",
        "| `acquire` | 1.0 s, 300 MB | 100.0 s, 300 MB | 2.00 |",
        "| `scotus-forecast --help` | 0.3 s | 0.20 s | yes |",
        "| one setting of `logistic` changed, to its scores on one horizon | 60 s | 61.00 s | no |",
        "| serial | `abababababab` | 70.0 | 140.0 | 300 |",
        "The bytes are the same.",
        "| 1 | 40.0 | 30.0 | 0.750 | 500 | 400 |",
        "| `vote_splits` | 20.0 | 5.0 | −15.0 |",
        "Not counted, for the older version has nothing like them: `acquire`.",
    ],
)
def test_the_page_shows_what_was_measured(line):
    assert line in rendered(MEASURED)


def test_backends_that_differ_are_told():
    other = {**MEASURED, "backend dask": cost(1.0, sha256="cd" * 32)}
    assert "**The bytes differ.**" in rendered(other)


def test_the_page_of_nothing_says_so_in_every_part():
    text = rendered({}, [])
    assert text.count("Not measured.") == 4
    assert text.count("| not measured |") == len(page.AIMS)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("forecast@scdb-paper-boosted", "forecast boosted"),
        ("forecast_control@simulated-boosted", "forecast boosted"),
        ("forecast_replication@scdb-katz_forest", "forecast katz_forest"),
        ("featurize@scdb-paper", "featurize"),
        ("split@scdb-strict", "vote_splits"),
    ],
)
def test_stages_of_two_versions_have_one_name_for_what_they_do(key, kind):
    assert page.kind(key) == kind


def test_the_figure_has_a_line_for_each_command_on_log_scales():
    axes = page.draw(page.series(MEASURED)).axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [line.get_label() for line in axes.lines] == ["acquire", "prepare"]
