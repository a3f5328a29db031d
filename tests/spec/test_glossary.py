"""The glossary names every package, stage, horizon and model, and no code that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scotus_forecast.core.project.horizons import HORIZONS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "scotus_forecast"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!word )([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def words() -> list[str]:
    """Every word explained; a row may explain two, with a comma between."""
    return [word.strip("` ") for row in ROW.findall(GLOSSARY) for word in row[0].split(",")]


def read(name: str) -> dict:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def packages() -> list[str]:
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def source_text() -> str:
    """Everything a word in code may stand in: modules, stages and settings."""
    files = [*SOURCE.rglob("*.py"), ROOT / "dvc.yaml", ROOT / "params.yaml"]
    names = [path.name for path in files]
    return "\n".join([*names, *(path.read_text(encoding="utf-8") for path in files)])


NAMED = {
    "package": packages(),
    "stage": sorted(read("dvc.yaml")["stages"]),
    "horizon": sorted(HORIZONS),
    "model": sorted(read("params.yaml")["models"]),
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in NAMED.items() for name in names]
)
def test_the_glossary_explains(kind, name):
    assert name in words(), f"add the {kind} {name} to docs/glossary.md"


def test_a_word_is_explained_once():
    explained = words()
    assert sorted(explained) == sorted(set(explained))


@pytest.mark.parametrize("token", sorted(set(re.findall(r"`([^`]+)`", GLOSSARY))))
def test_code_in_the_glossary_is_in_the_source(token):
    assert re.search(rf"(?<!\w){re.escape(token)}(?!\w)", source_text())
