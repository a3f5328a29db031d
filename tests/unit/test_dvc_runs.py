"""Running DVC: a failing stage is one clear line, whether it runs before us or beside."""

from __future__ import annotations

import pytest

from scotus_forecast import dvc_runs
from scotus_forecast.project.errors import UserError


@pytest.fixture
def dvc(monkeypatch, tmp_path):
    """Stand in for DVC with a shell script."""
    command = tmp_path / "dvc"
    monkeypatch.setattr(dvc_runs.shutil, "which", lambda *_, **__: str(command))

    def write(script):
        command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        command.chmod(0o755)

    return write


def test_a_failing_stage_ends_the_run_with_one_line(dvc):
    dvc("exit 255")
    with pytest.raises(UserError, match=r"'dvc repro report@simulated' failed") as told:
        dvc_runs.repro("report@simulated")
    assert "\n" not in str(told.value)


def test_what_runs_beside_is_awaited_and_its_words_are_kept(dvc, tmp_path):
    dvc(f"while [ ! -e {tmp_path}/go ]; do sleep 0.01; done; echo $*; touch {tmp_path}/done")
    with dvc_runs.repro_beside(tmp_path / "new" / "log", "a@b"):
        assert not (tmp_path / "done").exists()
        (tmp_path / "go").touch()
    assert (tmp_path / "done").exists()
    assert (tmp_path / "new" / "log").read_text() == "--wait-for-lock repro a@b\n"


def test_what_fails_beside_names_its_log(dvc, tmp_path):
    dvc("echo oh; exit 1")
    log = tmp_path / "log"
    with (
        pytest.raises(UserError, match=f"'dvc repro a@b' failed; the last lines of {log}"),
        dvc_runs.repro_beside(log, "a@b"),
    ):
        pass
    assert log.read_text() == "oh\n"


def test_without_dvc_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(dvc_runs.shutil, "which", lambda *_, **__: None)
    with pytest.raises(UserError, match="dvc is not installed; run: make install"):
        dvc_runs.repro("report@simulated")


def test_dvc_itself_knows_what_it_is_asked(capfd):
    dvc_runs.repro("--help")
    assert "Reproduce complete or partial pipelines" in capfd.readouterr().out
