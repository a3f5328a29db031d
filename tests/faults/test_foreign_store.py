"""An MLflow store that is there but cannot be used: one line with the way out, no traceback."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

import tracking_factory as factory
from scotus_forecast.commands import checks, ui
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.stages import track
from scotus_forecast.tracking import store
from scotus_forecast.tracking.store import STORE

WAY_OUT = r"move mlflow\.db away; `make ui` builds a new one"


def execute(path, *statements):
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def garbage(path):
    path.write_text("garbage\n", encoding="utf-8")


def of_another_version(path):
    execute(
        path,
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES ('deadbeef0000')",
    )


def of_something_else(path):
    execute(path, "CREATE TABLE cookies (name TEXT)")


def without_a_version(path):
    execute(path, "CREATE TABLE alembic_version (version_num TEXT)")


def truncated(path):
    execute(path, "CREATE TABLE t (a TEXT)", *[f"INSERT INTO t VALUES ('{'x' * 4000}')"] * 9)
    path.write_bytes(path.read_bytes()[:5000])


def a_folder(path):
    path.mkdir()


STORES = [
    # what lies there, words
    (garbage, "is no MLflow store"),
    (of_another_version, "was made by another version of MLflow .its tables are deadbeef0000"),
    (of_something_else, "is an SQLite database of something else"),
    (without_a_version, "is an SQLite database of something else"),
    (truncated, "is no MLflow store"),
    (a_folder, "is no MLflow store"),
]


@pytest.mark.parametrize(("make", "words"), STORES)
def test_track_and_ui_refuse_it_in_one_line(make, words, tmp_path):
    layout = factory.write_project(tmp_path)
    make(tmp_path / STORE)
    expected = rf"mlflow\.db {words}.*; {WAY_OUT}"
    with pytest.raises(UserError, match=expected) as told:
        track.run(layout, factory.params())
    assert "\n" not in str(told.value)
    with pytest.raises(UserError, match=expected):
        ui.ensure_store(tmp_path)


@pytest.mark.parametrize("make", [make for make, _ in STORES])
def test_reproduce_refuses_it_before_anything_runs(make, tmp_path):
    make(tmp_path / STORE)
    (check,) = [one for one in checks.of_project(tmp_path) if one.name == "MLflow store"]
    assert check.state is checks.State.STOP
    assert "mlflow.db" in check.words


@pytest.mark.parametrize("make", [lambda _: None, lambda path: path.touch()])
def test_no_store_and_an_empty_file_are_no_fault(make, tmp_path):
    make(tmp_path / STORE)
    assert store.fault_of(tmp_path / STORE) is None


def test_the_version_is_that_of_the_installed_mlflow(tmp_path):
    """Read from the files of MLflow, without importing it; and a store it makes is usable."""
    from mlflow.store.db.utils import _get_latest_schema_revision

    assert store.head() == _get_latest_schema_revision()
    store._make(tmp_path)
    assert store.fault_of(tmp_path / STORE) is None


def test_making_the_store_is_all_or_nothing(tmp_path, monkeypatch):
    """Killed while MLflow makes its tables, it would leave a store that MLflow refuses."""

    def killed(_root, draft):
        execute(draft, "CREATE TABLE experiments (name TEXT)")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "client_of", killed)
        with pytest.raises(KeyboardInterrupt):
            store._make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_breaks_while_in_use_is_one_line(tmp_path):
    """The tables' version is right, and a table is missing."""
    layout = factory.write_project(tmp_path)
    store._make(tmp_path)
    execute(tmp_path / STORE, "DROP TABLE experiments", "CREATE TABLE experiments (x TEXT)")
    with pytest.raises(UserError, match=rf"mlflow\.db cannot be used: .*{WAY_OUT}") as told:
        track.run(layout, factory.params())
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 400
