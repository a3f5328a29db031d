"""The REFORMS checklist: every item of Table 1 is answered, from the run."""

from __future__ import annotations

import re

import pytest

import report_factory
from scotus_forecast.reporting.reforms import ITEMS

#: Items of each of the eight modules in Kapoor et al. 2024, Table 1.
PER_MODULE = (3, 5, 7, 3, 6, 3, 3, 2)
ROW = re.compile(r"^\| (\d[a-g]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module", params=["scdb", "simulated"])
def page(request, tmp_path_factory):
    layout = report_factory.rendered(tmp_path_factory, request.param)
    return request.param, (layout.report / "reforms.md").read_text(encoding="utf-8")


def test_the_checklist_has_the_items_of_table_1():
    assert [len(items) for items in ITEMS.values()] == list(PER_MODULE)
    numbers = [number for items in ITEMS.values() for number in items]
    assert numbers == [
        f"{module}{letter}"
        for module, n in enumerate(PER_MODULE, start=1)
        for letter in "abcdefg"[:n]
    ]


def test_every_item_has_an_answer_in_a_sentence(page):
    rows = ROW.findall(page[1])
    assert len(rows) == sum(PER_MODULE)
    assert [number for number, _, answer in rows if not answer.strip().endswith(".")] == []
    assert "doi.org/10.1126/sciadv.adk3452" in page[1]
    assert "&#" not in page[1]


def test_answers_are_those_of_the_run(page):
    dataset, text = page
    answers = {number: answer for number, _, answer in ROW.findall(text)}
    assert ("simulated Court" in answers["1a"]) == (dataset == "simulated")
    assert re.search(r"reversed [\d,]+ \(\d+\.\d%\), affirmed", answers["3d"])
    assert "sha256" in answers["2a"]


def test_it_is_one_page(page):
    assert len(page[1].split()) < 1000
