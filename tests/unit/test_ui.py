"""Starting the MLflow UI: what is said and refused before a server runs."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

import pytest

from ports import free_port
from scotus_forecast.commands import cli, ui
from scotus_forecast.core.project import files
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout


@pytest.fixture
def tracked(monkeypatch) -> list[str]:
    """Datasets whose runs were rebuilt."""
    seen: list[str] = []
    monkeypatch.setattr(ui.track, "run", lambda layout, _: seen.append(layout.dataset))
    monkeypatch.setattr(ui, "load_params", lambda _: None)
    return seen


def store(root: Path, datasets: list[str]) -> None:
    (root / "mlflow.db").touch()
    for dataset in datasets:
        (root / "mlartifacts" / dataset).mkdir(parents=True)


def score(root: Path, datasets: list[str]) -> None:
    for dataset in datasets:
        files.write_bytes(Layout(dataset, root).scores / "scores.parquet", b"x")


def test_a_free_port_is_accepted():
    ui.require_free(free_port())


def test_a_taken_port_is_refused_with_a_way_out():
    with socket.create_server((ui.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"port {port} .* choose another: .* --port \d+"):
            ui.require_free(port)


def test_a_taken_port_ends_the_command_with_one_line(monkeypatch, capsys):
    with socket.create_server((ui.HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setattr(sys, "argv", ["scotus-forecast", "ui", "--port", port])
        with pytest.raises(SystemExit, match="2"):
            cli.main()
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_impossible_port_is_refused():
    with pytest.raises(UserError, match="port 70000"):
        ui.require_free(70_000)


def test_a_store_that_is_there_is_left_alone(tmp_path, tracked):
    store(tmp_path, ["scdb"])
    score(tmp_path, ["scdb"])
    ui.ensure_store(tmp_path)
    assert tracked == []


@pytest.mark.parametrize("scored", [["simulated"], ["scdb", "simulated"]])
def test_a_store_that_is_gone_is_rebuilt_from_what_was_scored(tmp_path, tracked, scored):
    score(tmp_path, scored)
    ui.ensure_store(tmp_path)
    assert tracked == scored


def test_what_a_store_lacks_is_added(tmp_path, tracked):
    store(tmp_path, ["scdb"])
    score(tmp_path, ["scdb", "simulated"])
    ui.ensure_store(tmp_path)
    assert tracked == ["simulated"]


def test_artifacts_left_without_their_store_stand_for_nothing(tmp_path, tracked):
    store(tmp_path, ["scdb"])
    (tmp_path / "mlflow.db").unlink()
    score(tmp_path, ["scdb"])
    ui.ensure_store(tmp_path)
    assert tracked == ["scdb"]


def test_a_store_without_anything_scored_is_shown(tmp_path, tracked):
    store(tmp_path, [])
    ui.ensure_store(tmp_path)
    assert tracked == []


def test_an_interrupted_rebuild_is_begun_again(tmp_path, tracked, monkeypatch):
    def interrupted(layout, _):
        store(layout.root, [layout.dataset])
        raise KeyboardInterrupt

    score(tmp_path, ["scdb"])
    with monkeypatch.context() as patch:
        patch.setattr(ui.track, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ui.ensure_store(tmp_path)
    ui.ensure_store(tmp_path)
    assert tracked == ["scdb"]


def test_nothing_to_show_names_the_way_out(tmp_path):
    with pytest.raises(UserError, match="make reproduce"):
        ui.ensure_store(tmp_path)


def test_the_server_is_lean_and_listens_on_this_machine_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = ui.command(Path(), 5001)
    assert f"sqlite:///{tmp_path}/mlflow.db" in line
    assert line[line.index("--host") + 1] == "127.0.0.1"
    assert line[line.index("--workers") + 1] == "1"
    assert ui.LEAN["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] == "false"
    assert ui.LEAN["MLFLOW_DISABLE_TELEMETRY"] == "true"


def test_the_welcome_leads_to_each_experiment_and_names_the_clicks():
    curve = ui.curve_address(5001, "1", ["a", "b"])
    said = ui.welcome(5001, {"scdb": "1", "simulated": "2"}, {"scdb": curve, "simulated": None})
    assert curve in said
    assert ui.runs_address(5001, "1") in said
    assert ui.runs_address(5001, "2") in said
    assert "Compare" in said
    assert "None" not in said


def test_the_first_address_leads_to_the_curve_of_the_runs_named():
    address = ui.curve_address(5001, "1", ["a", "b"])
    assert "runs=%5B%22a%22%2C%20%22b%22%5D" in address
    assert "metric=%221%20terms%2Fcases%20right%209-term%20mean%22" in address
    assert ui.curve_address(5001, "1", []) is None


def test_the_address_hides_superseded_runs():
    address = ui.runs_address(5001, "3")
    assert address.startswith("http://127.0.0.1:5001/#/experiments/3/runs?")
    assert "searchFilter=tags.superseded%20%3D%20%22false%22" in address


def test_a_server_that_falls_over_is_a_clear_error(tmp_path, monkeypatch):
    (tmp_path / "mlflow.db").touch()
    failing = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr(ui, "command", lambda *_: failing)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(UserError, match="did not come up"):
        ui.serve(tmp_path, free_port())
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_server_that_ends_uncalled_for_is_a_clear_error(tmp_path, monkeypatch):
    (tmp_path / "mlflow.db").touch()
    monkeypatch.setattr(ui, "command", lambda *_: [sys.executable, "-c", ""])
    monkeypatch.setattr(ui, "_await", lambda *_: None)
    monkeypatch.setattr(ui, "experiments", lambda _: {})
    with pytest.raises(UserError, match="ended by itself"):
        ui.serve(tmp_path, free_port())
