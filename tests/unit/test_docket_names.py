"""Names of courts, States, parties and justices, and the codes they are taken for."""

from __future__ import annotations

import pandas as pd
import pytest

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.docket.accuracy import matched_names, name_accuracy
from scotus_forecast.docket.courts import FEDERAL_COURTS, match_court
from scotus_forecast.docket.fields import current_roster, read_roster, surname
from scotus_forecast.docket.names import STATES, federal_officer, kind_of, state_in, state_itself
from scotus_forecast.docket.parties import UNSPECIFIED, learn_parties, party_names
from scotus_forecast.docket.read_rows import read_rows


@pytest.mark.parametrize(
    ("name", "code", "state"),
    [
        ("United States Court of Appeals for the Eleventh Circuit", 31, None),
        ("U.S. Court of Appeals for the Second Circuit ", 22, None),
        ("CA9", 29, None),
        ("9th Cir.", 29, None),
        ("Ninth Circuit Court of Appeals", 29, None),
        ("D.C. Circuit", 32, None),
        ("United States Court of Appeals for the District of Columbia Circuit", 32, None),
        ("Federal Circuit", 8, None),
        ("Court of Appeals for the Armed Forces", 4, None),
        ("United States District Court for the Southern District of New York", 96, None),
        ("U.S. District Court for the District of Wyoming", 134, None),
        ("Colorado Supreme Court", 300, 7),
        ("Supreme Court of West Virginia", 300, 57),
        ("Supreme Judicial Court of Massachusetts", 300, 26),
        ("Texas Court of Criminal Appeals", 300, 51),
        ("Court of Appeals of New York", 300, 37),
        ("Supreme Court of New York, Appellate Division", 301, 37),
        ("Court of Appeal of California, Second Appellate District", 301, 6),
        ("State appellate court", 301, None),
        ("Circuit Court of Cook County, Illinois", 302, 17),
        ("Cour of Apeals for the Nineth Circuit", 29, None),
        ("29", 29, None),
    ],
)
def test_a_court_is_known_by_name(name, code, state):
    match = match_court(name)
    assert (match.code, match.state) == (code, state)
    assert match.used


@pytest.mark.parametrize("name", ["High Court of the Moon", "Tribunal", "x"])
def test_an_unknown_court_is_not_guessed(name):
    match = match_court(name)
    assert (match.code, match.used) == (None, False)


def test_a_court_almost_known_is_suggested():
    assert "Tax Court" in match_court("Tacks Cort").suggestions


def test_courts_have_the_codebooks_codes():
    assert FEDERAL_COURTS["District Court for the Middle District of Alabama"] == 41
    assert FEDERAL_COURTS["District Court for the Central District of California"] == 48
    assert FEDERAL_COURTS["District Court for the District of Columbia"] == 55
    assert FEDERAL_COURTS["District Court for the Western District of Virginia"] == 127
    assert len(set(FEDERAL_COURTS.values())) == len(FEDERAL_COURTS) == 113


def test_states_have_the_codebooks_codes():
    assert (STATES["alabama"], STATES["texas"], STATES["wyoming"]) == (1, 51, 59)
    assert state_in("Board of West Virginia") == 57
    assert state_itself("People of the State of California") == 6
    assert state_itself("City of New York") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("city of university heights ohio", "local government"),
        ("eric smith warden", "warden"),
        ("director of the colorado department of health", "official of a State"),
        ("secretary of labor", "official"),
        ("florida", "state"),
        ("acme inc", "company"),
        ("dexter johnson", "person"),
        ("", "unnamed"),
    ],
)
def test_kinds_of_parties(name, kind):
    assert kind_of(name) == kind


@pytest.fixture(scope="module")
def decided():
    """Decided cases: an agency named often, persons against the United States, one later case."""
    rows = [(f"P{k} SMITH v. UNITED STATES", 126, 27, None) for k in range(12)]
    rows += [(f"ACME{k} INC. v. BUREAU OF SALT", 151, 303, None) for k in range(6)]
    rows += [("BUREAU OF SALT v. JOHN BROWN", 303, 126, None)] * 3
    rows += [("OHIO v. JAMES GREEN", 28, 126, None)] * 4
    rows += [("LAKE WORKS v. REGENTS OF UTAH", 122, 26, 52)] * 3
    table = pd.DataFrame(rows, columns=["caseName", "petitioner", "respondent", "respondentState"])
    table = table.assign(term=2000, revealed_term=2001, petitionerState=None)
    later = table.iloc[[12]].assign(caseName="X v. FERRY BOARD", respondent=333, revealed_term=2005)
    return pd.concat([table, later], ignore_index=True)


@pytest.mark.parametrize(
    ("name", "other", "side", "code", "state"),
    [
        ("United States of America", "x", "respondent", 27, None),
        ("State of Florida", "x", "respondent", 28, 12),
        ("Commonwealth of Virginia", "x", "petitioner", 28, 55),
        ("Bureau of Salt", "Jim White", "petitioner", 303, None),
        ("The Bureau of Salts, et al.", "Jim White", "petitioner", 303, None),
        ("Jane Doe", "United States", "petitioner", 126, None),
        ("Regents of Utah", "Lake Works", "respondent", 26, 52),
        ("151", "x", "petitioner", 151, None),
    ],
)
def test_a_party_is_known_by_name(decided, name, other, side, code, state):
    match = learn_parties(decided, 2001).match(name, other, side)
    assert (match.code, match.state) == (code, state)


def test_what_is_decided_later_teaches_nothing(decided):
    name = ("Ferry Board", "x", "respondent")
    assert learn_parties(decided, 2001).match(*name).code != 333
    assert learn_parties(decided, 2005).match(*name).code == 333


def test_where_no_code_is_sure_the_group_is_given():
    codes = [100, 113, 122, 151, 172, 184]
    table = pd.DataFrame(
        {
            "caseName": [f"N{k} ACME{k} INC. v. OHIO" for k in range(6)],
            "petitioner": codes,
            "petitionerState": None,
            "respondent": 28,
            "respondentState": 41,
            "term": 2000,
            "revealed_term": 2001,
        }
    )
    match = learn_parties(table, 2001).match("Lamps Inc.", "Ohio", "petitioner")
    assert match.code == UNSPECIFIED[3]
    assert match.used
    assert "which one is not known" in match.meaning


def test_an_empty_table_matches_governments_only():
    table = learn_parties(
        pd.DataFrame(
            {
                name: pd.Series(dtype="Int32" if name != "caseName" else "string")
                for name in (
                    "caseName", "petitioner", "petitionerState", "respondent", "respondentState",
                    "term", "revealed_term",
                )
            }
        ),
        2000,
    )  # fmt: skip
    assert table.match("Ohio", "Jane Doe", "petitioner").code == 28
    assert table.match("Jane Doe", "Ohio", "respondent").code is None


def test_names_are_split_at_the_versus():
    names = party_names(pd.Series(["ADA et al. v. OHIO", "IN RE WHITE"]))
    assert names.to_numpy().tolist() == [["ada", "ohio"], ["in re white", ""]]


def test_accuracy_of_names_counts_codes_and_groups(decided):
    told = decided.assign(term=[2001] * len(decided), revealed_term=2002)
    matched = matched_names(pd.concat([decided, told], ignore_index=True), [2001])
    table = name_accuracy(matched).set_index("understood")
    assert table.loc["all", "n"] == 2 * len(decided)
    assert table.loc["code", "right"] == pytest.approx(
        matched.loc[matched["understood"] == "code", "right"].mean()
    )
    assert (table["right"] <= table["right_group"]).all()
    assert table.drop("all")["share"].sum() == pytest.approx(1)


CURRENT = {111: "JGRoberts", 114: "EKagan", 117: "ACBarrett", 118: "KBJackson", 112: "SAAlito"}
KNOWN = CURRENT | {80: "RHJackson", 100: "SDOConnor"}


def roster(text="", recused=""):
    return read_roster(text, recused, CURRENT, KNOWN, "docket.csv, line 2")


def test_the_current_court_sits_where_nothing_is_said():
    assert roster() == roster("current") == CURRENT


def test_justices_are_known_by_surname_name_or_number():
    assert roster("Roberts; EKagan; 117; Jackson; o'connor") == {
        111: "JGRoberts", 114: "EKagan", 117: "ACBarrett", 118: "KBJackson", 100: "SDOConnor",
    }  # fmt: skip


def test_a_new_justice_has_no_history():
    seated = roster("Roberts; Kagan; Barrett; new:Doe")
    assert list(seated.values()) == ["JGRoberts", "EKagan", "ACBarrett", "Doe"]
    assert max(seated) > max(KNOWN)


def test_who_is_recused_does_not_sit():
    assert 112 not in roster(recused="Alito")


@pytest.mark.parametrize(
    ("text", "recused", "said"),
    [
        ("Roberts; Kagen; Barrett; Alito", "", "no justice 'Kagen'; did you mean Kagan?"),
        ("Roberts; Kagan; Roberts; Alito", "", "named twice"),
        ("Roberts; Kagan", "", "2 justices; a case has 4 to 10"),
        ("", "OConnor", "'OConnor' does not sit; the bench is"),
    ],
)
def test_a_wrong_roster_is_one_message(text, recused, said):
    with pytest.raises(UserError, match="line 2, column") as caught:
        roster(text, recused)
    assert said in str(caught.value)


def test_the_current_roster_leaves_out_who_sat_rarely():
    votes = pd.DataFrame(
        {
            "caseId": [f"c{k}" for k in range(5) for _ in range(2)] + ["c0"],
            "term": 2019,
            "justice": [1, 2] * 5 + [3],
            "justiceName": ["A", "B"] * 5 + ["C"],
        }
    )
    assert current_roster(votes) == {1: "A", 2: "B"}


def test_surnames():
    names = ["KBJackson", "SDOConnor", "WODouglas", "JGRoberts"]
    assert [surname(name) for name in names] == ["Jackson", "OConnor", "Douglas", "Roberts"]


@pytest.mark.parametrize(
    ("name", "term", "code"),
    [
        ("garland", 2022, 327),
        ("merrick garland", 2022, 327),
        ("garland", 2005, None),
        ("michael salazar", 2010, None),
        ("salazar", 2026, None),
    ],
)
def test_a_federal_officer_is_one_while_in_office(name, term, code):
    assert federal_officer(name, term) == code


def test_short_names_of_agencies_are_written_out():
    cases = pd.DataFrame(
        {
            "caseName": ["NATIONAL LABOR RELATIONS BOARD v. ACME CORP."] * 3,
            "term": [2000] * 3,
            "revealed_term": [2001] * 3,
            "petitioner": [382] * 3,
            "respondent": [151] * 3,
            "petitionerState": [None] * 3,
            "respondentState": [None] * 3,
        }
    )
    found = learn_parties(cases, 2001).match("NLRB", "Acme Corp.", "petitioner")
    assert (found.code, found.used) == (382, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"docket;case_name;term\n", "separated by semicolons; save it with commas"),
        ("docket,case_name,term\n".encode("utf-16"), "is no CSV in UTF-8"),
    ],
)
def test_what_a_spreadsheet_saves_otherwise_is_named(tmp_path, content, said):
    path = tmp_path / "docket.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        list(read_rows(path))
