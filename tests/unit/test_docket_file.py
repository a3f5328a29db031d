"""Docket files: what is refused, with row, column, value and way out, and what is understood."""

from __future__ import annotations

import csv
import io

import pytest

import docket_factory
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.docket.fields import told
from scotus_forecast.docket.parties import PartyTable
from scotus_forecast.docket.pending import Known, read_pending
from scotus_forecast.docket.read_rows import COLUMNS, LONGEST_CELL, read_rows, template

KNOWN = Known(
    last_term=2019,
    parties=PartyTable(),
    current={k: f"J{name}" for k, name in enumerate(("Adams", "Baker", "Clark", "Davis", "Evans"))},
    justices={k: f"J{n}" for k, n in enumerate(("Adams", "Baker", "Clark", "Davis", "Evans"))},
    decided={"18-77": "OLD v. CASE (2018-001)"},
)

HEADER = "docket,case_name,term,granted,argument\n"
GOOD = "19-1,Doe v. Ohio,2020,2020-01-10,2020-10-05\n"


def file(tmp_path, text):
    return docket_factory.write(tmp_path / "docket.csv", text)


def test_good_rows_are_read(tmp_path):
    good, bad = read_pending(read_rows(file(tmp_path, HEADER + GOOD)), KNOWN)
    assert not bad
    assert [(case.docket, case.term, case.level) for case in good] == [("19-1", 2020, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + GOOD,
        HEADER.replace("\n", "\r\n") + GOOD.replace("\n", "\r\n"),
        HEADER.replace("\n", "\r") + GOOD.replace("\n", "\r"),
        "# a comment\n\n" + HEADER + "# another\n" + GOOD,
        HEADER.upper() + GOOD,
        HEADER + '19-1," Doe v. Ohio ",2020,,\n',
        HEADER + GOOD.rstrip("\n"),
    ],
)
def test_files_as_spreadsheets_write_them(tmp_path, text):
    good, bad = read_pending(read_rows(file(tmp_path, text)), KNOWN)
    assert not bad
    assert [case.name for case in good] == ["Doe v. Ohio"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("docket,case_name\n", "lacks column term"),
        ("docket,case_name,term,petitoner\n", "unknown column 'petitoner'; did you mean petition"),
        ("docket,case_name,term,zzz\n", "unknown column 'zzz'; known are docket"),
        ("docket,case_name,term,transcript\n", "with --transcripts"),
        ("docket,docket,case_name,term\n", "a column stands there twice"),
    ],
)
def test_a_file_that_is_no_docket_file(tmp_path, text, said):
    with pytest.raises(UserError) as caught:
        list(read_rows(file(tmp_path, text)))
    assert said in str(caught.value)


def test_a_missing_file_names_the_template():
    with pytest.raises(UserError, match="not found; write one with: scotus-forecast template"):
        list(read_rows(docket_factory.Path("nowhere.csv")))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("19-1,Doe v. Ohio,2020,x", "column granted: 'x' is no date, as in 2026-02-23"),
        ("19-1,Doe v. Ohio,2020,1700-01-01", "1700-01-01 is no date of a case of October Term"),
        ("19-1,Doe v. Ohio,2020,,2100-01-01", "column argument: 2100-01-01 is no date"),
        ("19-1,Doe v. Ohio,2020,2020-06-01,2020-01-01", "column argument: 2020-01-01 lies before"),
        ("19-1,Doe v. Ohio,2019", "column term: 2019 cannot be forecast: the data end with"),
        ("19-1,Doe v. Ohio,2100", "terms 2020 to 2021 can"),
        ("19-1,Doe v. Ohio,soon", "column term: 'soon' is no year"),
        ("19-1,,2020", "column case_name: blank"),
        (",Doe v. Ohio,2020", "column docket: blank"),
        ("x,Doe v. Ohio,2020", "column docket: 'x' is no docket number"),
        ("18-77,Old v. Case,2020", "'18-77' was decided: OLD v. CASE (2018-001)"),
        ("19-1,=HYPERLINK(1),2020", "column case_name: '=HYPERLINK(1)' is a formula"),
        ("19-1,@SUM(1),2020", "is a formula"),
        ("19-1,a\x00b,2020", "holds a control character"),
        ("19-1,Doe v. Ohio,2020,,,,,", "8 cells for 5 columns; quote commas"),
    ],
)
def test_a_wrong_row_is_one_message(tmp_path, line, said):
    (error,) = docket_factory.errors(file(tmp_path, f"{HEADER}{line}\n"), KNOWN)
    assert said in error
    assert "docket.csv, line 2" in error
    assert "\n" not in error


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"came_by": "certiorary"}, "column came_by: 'certiorary' is unknown; did you mean certio"),
        ({"issue_area": "Civil Right"}, "did you mean civil rights?"),
        ({"issue_area": "15"}, "'15' is unknown"),
        ({"direction_below": "left"}, "column direction_below: 'left' is unknown; one of conserv"),
        ({"disposition_below": "afirmed"}, "did you mean affirmed?"),
        ({"petitioner_state": "Calfornia"}, "did you mean California?"),
        ({"justices": "Adams; Baker; Clerk; Evans"}, "no justice 'Clerk'; did you mean Clark?"),
    ],
)
def test_a_wrong_word_names_the_likeliest(fields, said):
    _, (error,) = read_pending([docket_factory.row(**fields)], KNOWN)
    assert said in str(error)


def test_a_huge_cell_is_refused_and_the_next_row_is_read(tmp_path):
    huge = f"19-2,{'x' * 1_000_000},2020,,\n"
    good, bad = read_pending(read_rows(file(tmp_path, HEADER + huge + GOOD)), KNOWN)
    assert [case.docket for case in good] == ["19-1"]
    assert f"has 1,000,000 characters; at most {LONGEST_CELL:,}" in str(bad[0])
    assert len(str(bad[0])) < 300


def test_reading_leaves_the_limit_of_csv_as_it_was(tmp_path):
    before = csv.field_size_limit()
    list(read_rows(file(tmp_path, HEADER + GOOD)))
    assert csv.field_size_limit() == before


def test_only_the_row_in_another_encoding_is_refused(tmp_path):
    text = (HEADER + GOOD).encode() + "19-2,Peña v. Ohio,2020,,\n".encode("cp1252")
    good, bad = read_pending(read_rows(file(tmp_path, text)), KNOWN)
    assert [case.docket for case in good] == ["19-1"]
    assert "line 3, column case_name" in str(bad[0])
    assert "is not UTF-8; save the file as CSV UTF-8" in str(bad[0])
    str(bad[0]).encode()


@pytest.mark.parametrize("again", ["19-1", "No. 19-1", "19-7 and 19-1"])
def test_a_docket_twice_is_refused(tmp_path, again):
    text = f"{HEADER}{GOOD}{again},Roe v. Ohio,2020,,\n"
    (error,) = docket_factory.errors(file(tmp_path, text), KNOWN)
    assert "19-1' stands already in" in error
    assert "line 2" in error


def test_consolidated_dockets_are_one_case():
    case = docket_factory.pending(KNOWN, docket="19-1 and 19-2; 19-3")
    assert (case.docket, case.also) == ("19-1", ("19-2", "19-3"))


def test_an_original_case_has_no_court_below():
    case = docket_factory.pending(KNOWN, docket="22 Orig.", case_name="Ohio v. Utah")
    assert case.codes["jurisdiction"] == 9
    assert "court_below" not in case.missing()


def test_certiorari_is_assumed_and_said():
    case = docket_factory.pending(KNOWN)
    assert case.codes["jurisdiction"] == 1
    assert case.notes == ("taken to come by certiorari",)
    assert docket_factory.pending(KNOWN, came_by="appeal").codes["jurisdiction"] == 2


@pytest.mark.parametrize("written", ["cert", "cert.", "Writ of certiorari", "certiorari"])
def test_certiorari_is_understood_as_lawyers_write_it_and_called_by_one_name(written):
    codes = docket_factory.pending(KNOWN, came_by=written).codes
    assert codes["jurisdiction"] == 1
    assert told(codes)["came_by"] == "certiorari"


def test_what_is_coded_by_hand_makes_level_two():
    case = docket_factory.pending(
        KNOWN, issue_area="criminal procedure", disposition_below="Affirmed", direction_below="2"
    )
    assert case.level == 2
    assert case.codes["issueArea"] == 1
    assert case.codes["lcDisposition"] == 2
    assert case.codes["lcDispositionDirection"] == 2


def test_parties_come_from_the_name_of_the_case_where_not_given():
    case = docket_factory.pending(KNOWN, case_name="Ohio vs. United States")
    assert (case.codes["petitioner"], case.codes["respondent"]) == (28, 27)
    assert case.codes["petitionerState"] == 41


def test_what_is_not_understood_is_missing():
    case = docket_factory.pending(KNOWN, case_name="Doe v. Roe", court_below="High Court")
    assert {"petitioner", "respondent", "court_below"} <= set(case.missing())
    assert "caseSource" not in case.codes


def test_the_template_is_a_good_docket_file(tmp_path):
    text = template().replace(",2026,", ",2020,").replace("2026-01-16", "2020-01-16")
    text = text.replace("Alito", "Clark")
    good, bad = read_pending(read_rows(file(tmp_path, text)), KNOWN)
    assert not bad
    assert [case.level for case in good] == [2, 1]
    assert all(name in text for name in COLUMNS)
    assert max(len(line) for line in io.StringIO(text) if line.startswith("#")) < 100
