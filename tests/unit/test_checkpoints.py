"""An interrupted walk-forward goes on where it was, and never from what it should not trust."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from scotus_forecast.core.walk_forward import checkpoints
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward

TERMS = np.repeat(np.arange(2000, 2010), 4)
LAST = 2009


@dataclass(frozen=True)
class Forecaster:
    """Forecasts something of the split and the seed; notes every term it is asked for."""

    data: np.ndarray
    notes: Path
    stops_at: int | None = None

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        if split.term == self.stops_at:
            raise KeyboardInterrupt
        with self.notes.open("a", encoding="utf-8") as notes:
            notes.write(f"{split.term}\n")
        return self.data[split.test] * len(split.train) + seed

    def __getstate__(self):
        """Where it notes and stops is no part of what it forecasts."""
        return {"data": self.data}


@pytest.fixture
def notes(tmp_path):
    return tmp_path / "notes"


def asked(notes) -> list[int]:
    found = [int(line) for line in notes.read_text(encoding="utf-8").split()]
    notes.unlink()
    return found


def walk_forward(folder, seed=1, names=("scdb", "argument", "model")):
    return WalkForward(seed, names, 2000, Execution("serial", 1), folder)


def forecast(forecaster, walk):
    return walk.forecast(forecaster, TERMS, TERMS + 1)


@pytest.fixture
def forecaster(notes):
    return Forecaster(np.linspace(0, 1, len(TERMS)), notes)


@pytest.fixture
def whole(forecaster, notes):
    """What comes out without any interruption."""
    out = forecast(forecaster, walk_forward(None))
    assert len(asked(notes)) == len(set(TERMS))
    return out


@pytest.fixture
def interrupted(forecaster, notes, tmp_path):
    """Folder of a walk-forward stopped at 2004; later terms, with more rows, come first."""
    folder = tmp_path / "unfinished"
    with pytest.raises(KeyboardInterrupt):
        forecast(replace(forecaster, stops_at=2004), walk_forward(folder))
    assert asked(notes) == [2009, 2008, 2007, 2006, 2005]
    return folder


def test_only_the_missing_terms_are_computed(forecaster, notes, interrupted, whole):
    assert forecast(forecaster, walk_forward(interrupted)).tobytes() == whole.tobytes()
    assert asked(notes) == [2004, 2003, 2002, 2001, 2000]


def test_a_finished_walk_computes_nothing(forecaster, notes, interrupted, whole):
    forecast(forecaster, walk_forward(interrupted))
    asked(notes)
    assert forecast(forecaster, walk_forward(interrupted)).tobytes() == whole.tobytes()
    assert not notes.exists()


DAMAGES = {
    "cut short": lambda content: content[:-3],
    "empty": lambda _: b"",
    "one bit turned": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "of another term": None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_computed_again(damage, forecaster, notes, interrupted, whole, caplog):
    (damaged,) = interrupted.glob(f"*/{LAST}.npy")
    other = damaged.with_name("2008.npy").read_bytes()
    change = DAMAGES[damage] or (lambda _: other)
    damaged.write_bytes(change(damaged.read_bytes()))
    assert forecast(forecaster, walk_forward(interrupted)).tobytes() == whole.tobytes()
    assert LAST in asked(notes)
    assert f"{damaged} is damaged; term {LAST} is computed again" in caplog.text


CHANGES = {
    "seed": lambda f, r: (f, replace(r, seed=2)),
    "model's name": lambda f, r: (f, replace(r, names=("scdb", "argument", "other"))),
    "data": lambda f, r: (replace(f, data=f.data + 1e-9), r),
}


@pytest.mark.parametrize("what", CHANGES)
def test_files_of_something_else_are_not_taken(what, forecaster, notes, interrupted):
    forecaster, other = CHANGES[what](forecaster, walk_forward(interrupted))
    forecast(forecaster, other)
    assert len(asked(notes)) == len(set(TERMS))


@pytest.mark.parametrize("revealed", [TERMS + 1, TERMS + 2])
def test_labels_revealed_at_another_time_are_something_else(
    revealed, forecaster, notes, interrupted
):
    walk_forward(interrupted).forecast(forecaster, TERMS, revealed)
    assert (len(asked(notes)) == len(set(TERMS))) == (revealed[0] != TERMS[0] + 1)


def test_another_source_is_something_else(forecaster, notes, interrupted, monkeypatch):
    monkeypatch.setattr(checkpoints, "_environment", lambda: "edited")
    forecast(forecaster, walk_forward(interrupted))
    assert len(asked(notes)) == len(set(TERMS))


def test_work_too_small_to_send_is_not_kept(forecaster, tmp_path):
    forecast(forecaster, walk_forward(tmp_path / "kept").serial())
    assert not (tmp_path / "kept").exists()
