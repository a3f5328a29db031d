"""Imports point one way: the layers of the package, written down and held."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "scotus_forecast"
PACKAGE = "scotus_forecast"

#: Lowest first. A package imports from lower layers and from itself, never from its own layer.
LAYERS = (
    ("core.court",),
    ("core.project",),
    ("core.walk_forward",),
    ("core.learners",),
    ("data", "features", "evaluation", "transcripts"),
    ("models", "case_lookup"),
    ("vote_splits", "diagnoses", "sweeping", "ledger", "oral_argument"),
    ("audit", "docket"),
    ("reporting", "tracking"),
    ("stages",),
    ("commands", "api"),
)
LEVEL = {package: level for level, layer in enumerate(LAYERS) for package in layer}

#: Modules in the longest chain of imports.
LONGEST_CHAIN = 10


def package_of(module: str) -> str:
    """The package of the table above that holds a module."""
    parts = module.split(".")
    return ".".join(parts[:2] if parts[0] == "core" else parts[:1])


def modules() -> dict[str, Path]:
    """Every module but the packages' own files, by its name below the package."""
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts): path
        for path in SOURCE.rglob("*.py")
        if path.name != "__init__.py"
    }


MODULES = modules()


def imports(name: str, *, everywhere: bool) -> set[str]:
    """Modules of ours that a module imports: at its top, or within functions too."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else tree.body
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            whole = node.module.removeprefix(PACKAGE).removeprefix(".")
            for alias in node.names:
                inner = f"{whole}.{alias.name}".removeprefix(".")
                found.add(inner if inner in MODULES else whole)
    return {module for module in found if module in MODULES}


def chain(name: str, known: dict[str, int]) -> int:
    """Modules in the longest chain of imports that starts here."""
    if name not in known:
        known[name] = 1 + max((chain(m, known) for m in imports(name, everywhere=False)), default=0)
    return known[name]


def test_every_package_has_a_layer():
    assert {package_of(name) for name in MODULES} == set(LEVEL)


@pytest.mark.parametrize("package", LEVEL)
def test_a_package_imports_from_lower_layers_only(package):
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        if package_of(name) == package
        for other in imports(name, everywhere=True)
        if package_of(other) != package and LEVEL[package_of(other)] >= LEVEL[package]
    ]
    assert wrong == []


def test_the_longest_chain_of_imports_is_short():
    known: dict[str, int] = {}
    assert max(chain(name, known) for name in MODULES) <= LONGEST_CHAIN


def test_no_module_is_long():
    lengths = {name: len(p.read_text(encoding="utf-8").splitlines()) for name, p in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
