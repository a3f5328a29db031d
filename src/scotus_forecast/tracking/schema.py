"""Whether a file is a store of the installed MLflow, told without importing MLflow (3 s)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_REVISION = re.compile(r"""^(revision|down_revision) = ["'](\w+)["']""", re.MULTILINE)


def fault_of(store: Path) -> str | None:
    """What keeps MLflow from opening `store`, or None: the words follow the file's name.

    A file that is missing or empty is no fault: MLflow makes its tables in it.
    """
    if not store.exists():
        return None
    try:
        return _fault_of_version(_version(store))
    except (sqlite3.Error, OSError) as error:
        return f"is no MLflow store ({error})"


def _version(store: Path) -> str | None:
    """Version of the tables in `store`; None where there is no table, empty where it is unsaid."""
    address = f"{store.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            return ""
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0]) if found else ""


def _fault_of_version(version: str | None) -> str | None:
    if version is None or version == head():
        return None
    if not version:
        return "is an SQLite database of something else"
    return f"was made by another version of MLflow (its tables are {version}, not {head()})"


@cache
def head() -> str:
    """Version of the tables that the installed MLflow makes: the one no other follows."""
    said = [dict(_REVISION.findall(text)) for text in _migrations()]
    followed = {one.get("down_revision") for one in said}
    heads = [one["revision"] for one in said if "revision" in one]
    return next(revision for revision in heads if revision not in followed)


def _migrations() -> Iterator[str]:
    # `find_spec` of a package inside mlflow would import it.
    spec = find_spec("mlflow")
    for place in (spec.submodule_search_locations if spec else None) or ():
        for file in Path(place, "store", "db_migrations", "versions").glob("*.py"):
            yield file.read_text(encoding="utf-8")
