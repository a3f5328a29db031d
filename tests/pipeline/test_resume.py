"""A forecast that is killed goes on where it was and ends with the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params
from scotus_forecast.stages import acquire, featurize, prepare

SETTINGS = yaml.safe_load((Path(__file__).parents[2] / "params.yaml").read_text(encoding="utf-8"))
HORIZON, MODEL = "strict", "boosted"
COMMAND = [
    sys.executable, "-c", "from scotus_forecast.commands.cli import main; main()",
    "forecast", "simulated", HORIZON, MODEL, "--backend", "serial",
]  # fmt: skip
PATIENCE = 120


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Features of a small simulated Court, and a model slow enough to be killed at work."""
    root = tmp_path_factory.mktemp("project")
    little = {"cases": 600, "first_term": 1960, "last_term": 2019}
    SETTINGS["datasets"]["simulated"] = little
    SETTINGS["evaluation"]["first_term"] = 1990
    SETTINGS["models"][MODEL]["refit_every"] = 1
    (root / "params.yaml").write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    layout, params = Layout("simulated", root), load_params(root / "params.yaml")
    acquire.run(layout, params)
    prepare.run(layout, params)
    featurize.run(layout, params, HORIZON)
    return layout


@pytest.fixture(scope="module")
def uninterrupted(project):
    """Bytes of the frame, made in one go."""
    subprocess.run(COMMAND, cwd=project.root, check=True, capture_output=True)
    frame = project.forecast(HORIZON, MODEL)
    content = frame.read_bytes()
    frame.unlink()
    return content


def pieces(project) -> list[Path]:
    return sorted(project.unfinished(HORIZON, MODEL).glob("*/[0-9]*.npy"))


def killed(project, enough: int) -> None:
    """Start the forecast and kill it once it has `enough` pieces."""
    process = subprocess.Popen(
        COMMAND, cwd=project.root, stderr=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + PATIENCE
    while len(pieces(project)) < enough and time.monotonic() < end:
        assert process.poll() is None, "done before it was killed"
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def test_a_killed_forecast_goes_on_and_ends_with_the_same_bytes(project, uninterrupted):
    killed(project, enough=3)
    kept = {path: path.stat().st_mtime_ns for path in pieces(project)}
    assert not project.forecast(HORIZON, MODEL).exists()
    killed(project, enough=len(kept) + 3)
    still = {path: path.stat().st_mtime_ns for path in kept}
    assert still == kept
    subprocess.run(COMMAND, cwd=project.root, check=True, capture_output=True)
    assert project.forecast(HORIZON, MODEL).read_bytes() == uninterrupted


def test_nothing_is_kept_once_the_frame_is_written(project, uninterrupted):
    subprocess.run(COMMAND, cwd=project.root, check=True, capture_output=True)
    assert project.forecast(HORIZON, MODEL).read_bytes() == uninterrupted
    assert not project.unfinished(HORIZON, MODEL).exists()
