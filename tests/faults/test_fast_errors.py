"""A wrong name is told in under a second of processor time, and help in under a third of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [
    sys.executable,
    "-X",
    "importtime",
    "-c",
    "from scotus_forecast.commands.start import main; main()",
]

#: Other work on the same cores stretches processor time too: twice what an idle machine needs.
HELP_SECONDS, ERROR_SECONDS = 2 * 0.3, 2 * 1.0
#: What takes seconds to import.
HEAVY = ("pandas", "numpy", "scipy", "sklearn", "mlflow", "pyarrow", "matplotlib", "dvc")

MISTYPED = [
    # arguments, words
    (["reprodcue"], "No such command 'reprodcue'"),
    (["featurize", "scbd", "argument"], "'scbd' is not one of"),
    (["featurize", "scdb", "argumant"], "unknown horizon 'argumant'; did you mean 'argument'?"),
    (["forecast", "scdb", "argument", "bosted"], "unknown model 'bosted'; did you mean 'boosted'?"),
    (["forecast", "scdb", "argument", "splits"], "unknown model 'splits'"),
    (["forecast", "scdb", "strict", "boosted", "--workers", "0"], "--workers 0: at least 1"),
    (["combine", "scdb", "argument", "stackd"], "unknown stack 'stackd'"),
    (["fit", "scdb", "argument", "logistic"], "unknown stack 'logistic'"),
    (["vote_splits", "scdb", "paperr"], "unknown horizon 'paperr'; did you mean 'paper'?"),
    (["sweep", "scdb", "argument", "logstic", "--set", "c=1"], "unknown model 'logstic'"),
    (["compare", "argument/bosted", "argument/boosted"], "no forecasts of argument/bosted"),
    (["compare", "argument", "argument/boosted"], "'argument' is not <horizon>/<model>"),
    (["compare", "nowhere.parquet", "argument/boosted"], "nowhere.parquet not found"),
]


def timed(*arguments):
    """Status, what was said, and seconds of processor time, which other work does not stretch."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, said, usage.ru_utime + usage.ru_stime


def imported_heavily(said):
    """Heavy packages among what the interpreter says it imported."""
    imported = {line.rpartition("|")[2].strip() for line in said.splitlines() if "|" in line}
    assert "click" in imported
    return imported & set(HEAVY)


def best_of(times, *arguments):
    """The fastest of some runs: a shared machine may slow any of them."""
    return min((timed(*arguments) for _ in range(times)), key=lambda found: found[-1])


@pytest.mark.parametrize(("arguments", "words"), MISTYPED)
def test_a_wrong_name_is_told_at_once(arguments, words):
    status, said, seconds = timed(*arguments)
    assert status == 2
    assert words in said
    assert "Traceback" not in said
    assert imported_heavily(said) == set()
    assert seconds < ERROR_SECONDS


def test_help_is_there_at_once():
    status, said, seconds = best_of(3, "--help")
    assert status == 0
    assert imported_heavily(said) == set()
    assert seconds < HELP_SECONDS
