"""Where and how one starts must not matter: paths, folders, variables."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faults import small_project

from scotus_forecast.commands import checks, doctor
from scotus_forecast.commands.checks import State

ROOT = Path(__file__).parents[2]
START = "from scotus_forecast.commands.start import main; main()"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A bare clone, at a path that has everything a path may have."""
    root = tmp_path_factory.mktemp("clone") / "Oberstes Gericht – 最高裁 100% #1"
    root.mkdir()
    return small_project.make(root)


def state_of(root, name):
    return {check.name: check.state for check in doctor.all_checks(root)}[name]


def test_doctor_is_content_with_a_bare_clone_at_a_strange_path(clone):
    done = small_project.run(clone, "doctor")
    assert done.status == 0
    assert "stop" not in done.said
    for words in ("SCDB Legacy_07", "katz_publication_run", "katz_one_tree", "Oyez transcripts"):
        assert words in done.said
    assert "not made yet" in done.said


@pytest.mark.parametrize(
    "changes",
    [
        {"HOME": None, "PATH": None, "MAKELEVEL": "1"},
        {"HOME": "/nowhere", "LC_ALL": "C", "LANG": None, "PYTHONUTF8": None},
    ],
)
def test_doctor_is_content_without_what_is_usually_there(clone, changes):
    done = small_project.run(clone, "doctor", **changes)
    assert done.status == 0, done.said
    assert small_project.litter(clone) == []


def test_modules_on_the_python_path_shadow_nothing_and_doctor_names_them(clone, tmp_path):
    for name in ("click.py", "yaml.py", "numpy.py", "random.py", "pathlib.py"):
        (tmp_path / name).write_text("raise RuntimeError('a shadow')\n", encoding="utf-8")
    done = small_project.run(clone, "doctor", PYTHONPATH=str(tmp_path))
    assert done.status == 0, done.said
    assert "passed over" in done.said


def test_modules_in_the_working_folder_shadow_nothing(tmp_path):
    for name in ("click.py", "yaml.py", "random.py"):
        (tmp_path / name).write_text("raise RuntimeError('a shadow')\n", encoding="utf-8")
    (tmp_path / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    command = [sys.executable, "-P", "-c", START, "featurize", "scdb", "strikt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "did you mean 'strict'?" in done.stderr) == (2, True)


def test_code_of_another_folder_is_refused(tmp_path):
    """DVC would watch the files of this folder while those of another run."""
    (tmp_path / "src" / "scotus_forecast").mkdir(parents=True)
    (check,) = [one for one in checks.of_project(tmp_path) if one.name == "code"]
    assert check.state is State.STOP
    assert "unset PYTHONPATH" in check.words


def test_without_git_doctor_says_how_dvc_can_do_without(tmp_path):
    (check,) = [one for one in checks.of_project(tmp_path) if one.name == "Git"]
    assert check.state is State.NOTE
    assert "dvc config --local core.no_scm true" in check.words


STOPS = [
    # what is wrong, check, words
    ("no params.yaml", "folder", "params.yaml not found; run from the project's root"),
    ("no dvc.yaml", "folder", "dvc.yaml not found; run from the project's root"),
    ("half of params.yaml", "parameters", "params.yaml"),
    ("a garbage store", "MLflow store", "move mlflow.db away"),
]


@pytest.mark.parametrize(("wrong", "name", "words"), STOPS)
def test_reproduce_refuses_what_doctor_finds(wrong, name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in ("params.yaml", "dvc.yaml"):
        if wrong != f"no {file}":
            (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    if wrong == "half of params.yaml":
        (tmp_path / "params.yaml").write_text("seed: [", encoding="utf-8")
    if wrong == "a garbage store":
        (tmp_path / "mlflow.db").write_text("garbage", encoding="utf-8")
    found = {check.name: check for check in checks.of_project(tmp_path)}
    assert found[name].state is State.STOP
    assert words in found[name].words
    assert doctor.examine(tmp_path) == 1
    with pytest.raises(checks.UserError, match=words.split(";")[0]):
        checks.require_runnable(tmp_path)


def test_a_folder_that_cannot_be_written_stops(tmp_path, monkeypatch):
    def refuse(**_told):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(checks.tempfile, "TemporaryFile", refuse)
    (check,) = [one for one in checks.of_project(tmp_path) if one.name == "writing"]
    assert check.state is State.STOP
    assert "Read-only file system; check space and permissions" in check.words


@pytest.mark.parametrize("name", ["SCDB_DIR", "SCDB_REFERENCE_DIR", "OYEZ_DIR"])
def test_a_named_source_that_is_not_there_stops(name, tmp_path, monkeypatch):
    monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    (check,) = [one for one in checks.of_project(tmp_path) if one.name == "named sources"]
    assert check.state is State.STOP
    assert f"{name}={tmp_path / 'nowhere'} is not there" in check.words


def test_a_home_is_made_up_where_there_is_none(monkeypatch):
    from scotus_forecast.commands import start

    monkeypatch.delenv("HOME", raising=False)
    start._ensure_home()
    assert Path(os.environ["HOME"]).is_absolute()


def test_a_user_without_a_name_has_a_number(monkeypatch):
    """As in a container that runs under any number; libraries ask for the name."""
    from scotus_forecast.commands import start

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(start.os, "getuid", lambda: 987_654)
    start._ensure_user()
    assert getpass.getuser() == "987654"
