"""What the repository itself must keep: locked, free of addresses, paths and data."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-build.lock")
TARGETS = (
    "audit-packages", "bench", "clean", "control", "doctor", "faults", "help", "install", "lint",
    "lock", "reproduce", "sbom", "tables", "test", "ui",
)  # fmt: skip

#: Put together here, so that this file does not name what it forbids.
MACHINE_PATHS = re.compile(
    "|".join(["/wo" + "rk/", r"\.lib" + "rary", "/ro" + "ot/", "/ho" + "me/"])
)
BESIDE_THE_CLONE = "../sha" + "red"
DATA_SUFFIXES = {".parquet", ".zip", ".gz", ".db", ".joblib", ".pkl"}
LARGEST = 400_000
#: Self-contained by contract.
LARGER = {"reports/scdb/report.html": 3_000_000, "reports/scdb/metrics.json": 600_000}


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Files in Git, as the work tree has them."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no Git checkout")
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", errors="ignore")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address(name):
    assert not re.search(r"://|^-|\s@\s", text_of(name), re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_pinned_and_hashed(name):
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text_of(name), flags=re.MULTILINE))
    loose = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert entries
    assert loose == []


def test_the_lock_file_covers_every_declared_dependency():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    declared = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {canonicalize_name(Requirement(requirement).name) for requirement in declared}
    locked = set(re.findall(r"^([\w-]+)==", text_of("requirements.lock"), re.MULTILINE))
    assert names - locked == set()


def test_no_file_in_git_names_a_path_of_a_machine(tracked):
    assert [name for name in tracked if MACHINE_PATHS.search(text_of(name))] == []


def test_only_ci_looks_beside_the_clone(tracked):
    assert [name for name in tracked if BESIDE_THE_CLONE in text_of(name)] == [".ci/run"]


def test_no_data_and_no_store_is_in_git(tracked):
    assert [name for name in tracked if Path(name).suffix in DATA_SUFFIXES] == []


def test_files_in_git_are_small(tracked):
    sizes = {name: (ROOT / name).stat().st_size for name in tracked}
    assert {n: s for n, s in sizes.items() if s > LARGER.get(n, LARGEST)} == {}


def test_dvc_neither_reports_nor_looks_for_updates():
    config = ConfigParser()
    config.read_string(text_of(".dvc/config").replace("    ", ""))
    assert dict(config["core"]) == {
        "analytics": "false",
        "check_update": "false",
        "autostage": "true",
    }


def test_make_help_lists_every_target():
    if shutil.which("make") is None:
        pytest.skip("no make")
    said = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert tuple(re.findall(r"^  make ([\w-]+) +\S", said, re.MULTILINE)) == TARGETS


def test_ci_runs_the_test_command():
    assert text_of(".ci/run").rstrip().endswith("\nmake test")


@pytest.mark.parametrize("name", ["LICENSE", "LICENSE-DATA.md", "CITATION.cff", "CHANGELOG.md"])
def test_the_papers_of_the_project_are_there(name):
    assert text_of(name).strip()


def test_the_citation_has_the_version_of_the_package():
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert f"\nversion: {version}\n" in text_of("CITATION.cff")
