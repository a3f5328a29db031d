"""A bad cell is set aside, a lost column stops the run, another form of the same value is read."""

from __future__ import annotations

import pandas as pd
import pytest

from raw_court import simulated_rows
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import lost_columns
from scotus_forecast.data.prepare import RawTable, check_prepared, prepare

FILE = "SCDB_2025_01.csv"
DATES = ["dateDecision", "dateArgument", "dateRearg"]


def prepared(rows):
    done = prepare([RawTable("2025_01", FILE, rows)])
    check_prepared(done)
    return done


def line_of(rows):
    with pytest.raises(UserError) as caught:
        prepared(rows)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(f"{FILE}: column ")
    return line


def rewritten(rows, rewrite, columns):
    return rows.assign(
        **{name: [rewrite(cell) if cell else cell for cell in rows[name]] for name in columns}
    )


def as_date(form):
    return lambda cell: pd.Timestamp(cell).strftime(form)


# --- the same value in another form ----------------------------------------------------------

SAME = {
    "year first": (as_date("%Y-%m-%d"), DATES),
    "time stamps": (as_date("%Y-%m-%d 00:00:00"), DATES),
    "time stamps of a zone": (as_date("%Y-%m-%dT00:00:00Z"), DATES),
    "day first": (as_date("%d/%m/%Y"), DATES),
    "day first with points": (as_date("%d.%m.%Y"), DATES),
    "names of months": (as_date("%d-%b-%Y"), DATES),
    "decimal codes": (lambda cell: f"{cell}.0", ["term", "justice", "vote", "caseDisposition"]),
    "white space": (lambda cell: f" \u00a0{cell}\t", ["caseId", "voteId", "term", "justice"]),
    "zero width": (lambda cell: f"\ufeff{cell}\u200b", ["term", "justice", "dateDecision"]),
}


@pytest.mark.parametrize(("rewrite", "columns"), SAME.values(), ids=SAME.keys())
def test_another_form_of_the_same_value_gives_the_same_tables(rewrite, columns):
    rows = simulated_rows()
    expected, found = prepared(rows), prepared(rewritten(rows, rewrite, columns))
    pd.testing.assert_frame_equal(found.cases, expected.cases)
    pd.testing.assert_frame_equal(found.votes, expected.votes)
    assert found.quarantine.empty


def test_day_first_is_told():
    done = prepared(rewritten(simulated_rows(), as_date("%d/%m/%Y"), DATES))
    assert done.summary["notes"] == [
        f"{FILE}: dates are read as day/month/year, since none can be read otherwise"
    ]


def test_each_file_has_its_own_order():
    rows = simulated_rows()
    later = rows["term"] > "1989"
    files = [
        RawTable("old", "old.csv", rows[~later].reset_index(drop=True)),
        RawTable("new", "new.csv", rewritten(rows[later], as_date("%d/%m/%Y"), DATES)),
    ]
    expected = prepared(rows).cases.drop(columns="release")
    pd.testing.assert_frame_equal(prepare(files).cases.drop(columns="release"), expected)


# --- columns that are lost -------------------------------------------------------------------

LOST = {
    # what happened to it: column, rewriting, words
    "too narrow": ("dateDecision", lambda _: "########", "wrote # where the column was too narrow"),
    "short years": ("dateArgument", as_date("%m/%d/%y"), "the years have two digits only"),
    "serial numbers": ("dateDecision", lambda _: "17115", "a spreadsheet's serial numbers"),
    "other century": ("dateDecision", as_date("%m/%d/2146"), "near its term"),
    "time of day": ("dateDecision", as_date("%Y-%m-%d 17:00"), "they hold a time of day"),
    "words": ("vote", lambda _: "dissent", "they look like labels, not codes"),
    "labels": ("issueArea", lambda cell: f"area {cell}", "expected a whole number from 1 to 14"),
    "out of range": ("caseDisposition", lambda _: "12", "a whole number from 1 to 11"),
    "overflow": ("petitioner", lambda _: "99999999999", "a whole number from 1 to 9999"),
    "other digits": ("term", lambda _: "١٩٤٦", "a year from 1791 to 2100"),
    "last two digits": ("term", lambda cell: cell[2:], "a year from 1791 to 2100"),
    "next year": ("term", lambda cell: str(int(cell) + 1), "with which caseId begins"),
    "names": ("justice", lambda _: "Black", "a whole number from 1 to 9999"),
    "as a month": ("caseId", lambda cell: f"Jan-{cell[2:4]}", "rewrote them as dates"),
    "as a day": ("caseId", lambda cell: f"1/1/{cell[:4]}", "rewrote them as dates"),
    "no hyphen": ("caseId", lambda cell: cell.replace("-", ""), "an identifier like 1946-001"),
    "of others": ("voteId", lambda cell: "1950" + cell[4:], "of the case in caseId"),
    "no text": ("chief", lambda cell: cell + "\ufffd", "text of at most"),
    "blank issue": ("issue", lambda _: "", "is blank in"),
    "blank disposition": ("caseDisposition", lambda _: "NA", "is blank in"),
    "blank date": ("dateDecision", lambda _: " ", "is blank in"),
    "blank chief": ("chief", lambda _: "", "is blank in"),
}  # fmt: skip


@pytest.mark.parametrize(("column", "rewrite", "words"), LOST.values(), ids=LOST.keys())
def test_a_lost_column_is_one_line_with_the_way_out(column, rewrite, words):
    line = line_of(rewritten(simulated_rows(), rewrite, [column]))
    assert line.startswith(f"{FILE}: column {column}")
    assert words in line
    assert "row" in line
    assert "(100%)" in line
    assert line.endswith("take the file as SCDB offers it, not saved again by another program")


def test_the_line_shows_three_examples_with_their_rows():
    rows = simulated_rows()
    words = ["dissent", "majority", "concurrence"]
    rows["vote"] = [words[place % 3] for place in range(len(rows))]
    assert "(row 2 'dissent', row 3 'majority', row 4 'concurrence')" in line_of(rows)


def test_a_shuffled_column_is_lost():
    rows = simulated_rows()
    rows["caseDisposition"] = list(rows["caseDisposition"].sample(frac=1, random_state=1))
    line = line_of(rows)
    assert line.startswith(f"{FILE}: column caseDisposition")
    assert "differ from other rows of their case (row 2 " in line


def test_dates_of_both_orders_are_refused():
    rows = simulated_rows()
    mixed = rewritten(rows[::2], as_date("%d/%m/%Y"), DATES)
    rows.loc[mixed.index, DATES] = mixed[DATES]
    line = line_of(rows)
    assert "the day stands first" in line or "can only be day/month/year" in line


def test_more_dates_of_the_other_order_are_unclear():
    rows = simulated_rows()
    own = rows["term"] == rows["term"].iloc[0]
    turned = rewritten(rows[~own], as_date("%d/%m/%Y"), DATES)
    rows.loc[turned.index, DATES] = turned[DATES]
    line = line_of(rows)
    assert "can only be day/month/year, and others are month/day/year or either" in line
    assert line.endswith("write all dates as 1946-11-18")


def test_one_rewritten_identifier_among_many_is_refused():
    rows = simulated_rows()
    rows.loc[rows["caseId"] == rows["caseId"].iloc[-1], "caseId"] = "Feb-99"
    assert "'Feb-99'" in line_of(rows)


def test_text_in_columns_of_agencies_is_set_aside_only():
    rows = rewritten(simulated_rows(), lambda _: "Secretary of War", ["adminAction"])
    done = prepared(rows)
    assert set(done.quarantine["reason"]) == {"not a code of adminAction"}


@pytest.mark.parametrize("share", [0.5, 1.5])
def test_the_stated_share_decides(share):
    rows = simulated_rows()
    cases = rows["caseId"].unique()
    bad = rows["caseId"].isin(cases[: round(share * lost_columns.LOST_SHARE * len(cases))])
    rows["dateDecision"] = rows["dateDecision"].mask(bad, "soon")
    if share > 1:
        assert "column dateDecision" in line_of(rows)
    else:
        assert set(prepared(rows).quarantine["column"]) == {"dateDecision"}


def test_one_bad_case_is_no_lost_column():
    rows = simulated_rows().iloc[:18]
    rows.loc[rows["caseId"] == rows["caseId"].iloc[0], "dateDecision"] = "11/18/2146"
    done = prepared(rows)
    assert done.summary["quarantined"] == {"not a date of dateDecision": 9}
