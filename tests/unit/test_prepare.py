"""Prepare: what is rejected and why, what is typed, which release wins."""

from __future__ import annotations

import pandas as pd
import pytest

from raw_court import simulated_rows
from scotus_forecast.core.court.columns import names
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.prepare import LONGEST_VALUE, RawTable, check_prepared, prepare

ORDINARY = {
    **simulated_rows().iloc[0].to_dict(),
    "caseName": "DOE v. ROE",
    "caseDisposition": "3",
    "issue": "10010",
    "justice": "78",
    "vote": "1",
}


def row(case="1950-001", **cells):
    """One raw row of a case, ordinary but for `cells`."""
    return ORDINARY | {
        "caseId": case,
        "docketId": f"{case}-01",
        "caseIssuesId": f"{case}-01-01",
        "voteId": f"{case}-01-01-01-01",
        "term": case[:4],
        "dateDecision": f"11/13/{case[:4]}",
        "dateArgument": "",
        **cells,
    }


def ordinary_cases(number=200):
    """So many cases of one vote that a few bad cells are no lost column."""
    return [row(f"1960-{case:03d}") for case in range(1, number + 1)]


def raw(*rows, release="2025_01"):
    return RawTable(release, f"SCDB_{release}.csv", pd.DataFrame(rows, columns=names()))


def rejected(prepared):
    """Row in the file, column and reason of everything in quarantine."""
    return list(prepared.quarantine[["row", "column", "reason"]].itertuples(index=False, name=None))


FURTHER = {"docketId": "1950-001-02", "voteId": "1950-001-02-01-01-01"}

REJECTIONS = [
    # cells, reason
    (dict.fromkeys(names(), " "), "blank row"),  # spreadsheets add some at the end
    ({"caseId": " "}, "no case identifier"),
    ({"caseId": "NULL"}, "no case identifier"),
    ({"caseId": "1950-01"}, "case identifier is not like 1946-001"),
    ({"caseId": "1950_001"}, "case identifier is not like 1946-001"),
    ({"term": "50"}, "term is not a year"),
    ({"term": "1950.5"}, "term is not a year"),
    ({"term": ""}, "term is not a year"),
    ({"term": "١٩٥٠"}, "term is not a year"),  # Arabic digits
    ({"term": "1951"}, "term is not the year of the case identifier"),
    ({"justice": "-99"}, "placeholder row"),  # the official legacy file has 25 such cases
    ({"splitVote": "-99"}, "placeholder row"),
    ({"justice": "Black"}, "justice is not a number"),
    ({"justice": ""}, "justice is not a number"),
    ({"justice": "0"}, "justice is out of range"),
    ({"justice": "10001"}, "justice is out of range"),
    ({"justice": "99999999999999999"}, "justice is out of range"),
    ({"voteId": "first"}, "vote identifier is not like 1946-001-01-01-01-01"),
    ({"voteId": "1950-999-01-01-01-01"}, "vote identifier is of another case"),
    (FURTHER, "further docket or vote of the case"),
    ({"vote": "2"}, "vote appears twice"),
    (FURTHER | {"justice": "-99", "term": "soon"}, "term is not a year"),  # the first one stands
]
BESIDE_ANOTHER = {"further docket or vote of the case", "vote appears twice"}


@pytest.fixture(scope="module")
def with_rejections():
    bad = [
        row("1950-001" if reason in BESIDE_ANOTHER else f"1950-{number:03d}", **cells)
        for number, (cells, reason) in enumerate(REJECTIONS, start=100)
    ]
    return prepare([raw(row(), *bad, *ordinary_cases())])


@pytest.mark.parametrize("number", range(len(REJECTIONS)))
def test_a_row_that_cannot_be_used_is_kept_with_its_reason(number, with_rejections):
    first_after_the_good_one = 3
    place, _, reason = rejected(with_rejections)[number]
    assert (place, reason) == (number + first_after_the_good_one, REJECTIONS[number][1])


def test_only_the_good_row_is_left_and_every_other_is_counted(with_rejections):
    assert set(with_rejections.quarantine["file"]) == {"SCDB_2025_01.csv"}
    votes = with_rejections.votes[["caseId", "justice", "vote"]]
    assert votes[votes["caseId"] < "1960"].to_numpy().tolist() == [["1950-001", 78, 1]]
    assert with_rejections.summary["rows_read"] == 1 + len(REJECTIONS) + len(ordinary_cases())
    assert sum(with_rejections.summary["quarantined"].values()) == len(REJECTIONS)


def test_nothing_usable_is_a_users_mistake_that_names_the_file():
    words = (
        r"no usable vote row in SCDB_2025_01\.csv: term is not a year in 1 of 1 rows, "
        r"first in row 2 \('1950-001 justice 78 term unknown'\)"
    )
    with pytest.raises(UserError, match=words):
        prepare([raw(row(term="unknown"))])


CELLS = [
    # column, text, value, whether it is reported
    ("issue", " 10010 ", 10010, False),
    ("issue", "10010.0", 10010, False),  # a conversion wrote codes as decimals
    ("issue", "", pd.NA, False),
    ("issue", "NA", pd.NA, False),
    ("issue", "NULL", pd.NA, False),
    ("issue", "\u00a010010\ufeff", 10010, False),  # with characters nobody sees
    ("issue", "10010.5", pd.NA, True),
    ("issue", "10,010", pd.NA, True),
    ("issue", "1001e1", pd.NA, True),
    ("issue", "99999999999", pd.NA, True),  # beyond 32 bits
    ("issue", "9" * 400, pd.NA, True),
    ("issue", "inf", pd.NA, True),
    ("jurisdiction", "16", pd.NA, True),
    ("petitioner", "0", pd.NA, True),
    ("adminAction", "Secretary of War", pd.NA, True),  # legacy files hold text here
    ("vote", "9", pd.NA, True),
    ("vote", "0", pd.NA, True),
    ("caseDisposition", "12", pd.NA, True),  # a code of the court below only
    ("lcDisposition", "12", 12, False),
    ("docket", "No. 4, Orig.", "No. 4, Orig.", False),
    ("caseName", "NA", "NA", False),  # text is never a blank
    ("caseName", "PE\ufffdA", pd.NA, True),  # a byte that is no letter
    ("caseName", "x" * 10_001, pd.NA, True),
    ("dateDecision", "2/30/1950", pd.NaT, True),
    ("dateDecision", "1950-11-13", pd.Timestamp("1950-11-13"), False),
    ("dateDecision", "11/13/50", pd.NaT, True),  # of which century?
    ("dateDecision", "11/13/2050", pd.NaT, True),  # a hundred years after its term
    ("dateArgument", "11/13/1066", pd.NaT, True),  # before the Court first sat
    ("dateArgument", "11/13/1850", pd.Timestamp("1850-11-13"), False),  # a wrong date, but one
    ("dateDecision", "13/11/1950", pd.NaT, True),
    ("dateDecision", "2/1/1951", pd.Timestamp("1951-02-01"), False),
    ("dateArgument", "", pd.NaT, False),
]


@pytest.fixture(scope="module")
def with_odd_cells():
    """One case a row of `CELLS`, in that order."""
    cases = [
        row(f"1950-{number:03d}", **{column: text})
        for number, (column, text, *_) in enumerate(CELLS)
    ]
    return prepare([raw(*cases, *ordinary_cases())])


@pytest.mark.parametrize("number", range(len(CELLS)), ids=lambda k: "-".join(CELLS[k][:2])[:40])
def test_a_cell_is_typed_or_blanked_and_reported(number, with_odd_cells):
    column, text, value, reported = CELLS[number]
    held = with_odd_cells.votes if column == "vote" else with_odd_cells.cases
    found = held.loc[number, column]
    assert pd.isna(found) if pd.isna(value) else found == value
    cells = with_odd_cells.quarantine
    told = cells.loc[cells["row"] == number + 2, ["column", "value"]].to_numpy().tolist()
    assert told == ([[column, text[:LONGEST_VALUE]]] if reported else [])


def test_the_later_release_of_a_case_wins_whole():
    old = raw(row(vote="2"), row(justice="79"), row("1949-001"), release="Legacy_07")
    prepared = prepare([old, raw(row(vote="1"))])
    assert prepared.votes[["caseId", "vote"]].to_numpy().tolist() == [
        ["1949-001", 1],
        ["1950-001", 1],
    ]
    assert prepared.cases["release"].tolist() == ["Legacy_07", "2025_01"]
    assert [reason for *_, reason in rejected(prepared)] == ["case stands in a later release"] * 2


DOCKET_UNITS = [
    # one more record of the same case in the other units' files
    {"docketId": "1950-001-02", "voteId": "1950-001-02-01-01-01"},  # Docket
    {"caseIssuesId": "1950-001-01-02", "voteId": "1950-001-01-02-01-01"},  # LegalProvision
    {"splitVote": "2", "voteId": "1950-001-01-01-02-01"},  # Vote
]


@pytest.mark.parametrize("further", DOCKET_UNITS)
def test_other_units_give_a_case_once(further):
    bench = {"78": "01", "79": "02"}
    rows = [
        row(justice=justice, **{**record, "voteId": record["voteId"][:-2] + seat})
        for record in ({"voteId": "1950-001-01-01-01-01"}, further)
        for justice, seat in bench.items()
    ]
    prepared = prepare([raw(*rows)])
    assert prepared.votes["justice"].tolist() == [78, 79]
    assert prepared.votes["voteId"].str.startswith("1950-001-01-01-01-0").all()
    assert len(prepared.quarantine) == 2


def test_outcomes_and_the_term_that_may_use_them():
    prepared = prepare(
        [
            raw(
                row(),
                row(justice="79", vote="2"),
                row("1950-002", caseDisposition="2", dateDecision="11/1/1951"),
                row("1950-003", caseDisposition="", dateDecision=""),
            )
        ]
    )
    cases = prepared.cases[["caseId", "outcome", "reversed", "revealed_term"]]
    assert cases.to_numpy().tolist() == [
        ["1950-001", 1, 1, 1951],
        ["1950-002", 0, 0, 1952],  # decided after the October of 1951
        ["1950-003", -1, 0, 1951],
    ]
    votes = prepared.votes[["justice", "outcome", "reversed", "case_outcome", "revealed_term"]]
    assert votes.to_numpy().tolist() == [
        [78, 1, 1, 1, 1951],
        [79, 0, 0, 1, 1951],
        [78, 0, 0, 0, 1952],
        [78, -1, 0, -1, 1951],
    ]


def test_rows_come_in_the_order_of_term_case_justice():
    rows = [
        row(case, justice=justice)
        for case in ("1951-001", "1950-010", "1950-002")
        for justice in ("101", "78")
    ]
    votes = prepare([raw(*rows)]).votes
    keys = list(votes[["term", "caseId", "justice"]].itertuples(index=False, name=None))
    assert keys == sorted(keys)


def test_summary_counts_what_was_kept_by_release_and_term():
    old = raw(row("1949-001"), release="Legacy_07")
    summary = prepare([old, raw(row(), row(justice="79"), row(justice="-99"))]).summary
    assert summary == {
        "rows_read": 4,
        "votes": 3,
        "cases": 2,
        "first_term": 1949,
        "last_term": 1950,
        "quarantined": {"placeholder row": 1},
        "cases_without_usable_row": [],
        "notes": [],
        "by_release_and_term": [
            {"release": "2025_01", "term": 1950, "votes": 2, "cases": 1},
            {"release": "Legacy_07", "term": 1949, "votes": 1, "cases": 1},
        ],
    }


SPOILED = [
    # what a defect of ours could do, the check that finds it
    (lambda cases, votes: (cases, votes.assign(justice=votes["justice"].iloc[0])), "twice"),
    (lambda cases, votes: (cases.assign(revealed_term=cases["term"]), votes), "before its term"),
    (lambda cases, votes: (pd.concat([cases, cases]), votes), "caseId"),
    (lambda cases, votes: (cases.assign(outcome=cases["outcome"] + 1), votes), "outcome"),
    (lambda cases, votes: (cases.drop(columns="issue"), votes), "issue"),
    (lambda cases, votes: (cases.assign(issueArea=15), votes), "out of range in .'issueArea'"),
    (lambda cases, votes: (cases, votes.assign(vote=9)), "out of range in .'vote'"),
    (lambda cases, votes: (cases.assign(caseId="Jan-01"), votes), "caseId"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILED, ids=[words for _, words in SPOILED])
def test_schema_catches_what_prepare_must_never_write(spoil, words):
    prepared = prepare([raw(row(), row(justice="79"))])
    check_prepared(prepared)
    cases, votes = spoil(prepared.cases, prepared.votes)
    spoiled = type(prepared)(cases, votes, prepared.quarantine, prepared.summary)
    with pytest.raises(Exception, match=words):
        check_prepared(spoiled)
