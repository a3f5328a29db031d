"""The manifest goes to disk and back, and a damaged one is told plainly."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pandas as pd
import pytest

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import manifest

RECORD = manifest.describe(
    "2025_01",
    "a.csv.zip",
    "env",
    "known copy",
    b"abc",
    pd.Series([1946, 1950, None, None], dtype="Int32"),
)
WHOLE = manifest.Manifest("scdb", files=(RECORD,), reference=(RECORD, RECORD))


def test_description():
    assert (RECORD.rows, RECORD.first_term, RECORD.last_term, RECORD.bytes) == (4, 1946, 1950, 3)
    assert RECORD.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(FrozenInstanceError):
        RECORD.rows = 5


def test_no_readable_term_is_refused():
    with pytest.raises(UserError, match="no row has a readable term"):
        manifest.describe(
            "r", "a.csv", "env", "official", b"", pd.Series([None, None], dtype="Int32")
        )


def test_round_trip(tmp_path):
    path = tmp_path / "raw" / "manifest.json"
    manifest.write(path, WHOLE)
    assert manifest.read(path) == WHOLE
    assert set(json.loads(path.read_text())) == {"dataset", "files", "reference"}


def test_missing_manifest(tmp_path):
    with pytest.raises(UserError, match="run the stage acquire first"):
        manifest.read(tmp_path / "manifest.json")


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: entry.pop("sha256"),
        lambda entry: entry.update(path="/home"),
        lambda entry: entry.update(rows="4"),
        lambda entry: entry.update(last_term=None),
    ],
)
def test_damaged_manifest(tmp_path, damage):
    path = tmp_path / "manifest.json"
    manifest.write(path, WHOLE)
    content = json.loads(path.read_text())
    damage(content["files"][0])
    path.write_text(json.dumps(content))
    with pytest.raises(UserError, match="no manifest of this version"):
        manifest.read(path)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"dataset": "scdb"}', '{"files": 1'])
def test_something_else(tmp_path, text):
    path = tmp_path / "manifest.json"
    path.write_text(text)
    with pytest.raises(UserError, match="no manifest of this version"):
        manifest.read(path)
