"""Acquire: the order of sources, what the manifest says, and failures that leave nothing behind."""

from __future__ import annotations

import errno
import gzip
import hashlib
import logging
import os
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from scdb_files import as_csv, as_zip, predictions, sends, serving, votes

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import load_params
from scotus_forecast.data import archive, download, manifest, official, simulate
from scotus_forecast.data.download import Patience
from scotus_forecast.data.official import Release, Shape, StoredPredictions
from scotus_forecast.data.read import read_archive
from scotus_forecast.stages import acquire, prepare

ROOT = Path(__file__).parents[2]
LEGACY, MODERN = as_zip(votes(1791, 1945)), as_zip(votes(1946, 2024))
LEGACY_FILE = "SCDB_Legacy_07_justiceCentered_Citation.csv.zip"
MODERN_FILE = "SCDB_2025_01_justiceCentered_Citation.csv.zip"
FILES = {LEGACY_FILE: LEGACY, MODERN_FILE: MODERN}
PREDICTIONS = {
    stored.file: gzip.compress(predictions("1816-001"), mtime=0)
    for stored in official.STORED_PREDICTIONS
}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def params():
    read = load_params(ROOT / "params.yaml")
    scdb = read.datasets.scdb.model_copy(update={"releases": ("Legacy_07", "2025_01")})
    return read.model_copy(update={"datasets": read.datasets.model_copy(update={"scdb": scdb})})


@pytest.fixture
def layout(tmp_path):
    return Layout("scdb", tmp_path / "project")


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """No environment, no network: every official address is a port where nobody listens."""
    for variable in ("SCDB_DIR", "SCDB_REFERENCE_DIR"):
        monkeypatch.delenv(variable, raising=False)
    direct_to("http://127.0.0.1:9", monkeypatch)
    brief = Patience(connect=0.5, read=0.5, retries=0)
    monkeypatch.setattr(download, "PATIENT", brief)
    monkeypatch.setattr(download, "BRIEF", brief)


def direct_to(address, monkeypatch):
    for name in ("HOME", "OLDER_HOME", "PAPER_OUTPUT"):
        monkeypatch.setattr(official, name, address)


def fill(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def external(layout):
    return layout.root / "data" / "external"


@pytest.fixture
def scdb_dir(tmp_path, monkeypatch):
    folder = fill(tmp_path / "elsewhere", FILES)
    monkeypatch.setenv("SCDB_DIR", str(folder))
    return folder


def left_behind(layout):
    return sorted(path.name for path in layout.data.rglob("*")) if layout.data.exists() else []


# --- where files come from -------------------------------------------------------------------


@pytest.mark.usefixtures("scdb_dir")
def test_local_archives_reference_and_manifest(layout, params, tmp_path, monkeypatch):
    monkeypatch.setenv("SCDB_REFERENCE_DIR", str(fill(tmp_path / "paper", PREDICTIONS)))
    acquire.run(layout, params)
    held = manifest.read(layout.manifest)
    assert [(r.release, r.file, r.origin, r.recognition) for r in held.files] == [
        ("Legacy_07", LEGACY_FILE, "env", "unrecognised"),
        ("2025_01", MODERN_FILE, "env", "unrecognised"),
    ]
    assert [(r.sha256, r.rows, r.first_term, r.last_term) for r in held.files] == [
        (sha256(LEGACY), 155, 1791, 1945),
        (sha256(MODERN), 79, 1946, 2024),
    ]
    assert [r.release for r in held.reference] == ["katz_publication_run", "katz_one_tree"]
    assert read_archive(layout.raw / MODERN_FILE).equals(votes(1946, 2024))
    assert pd.read_parquet(layout.reference)["case_id"].tolist() == ["1816-001"] * 2
    assert str(tmp_path) not in layout.manifest.read_text()


@pytest.mark.usefixtures("scdb_dir")
def test_absent_reference_is_an_empty_table(layout, params, caplog):
    acquire.run(layout, params)
    assert pd.read_parquet(layout.reference).empty
    assert manifest.read(layout.manifest).reference == ()
    assert "going on without the paper's katz_one_tree" in caplog.text


def test_environment_goes_before_external(layout, params, scdb_dir, external, caplog):
    caplog.set_level(logging.INFO)
    fill(external, {LEGACY_FILE: LEGACY, MODERN_FILE: as_zip(votes(1946, 1950))})
    (scdb_dir / LEGACY_FILE).unlink()
    acquire.run(layout, params)
    origins = {r.release: (r.origin, r.last_term) for r in manifest.read(layout.manifest).files}
    assert origins == {"Legacy_07": ("external", 1945), "2025_01": ("env", 2024)}
    assert f"SCDB_DIR holds no {LEGACY_FILE}; looking further" in caplog.text
    assert MODERN_FILE + "; looking" not in caplog.text
    assert f"{MODERN_FILE} (env, unrecognised), 79 votes, terms 1946-2024" in caplog.text


@pytest.mark.parametrize(
    ("suffix", "content", "canonical"),
    [
        (".csv_.zip", MODERN, ".csv.zip"),
        (".csv", as_csv(votes(1946, 2024)), ".csv"),
        (".csv.gz", gzip.compress(as_csv(votes(1946, 2024)), mtime=0), ".csv.gz"),
        (".csv", MODERN, ".csv.zip"),
    ],
)
def test_other_names_come_under_the_name_that_fits(
    layout, params, external, suffix, content, canonical
):
    stem = MODERN_FILE.removesuffix(".csv.zip")
    fill(external, {LEGACY_FILE: LEGACY, stem + suffix: content})
    acquire.run(layout, params)
    record = manifest.read(layout.manifest).files[1]
    assert (record.file, record.sha256) == (stem + canonical, sha256(content))
    assert (layout.raw / record.file).read_bytes() == content


@pytest.mark.usefixtures("scdb_dir")
def test_recognition_by_hash(layout, params, monkeypatch):
    copies = Release("Legacy_07", known_copies=frozenset({sha256(LEGACY)}))
    known = {"2025_01": Release("2025_01", sha256=sha256(MODERN)), "Legacy_07": copies}
    monkeypatch.setattr(official, "RELEASES", known)
    acquire.run(layout, params)
    recognition = [record.recognition for record in manifest.read(layout.manifest).files]
    assert recognition == ["known copy", "official"]


@pytest.mark.usefixtures("scdb_dir")
def test_second_run_replaces_the_first_with_the_same_bytes(layout, params):
    acquire.run(layout, params)
    first = {path.name: path.read_bytes() for path in layout.raw.iterdir()}
    (layout.raw / "stale.csv").write_bytes(b"")
    acquire.run(layout, params)
    assert {path.name: path.read_bytes() for path in layout.raw.iterdir()} == first
    assert [path.name for path in layout.data.iterdir()] == ["raw"]


# --- official addresses ----------------------------------------------------------------------

PAGE = """
<p>We provide both Case Centered and Justice Centered data.</p>
<h3>Case Centered Data</h3>
<a href="/?jet_download=aaa"><span>Download CSV</span></a><p>Organized by Supreme Court Citation</p>
<h3><span>Justice Centered Data</span></h3>
<a href="/?jet_download=ddd">Download SPSS Organized by Supreme Court Citation</a>
<a href="/?jet_download=eee">Download CSV Organized by Docket</a><p>One row a docket.</p>
<a href="https://example.org/?jet_download=bbb&amp;x=1"><span>Download CSV</span>
<span>Organized by Supreme  Court Citation</span><span>File size: 2 MB</span></a>
"""


def test_link_is_read_off_the_release_page():
    page = "https://example.org/data/2025-release-01/"
    found = official.download_link(page, PAGE)
    assert found == "https://example.org/?jet_download=bbb&x=1"
    relative = PAGE.replace("https://example.org/?jet_download=bbb", "/files?jet_download=bbb")
    expected = "https://example.org/files?jet_download=bbb&x=1"
    assert official.download_link(page, relative) == expected


@pytest.mark.parametrize(
    "html", ["", "<a href=>", PAGE.replace("Justice Centered Data", "Votes"), PAGE[:400]]
)
def test_changed_release_page_is_told(html):
    with pytest.raises(UserError, match="shows no justice-centered CSV"):
        official.download_link("https://example.org/", html)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("2025_01", "/data/2025-release-01/"),
        ("2031_02", "/data/2031-release-02/"),
        ("Legacy_07", "/data/scdb-legacy-07/"),
    ],
)
def test_addresses_follow_from_the_name(name, page):
    release = official.release(name)
    assert release.page == official.HOME + page
    assert release.direct_address.endswith(f"/{name}/SCDB_{name}_justiceCentered_Citation.csv.zip")


@pytest.mark.parametrize("name", ["2025-01", "202501", "../2025_01", "legacy_07", "2025_01 ", ""])
def test_misnamed_release(name):
    with pytest.raises(UserError, match="like 2025_01 or Legacy_07"):
        official.release(name)


def archives_without_known_hash(monkeypatch, **shapes):
    known = {name: Release(name, shape=shape) for name, shape in shapes.items()}
    monkeypatch.setattr(official, "RELEASES", known)


def test_download_by_the_release_page(layout, params, external, monkeypatch):
    fill(external, {LEGACY_FILE: LEGACY})
    archives_without_known_hash(monkeypatch, **{"2025_01": Shape(79, 1946, 2024)})
    page = PAGE.replace("https://example.org/?", "/files?").encode()
    paths = {"2025-release-01": sends(page), "files": sends(MODERN)}
    with serving(**paths) as (address, asked):
        direct_to(address, monkeypatch)
        acquire.run(layout, params)
    record = manifest.read(layout.manifest).files[1]
    assert (record.file, record.origin, record.recognition) == (
        MODERN_FILE,
        "official",
        "unrecognised",
    )
    assert asked[:2] == ["/data/2025-release-01/", "/files?jet_download=bbb&x=1"]


def test_older_address_helps_when_the_release_page_fails(layout, params, external, monkeypatch):
    fill(external, {LEGACY_FILE: LEGACY})
    known = {"2025_01": Release("2025_01", sha256=sha256(MODERN))}
    monkeypatch.setattr(official, "RELEASES", known)
    with serving(**{MODERN_FILE: sends(MODERN)}) as (address, _):
        direct_to(address, monkeypatch)
        acquire.run(layout, params)
    record = manifest.read(layout.manifest).files[1]
    assert (record.origin, record.recognition) == ("official", "official")


BAD_DOWNLOADS = {
    "web page": (b"<html>Moved</html>", "is a web page"),
    "truncated": (MODERN[:-40], "truncated zip"),
    "case-centered": (as_zip(votes().drop(columns="vote")), "missing: 'vote'"),
    "other terms": (as_zip(votes(1946, 2014)), "69 rows of terms 1946-2014, expected about 79"),
    "other unit": (as_zip(pd.concat([votes(1946, 2024)] * 2)), "158 rows"),
}


@pytest.mark.parametrize(("content", "words"), BAD_DOWNLOADS.values(), ids=BAD_DOWNLOADS.keys())
def test_unfit_download_leaves_nothing_behind(
    layout, params, external, monkeypatch, content, words
):
    fill(external, {LEGACY_FILE: LEGACY})
    archives_without_known_hash(monkeypatch, **{"2025_01": Shape(79, 1946, 2024)})
    with serving(**{MODERN_FILE: sends(content)}) as (address, _):
        direct_to(address, monkeypatch)
        with pytest.raises(UserError) as caught:
            acquire.run(layout, params)
    assert words in str(caught.value)
    assert left_behind(layout) == []


def test_download_with_another_hash_is_refused(layout, params, external, monkeypatch):
    fill(external, {LEGACY_FILE: LEGACY})
    with serving(**{MODERN_FILE: sends(MODERN)}) as (address, _):
        direct_to(address, monkeypatch)
        with pytest.raises(UserError) as caught:
            acquire.run(layout, params)
    assert f"expected sha256 {official.RELEASES['2025_01'].sha256}" in str(caught.value)
    assert f"found {sha256(MODERN)}" in str(caught.value)


def test_nothing_to_be_had_names_every_way_out(layout, params):
    with pytest.raises(UserError) as caught:
        acquire.run(layout, params)
    line = str(caught.value)
    for words in (
        "Legacy_07 cannot be had",
        "no connection",
        "SCDB_DIR",
        f"data/external/ (by hand from {official.HOME}/data/scdb-legacy-07/",
        LEGACY_FILE,
        "dvc repro report@simulated",
    ):
        assert words in line
    assert "\n" not in line
    assert left_behind(layout) == []


def test_files_of_the_release_that_cannot_be_read_are_named(layout, params, external):
    unfit = ("caseCentered_Citation.csv.zip", "justiceCentered_Citation.sav.zip")
    fill(external, {f"SCDB_Legacy_07_{name}": b"x" for name in unfit})
    with pytest.raises(UserError) as caught:
        acquire.run(layout, params)
    line = str(caught.value)
    assert "SCDB_Legacy_07_caseCentered_Citation.csv.zip (case-centered, without" in line
    assert "SCDB_Legacy_07_justiceCentered_Citation.sav.zip (for SPSS)" in line


@pytest.mark.usefixtures("scdb_dir")
def test_reference_is_downloaded_when_its_hash_is_right(layout, params, monkeypatch):
    names = list(PREDICTIONS)
    stored = (
        StoredPredictions("right", names[0], sha256(PREDICTIONS[names[0]])),
        StoredPredictions("wrong", names[1], "0" * 64),
    )
    monkeypatch.setattr(official, "STORED_PREDICTIONS", stored)
    with serving(**{name: sends(content) for name, content in PREDICTIONS.items()}) as (url, _):
        direct_to(url, monkeypatch)
        acquire.run(layout, params)
    held = [(r.release, r.origin, r.recognition) for r in manifest.read(layout.manifest).reference]
    assert held == [("right", "official", "official")]


# --- unfit files and disks -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<html>", "web page"), (MODERN[:-9], "truncated"), (as_zip(votes(term="?")), "term")],
)
def test_unfit_local_file_is_named_and_not_passed_over(
    layout, params, scdb_dir, external, content, words
):
    fill(external, FILES)
    (scdb_dir / MODERN_FILE).write_bytes(content)
    with pytest.raises(UserError, match=words) as caught:
        acquire.run(layout, params)
    assert MODERN_FILE in str(caught.value)
    assert left_behind(layout) == []


@pytest.mark.usefixtures("scdb_dir")
def test_unfit_local_reference_is_named(layout, params, external):
    fill(external, dict.fromkeys(PREDICTIONS, b"<html>"))
    with pytest.raises(UserError, match=r"random_forest_5.csv.gz is a web page"):
        acquire.run(layout, params)


def refuse_writing(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)


@pytest.mark.usefixtures("scdb_dir")
def test_full_disk_leaves_nothing_behind(layout, params, monkeypatch):
    refuse_writing(monkeypatch)
    with pytest.raises(UserError, match=r"cannot write .*raw: No space left on device"):
        acquire.run(layout, params)
    assert left_behind(layout) == []


@pytest.mark.usefixtures("scdb_dir")
def test_full_disk_keeps_what_was_there(layout, params, monkeypatch):
    acquire.run(layout, params)
    before = left_behind(layout)
    refuse_writing(monkeypatch)
    with pytest.raises(UserError, match="No space left"):
        acquire.run(layout, params)
    assert left_behind(layout) == before


# --- what reproduce asks ---------------------------------------------------------------------


def test_fingerprint_tells_local_files_and_their_absence(layout, params, scdb_dir):
    (scdb_dir / LEGACY_FILE).unlink()
    assert acquire.source_fingerprint(layout, params) == [
        {"release": "Legacy_07", "origin": None, "sha256": None},
        {"release": "2025_01", "origin": "env", "sha256": sha256(MODERN)},
    ]
    assert not acquire.can_be_had(layout, params)
    assert not acquire.can_be_had(layout, params, online=True)


@pytest.mark.usefixtures("scdb_dir")
def test_local_files_can_be_had(layout, params):
    assert acquire.can_be_had(layout, params)


def test_served_files_can_be_had_online_only(layout, params, monkeypatch):
    with serving(**{name: sends(b"") for name in FILES}) as (address, _):
        direct_to(address, monkeypatch)
        assert not acquire.can_be_had(layout, params)
        assert acquire.can_be_had(layout, params, online=True)


def test_source_differs_when_a_file_does(layout, params, scdb_dir, external, monkeypatch):
    assert acquire.source_differs(layout, params)
    acquire.run(layout, params)
    assert not acquire.source_differs(layout, params)
    monkeypatch.delenv("SCDB_DIR")
    assert not acquire.source_differs(layout, params)
    fill(external, {MODERN_FILE: as_zip(votes(1946, 2025))})
    assert acquire.source_differs(layout, params)
    monkeypatch.setenv("SCDB_DIR", str(scdb_dir))
    assert not acquire.source_differs(layout, params)
    fill(external, PREDICTIONS)
    assert acquire.source_differs(layout, params)


# --- the simulated Court ---------------------------------------------------------------------


@pytest.fixture
def simulated(layout, monkeypatch):
    truth = pd.DataFrame({"case_id": ["1791-001"], "justice": [1], "p_reverse": [0.25]})
    court = SimpleNamespace(rows=votes(1791, 2019), truth=truth)
    monkeypatch.setattr(acquire, "simulate_blocks", lambda settings, seed: [court])  # noqa: ARG005
    return Layout("simulated", layout.root)


def test_a_large_simulated_court_is_several_archives(simulated, params, monkeypatch):
    monkeypatch.setattr(simulate, "CASES_AT_ONCE", 300)
    monkeypatch.setattr(acquire, "simulate_blocks", simulate.simulate_blocks)
    court = params.datasets.simulated.model_copy(update={"cases": 700})
    datasets = params.datasets.model_copy(update={"simulated": court})
    acquire.run(simulated, params.model_copy(update={"datasets": datasets}))
    names = [record.file for record in manifest.read(simulated.manifest).files]
    assert names == [
        f"SCDB_simulated{part}_justiceCentered_Citation.csv.zip" for part in ("", "_2", "_3")
    ]
    cases = [read_archive(simulated.raw / name)["caseId"].nunique() for name in names]
    assert cases == [300, 300, 100]
    truth = pd.read_parquet(simulated.truth)
    assert truth["justice"].isna().sum() == truth["justice"].isna().head(700).sum() == 700
    prepare.run(simulated, params)
    assert len(pd.read_parquet(simulated.cases)) == 700


def test_simulated_court_is_one_stable_archive(simulated, params):
    acquire.run(simulated, params)
    first = {path.name: path.read_bytes() for path in simulated.raw.iterdir()}
    acquire.run(simulated, params)
    assert {path.name: path.read_bytes() for path in simulated.raw.iterdir()} == first
    (record,) = manifest.read(simulated.manifest).files
    assert (record.release, record.origin, record.recognition) == (
        "simulated",
        "simulator",
        "simulated",
    )
    assert record.file == "SCDB_simulated_justiceCentered_Citation.csv.zip"
    assert read_archive(simulated.raw / record.file).equals(votes(1791, 2019))
    assert pd.read_parquet(simulated.truth)["p_reverse"].tolist() == [0.25]
    assert pd.read_parquet(simulated.reference).empty


def test_simulated_court_needs_no_source(simulated, params):
    assert acquire.source_fingerprint(simulated, params) == []
    assert acquire.can_be_had(simulated, params)
    acquire.run(simulated, params)
    assert not acquire.source_differs(simulated, params)


def test_archive_bound_holds_for_local_files(layout, params, scdb_dir, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 100)
    with pytest.raises(UserError, match=f"{scdb_dir.name}/{LEGACY_FILE} is larger"):
        acquire.run(layout, params)
