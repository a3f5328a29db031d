"""Looking up decided cases: what a query finds, what a card says, how it is shown."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest

import lookup_factory
import small_court
from scotus_forecast.case_lookup.card import look_up, nearest_cases
from scotus_forecast.case_lookup.find import find, normalise, normalised_names
from scotus_forecast.case_lookup.show import percent
from scotus_forecast.commands import cli
from scotus_forecast.core.project.errors import UserError

NAMED = pd.DataFrame(
    {
        "caseId": ["2001-001", "2001-002", "2002-001", "2003-001", "2003-002"],
        "caseName": [
            "ADA GREEN et al. v. STATE OF UTOPIA",
            "UNITED STATES v. BROWN, WARDEN",
            "UNITED STATES v. BROWN, WARDEN",
            "NORTHERN RAILWAY COMPANY v. INSPECTOR OF MINES",
            "IN RE WHITE",
        ],
        "usCite": ["530 U.S. 1", "530 U.S. 12", "531 U.S. 1", "", None],
        "sctCite": ["121 S. Ct. 3", "", "", "", ""],
        "ledCite": [""] * 5,
        "lexisCite": ["2001 U.S. LEXIS 9", "", "", "", ""],
        "docket": ["00-17", "00-99", "01-17", "02-5001", "17 ORIG"],
    }
).astype("string")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("2002-001", [2]),
        ("530 U.S. 1", [0]),
        ("530 us 12", [1]),
        ("121 S.Ct. 3", [0]),
        ("2001 U.S. LEXIS 9", [0]),
        ("No. 02-5001", [3]),
        ("17 Orig.", [4]),
        ("Green v. Utopia", [0]),
        ("Grean versus Utopia", [0]),
        ("northern railway", [3]),
        ("U.S. v. Brown", [1, 2]),
        ("In re White", [4]),
    ],
)
def test_a_query_finds(query, rows):
    assert sorted(find(NAMED, query)) == rows


def test_a_name_like_none_is_refused_with_the_nearest():
    with pytest.raises(UserError, match=r"no case called 'zzyzx'; the nearest are .*\(200"):
        find(NAMED, "zzyzx")


@pytest.mark.parametrize("query", ["", "   "])
def test_nothing_asked_is_refused(query):
    with pytest.raises(UserError, match="no case named"):
        find(NAMED, query)


def test_roles_and_abbreviations_are_evened_out():
    assert normalise("THE U.S. of America, Appellant vs. Brown et al.") == "united states v brown"


def test_nearest_cases_are_known_before_the_term_and_sharing_the_rare_counts_most():
    cases = small_court.prepared().cases
    asked = cases.iloc[-1]
    past = nearest_cases(cases, asked, int(asked["term"]))
    revealed = cases.set_index("caseId")["revealed_term"]
    assert len(past) == 5
    assert (revealed[past["caseId"]] <= asked["term"]).all()
    same_issue = (cases["issue"] == asked["issue"]) & (cases["revealed_term"] <= asked["term"])
    assert past["shared"].str.startswith("issue").sum() >= min(3, same_issue.sum())


def test_a_missing_value_is_shared_with_nobody():
    cases = small_court.prepared().cases
    blank = pd.Series({"issue": pd.NA, "jurisdiction": 1})
    past = nearest_cases(cases, blank, 2019)
    assert set(past["shared"]) == {"how it came"}


@pytest.fixture
def layout(tmp_path):
    return lookup_factory.project(tmp_path)


def test_a_card_holds_forecasts_votes_and_nearest_cases(layout):
    case = small_court.prepared().cases.iloc[300]
    (card,) = look_up(layout, case["caseId"], lookup_factory.FLAGSHIP)
    assert [(f["horizon"], f["p_reverse"]) for f in card["forecasts"]] == [
        ("paper", 0.7),
        ("argument", 0.7),
    ]
    assert {f["correct"] for f in card["forecasts"]} == {bool(case["reversed"])}
    votes = small_court.prepared().votes
    on_roster = votes[votes["caseId"] == case["caseId"]]
    assert [one["justice"] for one in card["justices"]] == on_roster["justiceName"].tolist()
    assert all(one["p_reverse"] == {"paper": 0.7, "argument": 0.7} for one in card["justices"])
    assert len(card["nearest"]) == 5


def test_a_horizon_without_forecasts_is_left_out(layout):
    layout.forecast("paper", "stacked").unlink()
    (card,) = look_up(
        layout, small_court.prepared().cases["caseId"].iloc[9], lookup_factory.FLAGSHIP
    )
    assert [f["horizon"] for f in card["forecasts"]] == ["argument"]


@pytest.fixture
def run(layout, monkeypatch, capsys):
    """Run `case` in the project; return exit status, stdout, stderr."""
    monkeypatch.chdir(layout.root)

    def call(*words):
        command = ["scotus-forecast", "case", *words, "--dataset", "simulated"]
        monkeypatch.setattr(sys, "argv", command)
        try:
            cli.main()
        except SystemExit as done:
            return done.code or 0, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return call


def test_terminal_json_and_html_say_the_same(run, layout):
    case = small_court.prepared().cases.iloc[300]
    status, shown, _ = run(case["caseId"], "--html", "card.html")
    page = (layout.root / "card.html").read_text()
    (card,) = json.loads(run(case["caseId"], "--json")[1])
    assert status == 0
    for text in (shown, page):
        assert case["caseName"] in text
        assert "70%" in text
        assert card["justices"][0]["justice"] in text
    assert "<script" not in page


def test_several_matches_are_listed_and_have_no_page(run):
    status, shown, told = run("PARTY", "v.", "PARTY", "--html", "card.html")
    assert status == 2
    assert "Several cases match" in shown
    assert "--html needs one" in told


def test_without_tables_it_says_what_to_run(run, layout):
    layout.cases.unlink()
    status, _, told = run("1960-001")
    assert (status, "run: make reproduce" in told) == (2, True)


def test_a_name_with_markup_is_text(layout):
    cases = small_court.prepared().cases.copy()
    cases.loc[0, "caseName"] = "<b>[red]A[/red]</b> v. B"
    cases.to_parquet(layout.cases)
    from scotus_forecast.case_lookup.show import html_page

    (card,) = look_up(layout, cases["caseId"].iloc[0], lookup_factory.FLAGSHIP)
    assert "<b>[red]" not in html_page(card)


@pytest.mark.parametrize(
    ("chance", "shown"), [(None, "–"), (0.001, "<1%"), (0.9999, ">99%"), (0.0, "0%"), (1.0, "100%")]
)
def test_no_chance_is_shown_as_certain(chance, shown):
    assert percent(chance) == shown


def test_likeness_is_between_none_and_all():
    from scotus_forecast.case_lookup.find import name_scores

    scores = name_scores(NAMED["caseName"], "UNITED STATES v. BROWN, WARDEN")
    assert np.argmax(scores) == 1
    assert scores.max() == pytest.approx(100)
    assert scores.min() >= 0


@pytest.mark.parametrize(
    "name", [*NAMED["caseName"], "U.S. vs. O'Neil, appellee", "A v B, v. C", ""]
)
def test_one_name_is_normalised_like_many(name):
    assert normalise(name) == normalised_names(pd.Series([name], dtype="string"))[0]


FAMOUS = pd.DataFrame(
    {
        "caseId": ["1972-048", "1896-001", "1974-050", "1992-078"],
        "caseName": [
            "ROE v. WADE",
            "ROWE v. UNITED STATES",
            "ROE v. DOE",
            "SMITH v. UNITED STATES",
        ],
        "term": [1972, 1896, 1974, 1992],
        "usCite": ["410 U.S. 113", "164 U.S. 546", "420 U.S. 307", "508 U.S. 223"],
        **dict.fromkeys(("sctCite", "ledCite", "lexisCite"), ""),
        "docket": ["70-18", "", "73-1446", "91-8674"],
    }
)


@pytest.mark.parametrize(
    "query", ["Roe v. Wade, 410 U.S. 113", "Roe v. Wad", "Roe v. Waade", "Roe v. Wade (1973)"]
)
def test_a_case_is_found_as_lawyers_write_it_and_misspelt(query):
    assert find(FAMOUS, query)[0] == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("410 U.S. 114", "no case at 410 U.S. 114"),
        ("1 Cranch 137", "no case at 1 Cranch 137"),
        ("1972-999", "no case has the caseId 1972-999"),
        ("Roe v. Wade (1850)", "no case was decided in 1850"),
    ],
)
def test_a_citation_that_is_not_there_is_no_name(query, said):
    with pytest.raises(UserError, match=said):
        find(FAMOUS, query)
