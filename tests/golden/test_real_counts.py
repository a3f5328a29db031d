"""The real Court as prepared: how many votes, cases and reversals, by release and term."""

from __future__ import annotations

import pandas as pd
import pytest
from make_real_counts import COUNTS
from real_court import DOCKETS, counts_by_term, may_be_skipped, prepared, tables

from scotus_forecast.core.court.outcomes import OTHER, REVERSE
from scotus_forecast.data.prepare import check_prepared, prepare

pytestmark = pytest.mark.real

if may_be_skipped():
    pytest.skip("needs the real files in SCDB_DIR or data/external", allow_module_level=True)

FIRST_TERM = 1816

TOTALS = [
    # what, first term, number
    ("votes", 1791, 255_832),
    ("cases", 1791, 29_202),
    ("votes", FIRST_TERM, 252_814),
    ("cases", FIRST_TERM, 28_739),
]

TERMS = [
    # release, term, votes, cases, cases reversed
    ("Legacy_07", 1791, 10, 2, 0),  # the first
    ("Legacy_07", 1818, 266, 38, 9),  # seven justices
    ("Legacy_07", 1853, 729, 81, 20),  # nine
    ("Legacy_07", 1902, 1_944, 216, 42),
    ("Legacy_07", 1943, 1_260, 140, 68),
    ("2025_01", 1955, 954, 106, 53),
    ("2025_01", 2014, 666, 74, 52),  # the paper's last
    ("2025_01", 2016, 596, 69, 54),  # eight justices after Scalia's death
    ("2025_01", 2024, 576, 64, 44),  # the last
]


@pytest.fixture(scope="module")
def counts():
    return counts_by_term(prepared())


@pytest.mark.parametrize(("what", "first_term", "number"), TOTALS)
def test_totals(what, first_term, number, counts):
    assert counts.loc[counts["term"] >= first_term, what].sum() == number


@pytest.mark.parametrize(("release", "term", "votes", "cases", "reversed_"), TERMS)
def test_a_term(release, term, votes, cases, reversed_, counts):
    row = counts.set_index(["release", "term"]).loc[(release, term)]
    assert row.tolist() == [votes, cases, reversed_]


def test_every_term_is_as_it_was(counts):
    golden = pd.read_csv(COUNTS)
    pd.testing.assert_frame_equal(counts, golden, check_dtype=False)


def test_summary_counts_the_same(counts):
    told = pd.DataFrame(prepared().summary["by_release_and_term"])
    keys = ["release", "term"]
    both = told.merge(counts, on=keys, suffixes=("", "_counted"))
    assert len(told) == len(both) == len(counts)
    assert (both["votes"] == both["votes_counted"]).all()
    assert (both["cases"] == both["cases_counted"]).all()


def test_outcomes_since_the_papers_first_term():
    cases, votes = (t[t["term"] >= FIRST_TERM] for t in (prepared().cases, prepared().votes))
    assert (cases["outcome"] == REVERSE).sum() == cases["reversed"].sum() == 11_810
    assert (cases["outcome"] == OTHER).sum() == 3_672
    assert votes["outcome"].value_counts().to_dict() == {0: 115_594, 1: 97_321, -1: 39_899}


def test_few_labels_are_revealed_later_than_the_next_term():
    cases = prepared().cases.set_index("caseId")
    late = cases["revealed_term"] > cases["term"] + 1
    assert late.sum() == 23
    assert cases.loc["1895-077", "revealed_term"] == 1906  # decided ten years late
    assert cases.loc["2009-067", "revealed_term"] == 2011  # the only one since 1927


def test_real_tables_keep_their_schema():
    check_prepared(prepared())


def test_docket_file_in_cp1252_gives_each_case_once():
    court = prepare(tables(DOCKETS))
    assert len(court.votes) == 77_621
    assert len(court.cases) == 8_662
    assert court.summary["quarantined"] == {"further docket or vote of the case": 12_719}
    assert court.summary["rows_read"] == len(court.votes) + len(court.quarantine)
    laws = court.cases["lawMinor"].dropna()
    assert laws.str.contains("U.S.C. § ", regex=False).any()
    assert not laws.str.contains("Â|\ufffd").any()
