"""Pending cases from docket file to card: features, model, forecasts, pages, registration."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest

import docket_factory
import small_court
from scotus_forecast.case_lookup.card import look_up
from scotus_forecast.commands import cli
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.docket.decided import open_court, with_docket
from scotus_forecast.docket.field_worth import with_blanks
from scotus_forecast.docket.fit import Recipe, fit_docket, forecast_cases, walk_docket, walk_of
from scotus_forecast.docket.fitted import load_fitted
from scotus_forecast.docket.forecast import forecast_pending, ledger_entry
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.reasons import about_facts, in_words
from scotus_forecast.docket.show import forecast_table, html_page, likeliest_splits
from scotus_forecast.docket.tables import (
    PARTY_UNDERSTOOD,
    as_users_leave_it,
    docket_inputs,
    only_pending,
    past_tables,
)
from scotus_forecast.ledger.chain import read_ledger

TERM = docket_factory.LAST_TERM + 1
MADE = date(2026, 11, 27)


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    """Project whose docket stage has run."""
    return docket_factory.project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def court(layout):
    return open_court(layout)


def card(layout, court, **fields):
    case = docket_factory.pending(court.known, **fields)
    (found,) = forecast_pending(layout, docket_factory.params(), court, [case])
    return found


def roster_of(court, size=9):
    return "; ".join(list(court.known.current.values())[:size])


@pytest.fixture(scope="module")
def past():
    tables = small_court.prepared()
    return past_tables(tables.cases, tables.votes, docket_factory.params())


def test_a_level_sees_its_columns_only():
    for level in LEVELS.values():
        features = level.feature_set(docket_factory.params().features)
        assert features.allowed_on(level.horizon) is features
    sheet, coded = (LEVELS[k].horizon.columns for k in (1, 2))
    assert sheet < coded
    assert not coded & {"caseDisposition", "issue", "dateArgument", "partyWinning"}


def test_what_is_missing_tells_nothing_of_the_outcome(past):
    """The draws depend on the case's name and the field, never on another column."""
    shown, ids = past.shown, past.cases["caseId"]
    changed = shown.assign(issueArea=1, lcDispositionDirection=2)
    seed = 7
    blank = as_users_leave_it(shown, ids, seed)["caseSource"].isna()
    assert (as_users_leave_it(changed, ids, seed)["caseSource"].isna() == blank).all()
    half = as_users_leave_it(shown.iloc[::2], ids.iloc[::2], seed)
    assert (half["caseSource"].isna() == blank.iloc[::2]).all()


def test_fields_are_missing_as_often_as_declared():
    n = 20_000
    ids = pd.Series([f"case-{k}" for k in range(n)])
    columns = ("petitioner", "respondent", "jurisdiction", "caseSource", "issueArea")
    shown = pd.DataFrame({name: pd.array([151] * n, dtype="Int32") for name in columns})
    states = {f"{name}State": pd.array([pd.NA] * n, "Int32") for name in columns[:2]}
    shown = shown.assign(term=1950, caseSourceState=pd.array([pd.NA] * n, "Int32"), **states)
    left = as_users_leave_it(shown, ids, 7)
    code, group = PARTY_UNDERSTOOD[3]
    assert (left["petitioner"] == 151).mean() == pytest.approx(code, abs=0.01)
    assert left["petitioner"].notna().mean() == pytest.approx(group, abs=0.01)
    assert left["jurisdiction"].isna().mean() == pytest.approx(0.5, abs=0.01)
    assert left["caseSource"].isna().mean() == pytest.approx(0.05, abs=0.01)
    both = (left["petitioner"] == 151) & (left["respondent"] == 151)
    assert both.mean() == pytest.approx(code**2, abs=0.01)


def test_pending_cases_change_no_feature_of_the_past(past, court):
    params = docket_factory.params()
    fields = pd.DataFrame({"caseId": ["a"], "term": [TERM], "petitioner": [126]})
    with_one = past.with_pending(fields, [court.known.current])
    for level in LEVELS.values():
        before = docket_inputs(past, level, 2, params)
        after = docket_inputs(with_one, level, 2, params)
        n, m = len(before.case_features), len(before.vote_features)
        pd.testing.assert_frame_equal(before.case_features, after.case_features.iloc[:n])
        pd.testing.assert_frame_equal(before.vote_features, after.vote_features.iloc[:m])


def test_at_lag_two_the_term_before_is_not_known(past):
    """Turning every outcome of a term round changes no forecast input of the next term."""
    params, level = docket_factory.params(), LEVELS[2]
    of_term = past.cases["term"] == 2015
    turned = past.cases.assign(
        reversed=past.cases["reversed"].where(~of_term, 1 - past.cases["reversed"])
    )
    other = type(past)(turned, past.votes, past.shown)
    rows = (past.cases["term"] == 2016).to_numpy()
    for lag, same in ((1, False), (2, True)):
        one = docket_inputs(past, level, lag, params).case_features[rows]
        two = docket_inputs(other, level, lag, params).case_features[rows]
        assert one.equals(two) is same


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("lag", [1, 2])
def test_the_model_forecasts_what_the_walk_forward_would(layout, level, lag):
    """A back-test: the last term pending gives the forecasts the walk-forward gave of it."""
    params, tables = docket_factory.params(), small_court.prepared()
    last = docket_factory.LAST_TERM
    until = last - lag + 1
    past = past_tables(tables.cases, tables.votes, params)
    walk = walk_of(layout.dataset, params, level, lag, docket_factory.HERE)
    inputs = docket_inputs(past, LEVELS[level], lag, params)
    walked = walk_docket(inputs, Recipe.of(params), walk)
    of_last = past.cases["term"] == last
    kept = past.cases["term"] < last
    rosters = [
        dict(zip(votes["justice"], votes["justiceName"], strict=True))
        for _, votes in past.votes[
            past.votes["caseId"].isin(past.cases.loc[of_last, "caseId"])
        ].groupby("caseId", sort=False)
    ]
    fields = past.shown[of_last].assign(caseId=past.cases.loc[of_last, "caseId"])
    earlier = type(past)(
        past.cases[kept].reset_index(drop=True),
        past.votes[past.votes["term"] < last].reset_index(drop=True),
        past.shown[kept].reset_index(drop=True),
    )
    pending = docket_inputs(earlier.with_pending(fields, rosters), LEVELS[level], lag, params)
    before = docket_inputs(earlier, LEVELS[level], lag, params)
    walked_before = walk_docket(before, Recipe.of(params), walk)
    names = {"level": level, "lag": lag, "cutoff": until - 1}
    model = fit_docket(pending, walked_before, Recipe.of(params), walk, names)
    forecast = model.predict(only_pending(pending, int(of_last.sum())))
    assert forecast.case == pytest.approx(walked.final.case[of_last.to_numpy()], abs=1e-9)
    votes = (past.votes["term"] == last).to_numpy()
    assert forecast.vote == pytest.approx(walked.final.vote[votes], abs=1e-6)


def test_a_card_is_complete_and_never_sure(layout, court):
    found = card(layout, court, petitioner="126", respondent="27", court_below="CA9")
    assert 0 < found["p_reverse"] < 1
    assert list(found["votes"]) == list(court.known.current.values())
    assert all(0 < p < 1 for p in found["votes"].values())
    assert sum(found["votes_to_reverse"]) == pytest.approx(1, abs=1e-9)
    assert len(found["votes_to_reverse"]) == len(found["votes"]) + 1
    assert len(found["nearest"]) == 5
    assert 0 < len(found["reasons"]) <= 3
    assert found["matches"]["court_below"]["code"] == 29


def test_each_case_is_forecast_at_its_level_and_lag(layout, court):
    fields = [{"docket": "1-1"}, {"docket": "1-2", "issue_area": "1"}]
    cases = [
        docket_factory.pending(court.known, term=str(TERM + late), **one)
        for one in fields
        for late in (0, 1)
    ]
    found = forecast_pending(layout, docket_factory.params(), court, cases)
    assert [(c["model"]["level"], c["model"]["lag"]) for c in found] == [
        (1, 1), (1, 2), (2, 1), (2, 2),
    ]  # fmt: skip
    assert [c["docket"] for c in found] == ["1-1", "1-1", "1-2", "1-2"]
    alone = forecast_pending(layout, docket_factory.params(), court, cases[2:3])
    assert alone[0]["p_reverse"] == found[2]["p_reverse"]


@pytest.mark.parametrize(
    "fields",
    [
        {"justices": "eight"},
        {"justices": "new"},
        {"recused": "one"},
        {"docket": "22 Orig.", "case_name": "Ohio v. Utah"},
        {"case_name": "Zzyzx v. Qwerty", "court_below": "High Court of the Moon"},
        {"came_by": "writ of error"},
        {"docket": "1-1 and 1-2"},
    ],
)
def test_whatever_a_term_brings_is_forecast(layout, court, fields):
    names = list(court.known.current.values())
    given = {
        "eight": "; ".join(names[:8]),
        "new": "; ".join([*names[:8], "new:Doe"]),
        "one": names[0],
    }
    found = card(layout, court, **{k: given.get(v, v) for k, v in fields.items()})
    assert 0 < found["p_reverse"] < 1
    assert all(0 < p < 1 for p in found["votes"].values())
    assert ("Doe" in found["votes"]) is (fields.get("justices") == "new")


def test_an_even_bench_can_tie(layout, court):
    found = card(layout, court, justices=roster_of(court, 8))
    assert len(found["votes_to_reverse"]) == 9
    assert found["votes_to_reverse"][4] > 0


def test_a_model_of_other_data_is_refused(layout):
    with pytest.raises(UserError, match="fitted on other data than those here; run"):
        load_fitted(layout, 1, 1, "0" * 64)


def test_a_damaged_model_is_refused(layout, court, tmp_path):
    other = type(layout)(layout.dataset, tmp_path)
    other.docket.mkdir(parents=True)
    (other.docket / "model-level1-lag1.json").write_text('{"model": ')
    with pytest.raises(UserError, match="is damaged"):
        load_fitted(other, 1, 1, court.data_hash)


def test_without_the_stage_it_says_what_to_run(tmp_path):
    with pytest.raises(UserError, match="run: make reproduce"):
        open_court(type(docket_factory.Layout("simulated"))("simulated", tmp_path))


def test_accuracy_is_of_this_configuration(layout):
    table = pd.read_csv(layout.docket / "accuracy.csv")
    fitted = load_fitted(layout, 2, 1, open_court(layout).data_hash)
    frame = read_table(layout.docket / "level2-lag1.parquet")
    rows = frame[(frame["unit"] == "case") & frame["term"].between(2005, 2024)]
    right = ((rows["p_reverse"] >= 0.5) == (rows["reversed"] == 1)).mean()
    own = {(row["unit"], row["period"]): row["accuracy"] for row in fitted.accuracy}
    assert own["case", "2005-2024"] == pytest.approx(right)
    said = table[(table["forecast"] == "level 2, lag 1") & (table["unit"] == "case")]
    assert said["accuracy"].to_numpy() == pytest.approx([right, right], abs=1e-5)
    assert (frame["cutoff"] == frame["term"] - 1).all()


def test_the_page_escapes_and_can_leave_out_the_database(layout, court):
    found = card(layout, court, case_name="<b>A & B</b> v. Ohio")
    with_rows, without = html_page([found], MADE), html_page([found], MADE, nearest=False)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in without
    assert "<b>A" not in with_rows
    assert found["nearest"][0]["name"] in with_rows
    assert found["nearest"][0]["name"] not in without


def test_the_page_says_what_it_is_and_was_made_from(layout, court):
    found = card(layout, court)
    page = html_page([found], MADE)
    model, data = found["model"], found["data"]
    checksums = model["sha256"][:12], data["sha256"][:12]
    for words in ("not legal advice", f"Made on {MADE}", f"term {model['cutoff']}", *checksums):
        assert words in page


def test_the_ledger_keeps_no_row_of_the_database(layout, court):
    found = card(layout, court)
    entry = json.dumps(ledger_entry(found, "simulated"))
    assert "nearest" not in entry
    assert found["nearest"][0]["case_id"] not in entry


def test_the_table_holds_every_justice(layout, court):
    table = forecast_table([card(layout, court)])
    assert [f"p_{name}" for name in court.known.current.values()] == list(table)[-9:]


def test_likeliest_splits_are_sorted():
    splits = likeliest_splits({"votes_to_reverse": [0.1, 0.2, 0.3, 0.4]}, 2)
    assert splits == [("3 to reverse, 0 not", 0.4), ("2 to reverse, 1 not", 0.3)]


@pytest.fixture
def run(layout, monkeypatch, capsys):
    """Run a command in the project; return exit status, stdout, stderr."""
    monkeypatch.chdir(layout.root)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["scotus-forecast", *words])
        try:
            cli.main()
        except SystemExit as done:
            return done.code or 0, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return call


def docket_file(layout, *lines):
    text = "\n".join(["docket,case_name,term,court_below", *lines]) + "\n"
    return str(docket_factory.write(layout.root / "docket.csv", text))


def test_predict_writes_all_it_is_asked_for(run, layout):
    path = docket_file(layout, f"1-1,Doe v. Ohio,{TERM},CA9", f"1-2,Roe v. Utah,{TERM},CA2")
    status, shown, told = run(
        "predict", path, "--dataset", "simulated", "--csv", "f.csv", "--html", "f.html",
        "--register", "ledger.jsonl",
    )  # fmt: skip
    assert status == 0, told
    assert "right in" in " ".join(shown.split())
    table = pd.read_csv(layout.root / "f.csv", dtype={"docket": str})
    entries = read_ledger(layout.root / "ledger.jsonl").entries
    assert [e["case"]["docket"] for e in entries] == ["1-1", "1-2"] == table["docket"].tolist()
    assert [e["forecast"]["p_reverse"] for e in entries] == pytest.approx(table["p_reverse"])
    assert (layout.root / "f.html").read_text().count("<article>") == 2
    again = json.loads(run("predict", path, "--dataset", "simulated", "--json")[1])
    assert [c["p_reverse"] for c in again] == [e["forecast"]["p_reverse"] for e in entries]


def test_one_case_by_options_is_the_row_of_a_file(run, layout):
    path = docket_file(layout, f"1-1,Doe v. Ohio,{TERM},CA9")
    of_file = json.loads(run("predict", path, "--dataset", "simulated", "--json")[1])
    words = ("--docket", "1-1", "--case-name", "Doe v. Ohio", "--term", str(TERM))
    given = run(
        "predict", *words, "--court-below", "CA9", "--dataset", "simulated", "--json"
    )  # fmt: skip
    assert json.loads(given[1]) == of_file


def test_a_bad_row_stops_or_is_skipped(run, layout):
    path = docket_file(layout, f"1-1,Doe v. Ohio,{TERM},CA9", "1-2,Roe v. Utah,1700,CA2")
    status, _, told = run("predict", path, "--dataset", "simulated")
    assert status == 2
    assert "line 3, column term: 1700" in told
    assert "--skip-bad forecasts the good row" in told
    status, shown, told = run("predict", path, "--dataset", "simulated", "--skip-bad", "--json")
    assert status == 0
    assert told.startswith("skipped: ")
    assert [c["docket"] for c in json.loads(shown)] == ["1-1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give a docket file, or one case"),
        (("docket.csv", "--docket", "1-1"), "give a docket file, or one case"),
        (("--docket", "1-1"), "blank; fill it in"),
        (("nowhere.csv",), "not found; write one with"),
    ],
)
def test_wrong_use_is_one_line(run, words, said):
    status, shown, told = run("predict", *words, "--dataset", "simulated")
    assert (status, shown) == (2, "")
    assert said in told
    assert told.count("\n") == 1


def test_template_writes_a_new_file_only(run, layout):
    assert run("template", "new.csv")[0] == 0
    status, _, told = run("template", "new.csv")
    assert (status, "is there already" in told) == (2, True)
    assert run("template")[1] == (layout.root / "new.csv").read_text()


def test_forecasts_are_finite_whatever_is_missing(layout, court):
    found = [card(layout, court, docket=f"3-{k}", **{"came_by": "appeal"}) for k in range(2)]
    assert np.isfinite([c["p_reverse"] for c in found]).all()


def test_blanked_copies_change_no_forecast_of_the_cases_themselves(layout, past):
    params, level, lag = docket_factory.params(), LEVELS[2], 2
    walk = walk_of(layout.dataset, params, 2, lag, docket_factory.HERE)
    both = with_blanks(past, level, 2012)
    inputs = docket_inputs(both.tables, level, lag, params, of_votes=False)
    p, facts = forecast_cases(inputs, Recipe.of(params), walk)
    frame = read_table(layout.docket / "level2-lag2.parquet").query("unit == 'case'")
    walked = frame.set_index("case_id")["p_reverse"]
    own = pd.Series(p[: len(past.cases)], index=past.cases["caseId"]).loc[walked.index]
    late = (frame["term"] >= 2012).to_numpy()
    np.testing.assert_allclose(own[late], walked[late], rtol=0, atol=1e-12)
    given, blank = both.rows["court_below"]
    assert len(given) == len(blank) > 20
    assert (p[given] != p[blank]).mean() > 0.9
    assert np.isfinite(facts[given]).all()


def test_facts_add_up_to_the_difference_from_the_mean_case(layout, court):
    model = load_fitted(layout, 2, 1, court.data_hash).model
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, len(model.case_features)))
    shares = rng.dirichlet(np.ones(4), len(model.case_features))
    added = about_facts(model.reverse, X, 10, shares).sum(axis=1)
    log_odds = model.reverse.log_odds(X)
    np.testing.assert_allclose(added, log_odds[10:] - log_odds[:10].mean(), rtol=0, atol=1e-9)


def test_the_cost_of_what_is_missing_is_told(layout, court):
    whole = {"petitioner": "126", "respondent": "27", "court_below": "CA9", "came_by": "appeal"}
    at_one = card(layout, court, **{**whole, "court_below": ""})
    assert list(at_one["cost_of_missing"]) == ["court_below", "coded_fields"]
    at_two = card(layout, court, **whole, issue_area="1", direction_below="liberal")
    assert list(at_two["cost_of_missing"]) == ["disposition_below"]
    said = html_page([at_one], MADE)
    assert "What was missing, and what that cost" in said
    assert "Court below: not known." in said


def test_reasons_name_what_is_known(layout, court):
    found = card(layout, court, petitioner="27", respondent="126", court_below="CA9")
    assert all(" makes a reversal " in reason for reason in found["reasons"])
    told = in_words([("petitioner", 0.4), ("issue_area", -0.05)], {"petitioner": "a State"})
    assert told == [
        "the petitioner (a State) makes a reversal much more likely",
        "the issue area (not given) makes a reversal slightly less likely",
    ]


def test_a_decided_case_shows_what_its_docket_sheet_told(layout):
    frame = read_table(layout.docket / "level2-lag2.parquet")
    case_id = frame["case_id"].iloc[-1]
    shown = with_docket(layout, look_up(layout, case_id, {})[0])
    assert [one["model"] for one in shown["forecasts"]] == ["level 1", "level 2"]
    assert 0 < len(shown["reasons"]) <= 3
    assert all(0 < one["p_reverse"]["docket"] < 1 for one in shown["justices"])


def test_a_forecast_needs_no_scikit_learn():
    """Importing it would take longer than all the rest of a forecast."""
    code = (
        "import sys\n"
        "import scotus_forecast.docket.forecast, scotus_forecast.docket.decided\n"
        "import scotus_forecast.docket.decided\n"
        "sys.exit('sklearn' in sys.modules or 'mlflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
