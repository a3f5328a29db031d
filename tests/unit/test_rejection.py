"""Which record and release of a case stand, whole benches, and cases that contradict themselves."""

from __future__ import annotations

import pandas as pd
import pytest

from raw_court import simulated_rows
from scotus_forecast.data import summary
from scotus_forecast.data.prepare import RawTable, check_prepared, prepare

FILE = "SCDB_2025_01.csv"


def prepared(*files):
    tables = [
        RawTable(f"release_{place}", FILE, rows.reset_index(drop=True))
        for place, rows in enumerate(files)
    ]
    done = prepare(tables)
    check_prepared(done)
    return done


def a_case(rows, place=0):
    """Identifier of one case and where its rows are."""
    case = rows["caseId"].unique()[place]
    return case, rows.index[rows["caseId"] == case]


def second_record(rows, where, part):
    """The same rows as another docket (1), issue (2) or vote (3) of their case."""
    ids = rows.loc[where, "voteId"].str.split("-").tolist()
    renumbered = ["-".join([*each[: 1 + part], "02", *each[2 + part :]]) for each in ids]
    return rows.loc[where].assign(voteId=renumbered, dateArgument="")


def votes_of(done, case):
    return done.votes[done.votes["caseId"] == case]


@pytest.mark.parametrize("part", [1, 2, 3])
@pytest.mark.parametrize(
    ("column", "value"), [("term", ""), ("term", "soon"), ("justice", "x"), ("voteId", "x")]
)
def test_the_first_usable_record_stands(part, column, value):
    rows = simulated_rows()
    case, where = a_case(rows)
    good = second_record(rows, where, part)
    rows.loc[where, column] = value
    done = prepared(pd.concat([rows, good]))
    assert list(votes_of(done, case)["voteId"]) == list(good["voteId"])
    assert set(done.quarantine["row"]) == set(where + 2)


def test_a_record_with_most_rows_usable_stands_before_a_later_one():
    rows = simulated_rows()
    case, where = a_case(rows)
    further = second_record(rows, where, 1)
    rows.loc[where[0], "justice"] = "x"
    assert len(votes_of(prepared(pd.concat([rows, further])), case)) == len(where) - 1


def test_of_records_that_are_hardly_usable_the_better_one_stands():
    rows = simulated_rows()
    case, where = a_case(rows)
    further = second_record(rows, where, 1)
    rows.loc[where[1:], "term"] = ""
    further.iloc[4:, further.columns.get_loc("term")] = ""
    assert len(votes_of(prepared(pd.concat([rows, further])), case)) == 4


def test_an_older_release_stands_where_the_later_one_is_unusable():
    old, new = simulated_rows(), simulated_rows()
    case, where = a_case(new)
    new.loc[where, "term"] = ""
    done = prepared(old, new)
    assert len(votes_of(done, case)) == len(where)
    assert (done.cases.set_index("caseId")["release"] == "release_0").sum() == 1
    assert done.summary["cases_without_usable_row"] == []


def test_rows_without_a_vote_identifier_belong_to_their_case():
    rows = simulated_rows()
    _, where = a_case(rows)
    expected = prepared(rows).votes.drop(columns="voteId")
    rows.loc[where[:4], "voteId"] = ""
    pd.testing.assert_frame_equal(prepared(rows).votes.drop(columns="voteId"), expected)


def test_a_file_given_twice_over_counts_once():
    rows = simulated_rows()
    done = prepared(pd.concat([rows, rows]))
    pd.testing.assert_frame_equal(done.votes, prepared(rows).votes)
    assert done.summary["quarantined"] == {"vote appears twice": len(rows)}


def test_a_case_without_usable_rows_is_named():
    rows = simulated_rows()
    case, where = a_case(rows)
    rows.loc[where, "justice"] = "x"
    done = prepared(rows)
    assert done.summary["cases_without_usable_row"] == [case]
    told = list(summary.lines(done.summary, done.quarantine))
    assert f"set aside: whole cases: 1 ({case})" in told
    first = f"(first: {FILE}, row {where[0] + 2}, '{case} justice x')"
    assert f"set aside: justice is not a number: {len(where)} {first}" in told


def test_a_bench_of_too_many_is_set_aside_whole():
    rows = simulated_rows()
    case, where = a_case(rows)
    more = rows.loc[where].assign(justice=[str(200 + place) for place in range(len(where))])
    done = prepared(pd.concat([rows, more]))
    assert votes_of(done, case).empty
    assert done.summary["quarantined"] == {"more justices than a bench has": 2 * len(where)}


def test_files_by_docket_are_told():
    rows = simulated_rows()
    further = second_record(rows, rows.index[rows["caseId"] == a_case(rows)[0]], 1)
    done = prepared(pd.concat([rows, further]))
    assert [note.partition(",")[0] for note in done.summary["notes"]] == [
        f"{FILE}: holds 1 cases more than once"
    ]


# --- rows of one case that contradict one another --------------------------------------------


def test_a_case_keeps_the_disposition_of_most_rows():
    rows = simulated_rows()
    _, where = a_case(rows)
    expected = prepared(rows)
    other = "2" if rows.loc[where[0], "caseDisposition"] != "2" else "3"
    rows.loc[where[0], "caseDisposition"] = other
    done = prepared(rows)
    pd.testing.assert_frame_equal(done.votes, expected.votes)
    pd.testing.assert_frame_equal(done.cases, expected.cases)
    told = done.quarantine[["row", "column", "value", "reason"]].to_numpy().tolist()
    reason = "caseDisposition differs between rows of the case"
    assert told == [[where[0] + 2, "caseDisposition", other, reason]]


def test_a_case_halved_between_dispositions_has_none():
    rows = simulated_rows()
    case, where = a_case(rows)
    rows.loc[where, "caseDisposition"] = ["2", "3", "4"] * (len(where) // 3)
    done = prepared(rows)
    assert len(votes_of(done, case)) == len(where)
    assert set(votes_of(done, case)["outcome"]) == {-1}
    assert pd.isna(done.cases.set_index("caseId").loc[case, "caseDisposition"])
    assert len(done.quarantine) == len(where)


@pytest.mark.parametrize("column", ["caseName", "dateDecision", "petitioner", "chief"])
def test_a_bad_cell_takes_what_the_rest_of_the_case_says(column):
    rows = simulated_rows()
    expected = prepared(rows)
    rows.loc[3, column] = "\ufffd"
    done = prepared(rows)
    pd.testing.assert_frame_equal(done.cases, expected.cases)
    assert done.quarantine["column"].tolist() == [column]
