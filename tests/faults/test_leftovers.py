"""What a killed run leaves behind is cleared, and nothing while another is at work."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import yaml
from dvc.schema import COMPILED_LOCKFILE_SCHEMA

from scotus_forecast.commands import processes

LOCKED = {
    "schema": "2.0",
    "stages": {
        name: {
            "cmd": f"scotus-forecast {name}",
            "deps": [{"path": "src", "hash": "md5", "md5": "ab" * 16 + ".dir", "nfiles": 3}],
            "params": {"params.yaml": {"seed": 7}},
            "outs": [{"path": f"data/{name}", "hash": "md5", "md5": "cd" * 16, "size": 5}],
        }
        for name in ("acquire", "prepare")
    },
}


@pytest.fixture
def root(tmp_path):
    (tmp_path / ".dvc" / "tmp").mkdir(parents=True)
    (tmp_path / "data" / "simulated" / "forecasts").mkdir(parents=True)
    return tmp_path


def rwlock(root, pid):
    held = {"pid": pid, "cmd": "dvc repro"}
    content = {"write": {"data": held}, "read": {"src": [held]}}
    (root / processes.RWLOCK).write_text(json.dumps(content), encoding="utf-8")


def cleared(root):
    said = []
    processes.clear(root, said.append)
    return said


def dead():
    """Number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize("left", ["", "{", '{"write": ', "[]", '{"write": 1, "read": 2}', "\0" * 9])
def test_a_lock_list_killed_while_written_is_cleared(root, left):
    (root / processes.RWLOCK).write_text(left, encoding="utf-8")
    assert cleared(root) == []
    assert not (root / processes.RWLOCK).exists()


@pytest.mark.parametrize("whose", [dead, os.getppid])
def test_a_lock_of_a_dead_process_or_a_stranger_is_cleared(root, whose, monkeypatch):
    monkeypatch.setattr(processes, "_runs_dvc", lambda _: False)
    rwlock(root, whose())
    cleared(root)
    assert not (root / processes.RWLOCK).exists()


def test_nothing_is_touched_while_dvc_is_at_work(root):
    draft = root / "data" / "simulated" / ".cases.parquet.abc.tmp"
    draft.touch()
    waiting = [sys.executable, "-c", "import sys; sys.stdin.read()", "dvc"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE) as dvc:
        rwlock(root, dvc.pid)
        cleared(root)
        assert (root / processes.RWLOCK).exists()
        assert draft.exists()
        dvc.kill()
    cleared(root)
    assert not (root / processes.RWLOCK).exists()
    assert not draft.exists()


def test_drafts_are_cleared_and_what_is_whole_stays(root):
    folder = root / "data" / "simulated"
    (folder / ".acquire-x1").mkdir()
    (folder / ".acquire-x1" / "raw").touch()
    (folder / "forecasts" / ".boosted.parquet.k2.tmp").touch()
    kept = [folder / "forecasts" / "boosted.parquet", folder / "forecasts" / ".gitignore"]
    for path in kept:
        path.touch()
    cleared(root)
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(kept)


def test_half_a_lock_file_is_set_aside_and_a_whole_one_stays(root):
    whole = yaml.safe_dump(LOCKED)
    lock = root / processes.DVC_LOCK
    lock.write_text(whole, encoding="utf-8")
    assert cleared(root) == []
    assert lock.read_text(encoding="utf-8") == whole
    lock.write_text(whole[: whole.index("stages")] + "stages: [", encoding="utf-8")
    (said,) = cleared(root)
    assert "dvc.lock was damaged and is now dvc.lock.damaged" in said
    assert not lock.exists()
    assert (root / "dvc.lock.damaged").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"\0\0\0", b"[]", b"schema: '1.0'", b"schema: '2.0'\nstages: 3", b"a: ["],
)
def test_what_is_no_lock_file_is_damaged(root, content):
    (root / processes.DVC_LOCK).write_bytes(content)
    assert processes.damaged(root / processes.DVC_LOCK)


def test_cut_anywhere_it_is_damaged_or_dvc_can_read_it(root):
    """What then is missing from it is run, or taken from the cache."""
    whole = yaml.safe_dump(LOCKED, sort_keys=False)
    lock = root / processes.DVC_LOCK
    judged = {}
    for length in range(len(whole)):
        lock.write_text(whole[:length], encoding="utf-8")
        judged[length] = processes.damaged(lock)
        if not judged[length]:
            COMPILED_LOCKFILE_SCHEMA(yaml.safe_load(whole[:length]))
    assert any(judged.values())
    assert not all(judged.values())
