"""A file is written whole or not at all, wherever the writing fails."""

import errno
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_json, write_text, write_with

CONTENT = st.none() | st.binary(max_size=20)
FAILURES = st.sampled_from(
    [OSError(errno.ENOSPC, "No space left on device"), ValueError("a defect"), KeyboardInterrupt()]
)


def break_off(half, failure, draft):
    """Write some of it, then fail."""
    draft.write_bytes(half)
    raise failure


@settings(max_examples=50, deadline=None)
@given(CONTENT, st.binary(max_size=20), FAILURES)
def test_a_failure_leaves_what_was_there_and_nothing_else(old, half, failure):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        if old is not None:
            path.write_bytes(old)
        expected = UserError if isinstance(failure, OSError) else type(failure)
        with pytest.raises(expected):
            write_with(path, partial(break_off, half, failure))
        left = {entry.name: entry.read_bytes() for entry in Path(folder).iterdir()}
        assert left == ({} if old is None else {path.name: old})


@settings(max_examples=50, deadline=None)
@given(CONTENT, st.text(max_size=20))
def test_success_replaces_and_leaves_no_draft(old, new):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deeper" / "report.md"
        if old is not None:
            path.parent.mkdir()
            path.write_bytes(old)
        write_text(path, new)
        assert path.read_bytes() == new.encode("utf-8")
        assert [entry.name for entry in path.parent.iterdir()] == ["report.md"]


def test_refusal_names_the_file_and_the_reason(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(UserError, match=r"cannot write .*summary\.json: .*; check space"):
        write_json(tmp_path / "data" / "summary.json", {})


def test_nan_in_json_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "metrics.json", {"brier": float("nan")})
    assert list(tmp_path.iterdir()) == []
