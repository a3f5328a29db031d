"""Pages under `docs/` keep their form: decisions are short and listed, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
#: A plan is frozen before its results are known, so nobody shortens it afterwards.
DECIDED = [record for record in RECORDS if not record.stem.endswith("-plan")]
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("docs/**/*.md")]
    if not page.is_symlink()
)
LINK = re.compile(r"\]\((?!\w+:|#)([^)#]+)")


@pytest.mark.parametrize("record", DECIDED, ids=lambda record: record.stem)
def test_a_decision_is_one_short_page(record):
    text = record.read_text(encoding="utf-8")
    assert len(text.split()) <= 400
    assert re.match(rf"# {record.stem[:3]} \S", text)
    assert re.findall(r"^## (.*)", text, re.MULTILINE)[:1] == ["Question"]
    assert "\n## Decision\n" in text


def test_every_decision_is_listed_once_and_in_order():
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d{3})\]\((\S+)\)", index, re.MULTILINE)
    assert [name for _, name in listed] == [record.name for record in RECORDS]
    assert [number for number, _ in listed] == [record.name[:3] for record in RECORDS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_to_a_file(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
