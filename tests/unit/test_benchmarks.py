"""The benchmark's own arithmetic: order of stages, shares of cases, fits, the page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from benchmarks import page, profiling
from benchmarks.figure import draw
from benchmarks.fits import fits_of
from benchmarks.growth import series
from benchmarks.ledger import Ledger
from benchmarks.measure import measure
from benchmarks.protocol import compared, core_seconds
from benchmarks.results import flagship, summarise, to_report, total
from benchmarks.stages import in_order, read_stages
from benchmarks.thinning import thin
from benchmarks.trees import CODES, one_hot

import small_court
from scotus_forecast.commands.reproduce import LAST_STAGE
from scotus_forecast.core.project.layout import DATASETS, Layout
from scotus_forecast.core.project.params import Params, load_params

ROOT = Path(__file__).resolve().parents[2]
HORIZONS = ("paper", "argument", "strict")


@pytest.fixture(scope="module")
def stages():
    return read_stages(ROOT)


@pytest.fixture(scope="module")
def job(stages):
    """Stages of the main job as `make reproduce` runs them."""
    return in_order(stages, [LAST_STAGE[dataset] for dataset in reversed(DATASETS)])


def cost(seconds: float = 10.0, votes: int = 1000, **other) -> dict:
    whole = {"seconds": seconds, "cpu_seconds": 2 * seconds, "peak_rss_mb": 300.0}
    return {**whole, "fits": 5, "status": 0, "cases": votes // 9, "votes": votes, **other}


# Order of stages


def test_every_placeholder_is_filled(stages):
    assert not [s.key for s in stages if "$" in s.command + "".join((*s.deps, *s.outs))]


def test_a_stage_comes_after_what_it_reads(job):
    place = {stage.key: place for place, stage in enumerate(job)}
    late = [(a.key, b.key) for a in job for b in job if a.feeds(b) and place[a.key] >= place[b.key]]
    assert late == []


def test_the_job_is_every_stage_of_both_courts_once(stages, job):
    assert sorted(stage.key for stage in job) == sorted(stage.key for stage in stages)


def test_the_simulated_court_comes_first(job):
    courts = [stage.dataset for stage in job]
    assert courts == sorted(courts, reverse=True)


def test_a_target_brings_what_it_needs_and_no_more(stages):
    keys = [stage.key for stage in in_order(stages, ["forecast@scdb-strict-logistic"])]
    assert keys == [
        "acquire@scdb",
        "prepare@scdb",
        "featurize@scdb-strict",
        "forecast@scdb-strict-logistic",
    ]


def test_the_flagship_is_its_base_models_and_their_stack(job):
    bases = load_params(ROOT / "params.yaml").settings_of("stacked")["base"]
    expected = {f"forecast@scdb-argument-{base}" for base in bases}
    assert {s.key for s in flagship(job)} == expected | {"combine@scdb-argument-stacked"}


# Shares of the cases


def votes(cases_by_term: dict[int, int], justices: int = 9) -> pd.DataFrame:
    return pd.DataFrame(
        {"term": str(term), "caseId": f"{term}-{case:03}", "justice": str(justice)}
        for term, cases in cases_by_term.items()
        for case in range(cases)
        for justice in range(justices)
    )


ROWS = votes({1816: 1, 1900: 7, 2000: 80})


@pytest.mark.parametrize(
    ("share", "cases"), [(0.1, [1, 1, 8]), (0.5, [1, 4, 40]), (1.0, [1, 7, 80])]
)
def test_a_share_keeps_whole_cases_of_every_term(share, cases):
    kept = thin(ROWS, share, seed=1)
    assert kept.groupby("term")["caseId"].nunique().tolist() == cases
    assert set(kept.groupby("caseId").size()) == {9}


def test_a_share_does_not_hang_on_the_order_of_rows_and_nests():
    tenth, half = (set(thin(ROWS, share, seed=1)["caseId"]) for share in (0.1, 0.5))
    assert tenth < half
    assert set(thin(ROWS[::-1], 0.1, seed=1)["caseId"]) == tenth
    assert set(thin(ROWS, 0.1, seed=2)["caseId"]) != tenth


# Fits


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """A small prepared Court on disk."""
    layout = Layout("simulated", tmp_path_factory.mktemp("court"))
    layout.prepared.mkdir(parents=True)
    tables = small_court.prepared()
    tables.cases.to_parquet(layout.cases)
    tables.votes.to_parquet(layout.votes)
    return layout


def settings(first_term: int, **models: dict) -> Params:
    """The project's parameters with some of their own for this Court of 1960 to 2019."""
    params = load_params(ROOT / "params.yaml")
    evaluation = params.evaluation.model_copy(update={"first_term": first_term})
    changed = {name: params.settings_of(name) | values for name, values in models.items()}
    return params.model_copy(
        update={"evaluation": evaluation, "models": {**params.models, **changed}}
    )


THIRD_TERMS = settings(1965, logistic={"refit_every": 3})
FOREST = settings(1968, katz_forest={"refit_every": 3, "lifetime": 9})


@pytest.mark.parametrize(
    ("group", "model", "params", "fits"),
    [
        # terms 1965, 1968, ... 2019 for cases; votes wait for the first forecasts of cases
        ("forecast", "logistic", THIRD_TERMS, 19 + 18),
        # every term from 1966 on, for cases and for votes: 1965 has no forecast to learn from
        ("combine", "stacked", THIRD_TERMS, 54 + 54),
        # terms 1960, 1963, ... 2017 whose trees still vote in 1968 or later, 1960 untrained
        ("forecast", "katz_forest", FOREST, 19),
    ],
)
def test_fits_are_counted_on_the_splits_of_the_model(stages, laid_out, group, model, params, fits):
    of_model = [s for s in stages if s.group == group and s.words[-1] == model]
    assert fits_of(of_model[0], laid_out, params) == fits


def test_a_stage_that_does_not_walk_forward_has_no_fits(stages, laid_out):
    assert fits_of(stages[0], laid_out, load_params(ROOT / "params.yaml")) is None


# Measuring


def test_a_command_and_what_it_starts_are_measured_together(tmp_path):
    # The memory is held for many looks of the watch: a fast machine is done between two of them.
    child = "import time; x = b'1' * 60_000_000; sum(range(3_000_000)); time.sleep(1.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    found = measure([sys.executable, "-c", parent], tmp_path, {}, tmp_path / "said.log")
    assert found.status == 0
    assert found.peak_rss_mb > 60
    assert 0.02 < found.cpu_seconds < 10


def test_a_failure_is_told_and_measured_again(tmp_path):
    found = measure([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, {}, tmp_path / "log")
    ledger = Ledger.open(tmp_path / "measured.json")
    ledger.keep("full", "acquire@scdb", {"status": found.status})
    assert found.status == 3
    assert not Ledger.open(ledger.path).has("full", "acquire@scdb")
    assert list(ledger.failed()) == ["full: acquire@scdb"]


def test_the_published_protocol_is_some_hundreds_of_core_hours():
    assert 500 < core_seconds() / 3600 < 580
    assert compared(core_seconds() / 2500)["ratio"] == 2500
    assert compared(None)["ratio"] is None


def test_a_profile_names_files_without_their_folders(tmp_path):
    output = tmp_path / "out.pstats"
    command = profiling.command(["--version"], Path(json.__file__).parent / "tool.py", output)
    measure([sys.executable, *command], tmp_path, {}, tmp_path / "log")
    found = profiling.top(output)
    assert len(found) == profiling.TOP
    assert not [row["function"] for row in found if row["function"].startswith("/")]


# Results and page


@pytest.fixture(scope="module")
def results(job):
    full = {stage.key: cost(seconds=20.0, votes=250_000) for stage in job}
    full["report@scdb"] = cost(status=1)
    tenth = {stage.key: cost(seconds=2.0, votes=25_000) for stage in job if stage.dataset == "scdb"}
    backend = cost(stage="forecast@scdb-argument-logistic", sha256="ab" * 32)
    row = {"function": "fit", "calls": 3, "own_seconds": 1.0, "cumulative_seconds": 2.0}
    again = {
        "backend serial": backend,
        "backend dask": backend | {"sha256": "cd" * 32},
        "help 0": cost(seconds=0.1),
        "profile boosted": backend | {"top": [row]},
    }
    return summarise({"full": full, "share-10": tenth, "again": again}, {"cores": 2}, job)


def test_what_failed_is_no_result_and_makes_no_whole(results):
    assert results["failed"] == ["full: report@scdb"]
    assert "report@scdb" not in results["stages"]
    assert results["whole_job_seconds"] is results["court_seconds"]["scdb"] is None
    assert results["court_seconds"]["simulated"] is not None


def test_models_for_pending_cases_and_mlflow_come_after_the_report(job):
    needed = to_report(job, "scdb")
    assert needed[-1].key == "report@scdb"
    left_out = {s.group for s in job if s.dataset == "scdb"} - {s.group for s in needed}
    assert left_out == {"fit", "track"}
    assert {s.dataset for s in needed} == {"scdb"}


def test_a_total_is_a_sum(job):
    every = {stage.key: cost(seconds=2.0) for stage in job}
    assert total(every, job) == 2.0 * len(job)


def test_results_have_every_horizon_and_forecaster(results):
    found = results["by_horizon_and_forecaster"]["scdb"]
    assert {"boosted", "logistic", "stacked"} <= found["argument"].keys()
    assert set(found) == set(HORIZONS)


def test_cost_in_proportion_to_size_grows_with_power_one(results):
    grown = {(one.court, one.stage): one for one in series(results["sizes"])}
    one = grown["scdb", "forecast argument-boosted"]
    assert [row["votes"] for row in one.rows] == [25_000, 250_000]
    assert one.exponent == pytest.approx(1)
    assert draw([one]).axes[0].get_xscale() == "log"


def test_the_page_shows_what_was_measured(results):
    text = page.render(json.loads(json.dumps(results)))
    for line in (
        "| `forecast@scdb-argument-boosted` | 20.0 | 40.0 | 300 | 5 |",
        "| `forecast argument-boosted` | 2.0 s, 300 MB | 20.0 s, 300 MB | 1.00 |",
        "| `scotus-forecast --help` | at most 0.3 s | 0.10 s | yes |",
        "| `fit` | 3 | 1.00 | 2.00 |",
        "| dask | `cdcdcdcdcdcd` | 10.0 | 20.0 | 300 | no |",
        "Ended with an error, and so not in any table: full: report@scdb.",
    ):
        assert line in text


def test_the_page_of_nothing_says_so_in_every_part():
    text = page.render({})
    assert text.count(page.MISSING) == 7
    assert text.count("not measured") >= len(page.AIMS)


def test_one_hot_has_the_width_asked_for_and_keeps_frequent_codes_and_every_justice():
    cases = pd.DataFrame({"caseId": ["a", "b"], **dict.fromkeys(CODES, 1)})
    cases["issue"] = pd.array([10, None], dtype="Int32")
    votes = pd.DataFrame({"caseId": ["a", "b", "a"], "justice": [7, 7, 8]})
    X = one_hot(cases, votes, width=len(CODES) + 1)
    assert X.shape == (3, len(CODES) + 1)
    assert X[:, -2:].tolist() == [[1, 0], [1, 0], [0, 1]]
    assert X[:, :-2].all()
