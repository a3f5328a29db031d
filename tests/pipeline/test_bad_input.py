"""Bad input through the command line: status 2, one clear line, and nothing half-written."""

from __future__ import annotations

import errno
import io
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from scotus_forecast.commands import cli
from scotus_forecast.core.court.columns import names
from scotus_forecast.data import archive

PROJECT = Path(__file__).parents[2]
LEGACY = "SCDB_Legacy_07_justiceCentered_Citation.csv.zip"
MODERN = "SCDB_2025_01_justiceCentered_Citation.csv.zip"


def csv_of(term: int, columns: list[str] | None = None) -> bytes:
    """A file of one vote."""
    cells = {"caseId": f"{term}-001", "term": str(term), "justice": "1", "vote": "1"}
    header = columns or names()
    return "\n".join([",".join(header), ",".join(cells.get(c, "") for c in header), ""]).encode()


def zip_of(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, content in members:
            bundle.writestr(name, content)
    return buffer.getvalue()


GOOD = {
    LEGACY: archive.pack("SCDB.csv", csv_of(1900)),
    MODERN: archive.pack("SCDB.csv", csv_of(2000)),
}
ONE = ("SCDB.csv", csv_of(2000))

BAD_ARCHIVES = [
    # what the modern archive is, words
    (GOOD[MODERN][:-30], "damaged or truncated zip archive"),
    (GOOD[MODERN][:100], "damaged or truncated zip archive"),
    (zip_of(ONE, ("cases.csv", b"x")), "2 CSV files ('SCDB.csv', 'cases.csv'), not exactly one"),
    (zip_of(("SCDB.sav", b"$FL2")), "is an SPSS file (.sav), not CSV; use the justice-centered"),
    (zip_of(("../../SCDB.csv", ONE[1])), "a member with a path"),
    (zip_of(("/etc/SCDB.csv", ONE[1])), "a member with a path"),
    (archive.pack("SCDB.csv", csv_of(2000, names()[:-1])), "missing: 'secondAgreement'"),
    (archive.pack("SCDB.csv", csv_of(2000, [*names(), "mood"])), "unknown: 'mood'"),
    (b"<!DOCTYPE html><html><title>404</title></html>", "is a web page, not an SCDB archive"),
    (b"", "is empty"),
]

BAD_PARAMETERS = [
    # change, words
    ({"sede": 1}, "unknown key 'sede'; did you mean 'seed'?"),
    ({"seed": "many"}, "'seed' = 'many': input should be a valid integer"),
    ({"models": None}, "'models' = None: input should be a valid dictionary"),
]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with good archives in the folder SCDB_DIR names; the network is out of reach."""
    root, source = tmp_path / "project", tmp_path / "source"
    root.mkdir()
    source.mkdir()
    shutil.copy(PROJECT / "params.yaml", root)
    for name, content in GOOD.items():
        (source / name).write_bytes(content)
    monkeypatch.chdir(root)
    monkeypatch.setenv("SCDB_DIR", str(source))
    monkeypatch.delenv("SCDB_REFERENCE_DIR", raising=False)
    monkeypatch.setattr("scotus_forecast.data.obtain._download_predictions", lambda _: None)
    return root


def source_of(project: Path) -> Path:
    return project.parent / "source"


@pytest.fixture
def run(monkeypatch, capsys):
    """Exit status and what stderr says."""

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["scotus-forecast", *arguments])
        try:
            cli.main()
        except SystemExit as done:
            return done.code, capsys.readouterr().err
        return 0, capsys.readouterr().err

    return call


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(told: tuple[int, str], words: str) -> None:
    status, said = told
    assert status == 2
    assert words in said
    assert said.startswith("error: ")
    assert said.count("\n") == 1


def test_good_input_is_taken(project, run):
    """Else every refusal below could have another reason."""
    assert run("acquire", "scdb")[0] == 0
    assert run("prepare", "scdb")[0] == 0
    assert set(files(project / "data" / "scdb" / "raw")) >= {LEGACY, MODERN, "manifest.json"}


@pytest.mark.parametrize(("content", "words"), BAD_ARCHIVES)
def test_bad_archive_leaves_nothing(content, words, project, run):
    (source_of(project) / MODERN).write_bytes(content)
    refused(run("acquire", "scdb"), words)
    assert files(project / "data") == {}


@pytest.mark.parametrize(("content", "words"), BAD_ARCHIVES)
def test_bad_archive_leaves_the_old_ones_as_they_were(content, words, project, run):
    run("acquire", "scdb")
    before = files(project / "data")
    (source_of(project) / MODERN).write_bytes(content)
    refused(run("acquire", "scdb"), words)
    assert files(project / "data") == before


@pytest.mark.parametrize(("change", "words"), BAD_PARAMETERS)
def test_bad_parameters_stop_every_stage(change, words, project, run):
    path = project / "params.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(content | change), encoding="utf-8")
    for command in (["acquire", "scdb"], ["prepare", "scdb"], ["featurize", "scdb", "strict"]):
        refused(run(*command), words)
    assert set(files(project)) == {"params.yaml"}


@pytest.mark.parametrize("stage", ["acquire", "prepare"])
def test_disk_that_refuses_to_write_leaves_what_was_there(stage, project, run, monkeypatch):
    run("acquire", "scdb")
    run("prepare", "scdb")
    before = files(project / "data")

    def full(*_arguments, **_settings):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pandas.DataFrame.to_parquet", full)
    refused(run(stage, "scdb"), "No space left on device; check space and permissions")
    assert files(project / "data") == before


def test_damaged_raw_file_stops_prepare(project, run):
    run("acquire", "scdb")
    raw = project / "data" / "scdb" / "raw" / MODERN
    raw.write_bytes(raw.read_bytes()[:-30])
    refused(run("prepare", "scdb"), "damaged or truncated zip archive")
    assert not (project / "data" / "scdb" / "prepared").exists()


MISNAMED = [
    # command, words
    (["featurize", "scdb", "argumant"], "unknown horizon 'argumant'"),
    (["forecast", "scdb", "argument", "boost"], "unknown model 'boost'"),
    (["forecast", "scdb", "argument", "boosted"], "run: scotus-forecast featurize scdb argument"),
    (["forecast", "scdb", "none", "boosted"], "unknown horizon 'none'; choose from paper"),
    (["forecast", "scdb", "strict", "always_reverse"], "give it horizon none, not strict"),
    (["forecast", "scdb", "../x", "boosted"], "unknown horizon '../x'"),
    (["forecast", "scdb", "strict", "boosted", "--workers", "0"], "--workers 0: at least 1"),
    (["combine", "scdb", "argument", "stack"], "unknown stack 'stack'; did you mean 'stacked'?"),
    (["combine", "scdb", "foo", "stacked"], "unknown horizon 'foo'"),
    (["combine", "scdb", "argument", "logistic"], "unknown stack 'logistic'; choose from stacked"),
    (["fit", "scdb", "foo", "stacked"], "unknown horizon 'foo'"),
    (["fit", "scdb", "argument", "logistic"], "unknown stack 'logistic'; choose from stacked"),
    (["combine", "scdb", "argument", "stacked"], "run: scotus-forecast forecast scdb argument"),
]


@pytest.mark.parametrize(("command", "words"), MISNAMED)
def test_a_wrong_name_or_turn_is_told(command, words, project, run):
    run("acquire", "scdb")
    run("prepare", "scdb")
    before = files(project / "data")
    refused(run(*command), words)
    assert files(project / "data") == before


@pytest.mark.parametrize("first_term", [1700, 1900, 3000])
def test_a_first_term_without_history_or_cases_is_told(first_term, project, run):
    run("acquire", "scdb")
    run("prepare", "scdb")
    path = project / "params.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["evaluation"]["first_term"] = first_term
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    before = files(project / "data")
    words = f"evaluation.first_term = {first_term}: the data hold terms 1900 to 2000"
    refused(run("forecast", "scdb", "none", "justice_rate"), words)
    assert files(project / "data") == before


@pytest.mark.parametrize("stage", [["featurize", "scdb", "strict"], ["baseline", "scdb"]])
def test_a_damaged_table_is_named(stage, project, run):
    run("acquire", "scdb")
    run("prepare", "scdb")
    cases = project / "data" / "scdb" / "prepared" / "cases.parquet"
    cases.write_bytes(cases.read_bytes()[:-40])
    before = files(project / "data")
    refused(run(*stage), f"{cases.relative_to(project)} is damaged")
    assert files(project / "data") == before
