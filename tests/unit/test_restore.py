"""`scotus-forecast restore`: settings and outputs of the last commit, in a small DVC project."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import chdir

import pytest
from dvc.repo import Repo

from scotus_forecast.commands.restore import restore
from scotus_forecast.core.project.errors import UserError

pytestmark = pytest.mark.filterwarnings("ignore:_NoneStep.value:DeprecationWarning")

STAGES = """\
stages:
  copy:
    cmd: cp params.yaml out.txt
    params: [c]
    outs: [out.txt]
"""
WHO = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
IDENTITY = {f"GIT_{name}": "x" for name in WHO}


def git(root, *arguments):
    command = ["git", "-C", str(root), "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | IDENTITY)


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    root = tmp_path_factory.mktemp("committed")
    git(root, "init", "-q")
    (root / "params.yaml").write_text("c: 1\n")
    (root / "dvc.yaml").write_text(STAGES)
    (root / "reports" / "scdb").mkdir(parents=True)
    (root / "reports" / "scdb" / "report.md").write_text("committed\n")
    with chdir(root), Repo.init() as repo:
        repo.reproduce()
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return root


@pytest.fixture
def project(committed, tmp_path, monkeypatch):
    """After an experiment with another setting, its outputs in place."""
    shutil.copytree(committed, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("c: 2\n")
    with Repo(str(tmp_path)) as repo:
        repo.reproduce()
    (tmp_path / "reports" / "scdb" / "report.md").write_text("of the experiment\n")
    assert (tmp_path / "out.txt").read_text() == "c: 2\n"
    return tmp_path


def texts(root):
    return [(root / name).read_text() for name in ("params.yaml", "out.txt", "dvc.lock")]


def test_all_is_as_committed_and_what_was_undone_is_shown(project, committed):
    said = []
    restore(project, said.append)
    assert texts(project) == texts(committed)
    assert (project / "reports" / "scdb" / "report.md").read_text() == "committed\n"
    assert said[:2] == ["c: 2 is 1 again", "restored out.txt"]


def test_restoring_twice_changes_nothing(project, committed):
    restore(project, lambda _: None)
    said = []
    restore(project, said.append)
    assert said == ["settings and outputs are those of the last commit"]
    assert texts(project) == texts(committed)


def test_an_output_made_outside_dvc_is_restored(project, committed):
    restore(project, lambda _: None)
    (project / "out.txt").unlink()
    (project / "out.txt").write_text("by hand\n")
    restore(project, lambda _: None)
    assert texts(project) == texts(committed)


def test_what_the_cache_lacks_is_left_and_named(project):
    shutil.rmtree(project / ".dvc" / "cache")
    with pytest.raises(UserError, match=r"not in DVC's cache: out.txt; run: dvc repro"):
        restore(project, lambda _: None)
    assert (project / "out.txt").read_text() == "c: 2\n"
    assert (project / "params.yaml").read_text() == "c: 1\n"


def test_outside_git_nothing_is_restored(tmp_path):
    with pytest.raises(UserError, match=r"nothing was restored: .*not a git repository"):
        restore(tmp_path, lambda _: None)
