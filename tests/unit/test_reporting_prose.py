"""Prose that cannot lie: no number and no claim that was not computed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import report_factory
from scotus_forecast import reporting
from scotus_forecast.reporting import wording

FOLDER = Path(reporting.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.md.j2"))
SECTIONS = sorted((FOLDER / "sections").glob("*.py"))

CLAIM = re.compile(
    r"\b(better|worse|beats?|beaten|exceeds?|outperforms?|superior|inferior|improves?|surpass\w*"
    r"|more accurate|less accurate|points ahead|points behind)\b",
    re.IGNORECASE,
)
#: Names of a forecaster that sound like a claim.
NAMES = ("the paper’s better run", "over the better rule")
INTERVAL = re.compile(r"\d+% interval [+−]?\d+\.\d+ to [+−]?\d+\.\d+")


def literal_text(template: str) -> str:
    """The words of a template, without its expressions, statements and comments."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)


def strings(source: str) -> list[str]:
    """String constants that are no docstrings and long enough to be prose."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, documented)}
    constants = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    return [c for c in constants if isinstance(c, str) and c not in docs and " " in c]


def sentences(markdown: str) -> list[str]:
    """Sentences of a rendered report; a claim must carry its interval within its own.

    The title is the finding, whose interval stands below it.
    """
    kept = [line for line in markdown.splitlines() if not line.startswith(("|", "#"))]
    return re.split(r"(?<=[.?!])\s+|\n", "\n".join(kept))


def claims(text: str) -> list[str]:
    for name in NAMES:
        text = text.replace(name, "it")
    return CLAIM.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_hold_no_number_of_their_own(path):
    assert not re.findall(r".{0,30}\d.{0,20}", literal_text(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_make_no_claim_of_their_own(path):
    assert not claims(literal_text(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SECTIONS, ids=lambda p: p.name)
def test_sections_hold_neither_numbers_nor_claims_in_their_words(path):
    words = strings(path.read_text(encoding="utf-8"))
    assert not [text for text in words if re.search(r"\d", text) or claims(text)]


@pytest.mark.parametrize("dataset", ["scdb", "simulated"])
@pytest.mark.parametrize("page", ["report.md", "appendix.md", "model_card.md", "reforms.md"])
def test_every_rendered_claim_carries_its_interval(tmp_path_factory, dataset, page):
    layout = report_factory.rendered(tmp_path_factory, dataset)
    text = (layout.report / page).read_text(encoding="utf-8")
    found = [sentence for sentence in sentences(text) if claims(sentence)]
    assert [claim for claim in found if not INTERVAL.search(claim)] == []


def test_the_rule_catches_a_bare_claim():
    bare = "Our model is better than the paper. It is worse than luck."
    assert len([s for s in sentences(bare) if CLAIM.search(s) and not INTERVAL.search(s)]) == 2
    compared = wording.Lead(0.01, 0.001, 0.02, "95%")
    carried = f"It is {compared.against('the paper')}."
    assert CLAIM.search(carried)
    assert INTERVAL.search(carried)
